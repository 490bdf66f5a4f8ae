console.log("text", 5, { a: 1, b: "two" }, [1, 2, 3]);
console.info(undefined, null, NaN, -0, 10n, true);
console.warn(function named() {}, () => {}, Symbol("s"), new Date(0), /x/g);
console.error(new TypeError("bad"));
console.debug(new Map([["a", 1]]), new Set([1]), { nested: { deeper: { deepest: { end: 1 } } } });
console.clear();
const loop = { name: "loop" };
loop.self = loop;
console.log(loop);
//> log 'text', 5, { a: 1, b: 'two' }, [ 1, 2, 3 ]
//> info undefined, null, NaN, -0, 10n, true
//> warn '[Function: named]', '[Function]', Symbol(s), 1970-01-01T00:00:00.000Z, /x/g
//> error {
//> type: 'Error',
//> name: 'TypeError',
//> message: 'bad'
//> }
//> debug Map(1) { 'a' => 1 }, Set(1) { 1 }, {
//> nested: {
//> deeper: { deepest: { end: 1 } }
//> }
//> }
//> log {
//> name: 'loop',
//> self: [Circular *1]
//> }
