console.log("text", 5, { a: 1, b: "two" }, [1, 2, 3]);
console.info(undefined, null, NaN, -0, 10n, true);
console.warn(
  function named() {},
  () => {},
  Symbol("s"),
  new Date(0),
  /x/g,
);
console.error(new TypeError("bad"));
console.debug(new Map([["a", 1]]), new Set([1]), { nested: { deeper: { deepest: { end: 1 } } } });
console.clear();
const loop = { name: "loop" };
loop.self = loop;
console.log(loop);
const inner = { text: "it's", list: Array.from({ length: 8 }, (_, index) => index * 100) };
inner.back = { inner };
console.log(inner);
console.log([1, [1, [inner.list.length]]], { same: inner.list.length, n: -0, date: new Date(NaN) });
console.log(Buffer.from("hi"), new Uint8Array([1, 2]), new Set([() => 1]), new String("boxed"));
console.log(
  new Map(Array.from({ length: 101 }, (_, index) => [index, 0])).size,
  "%s is no format",
  5,
);
// biome-ignore lint/suspicious/noSparseArray: it is about holes.
console.log([, 1], { symbol: Symbol("s"), [Symbol("lost")]: 1, f() {} });
console.log("two\nlines of which the first is shorter than the second");
console.clear("cleared");
for (const throws of [
  {
    get bad() {
      throw new Error("getter");
    },
  },
  {
    toJSON() {
      throw new Error("json");
    },
  },
  Object(1n),
]) {
  try {
    console.log(throws);
  } catch (error) {
    console.log(error.message);
  }
}
//> log 'text', 5, { a: 1, b: 'two' }, [ 1, 2, 3 ]
//> info undefined, null, NaN, 0, 10n, true
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
//> clear
//> log <ref *1> {
//> name: 'loop',
//> self: [Circular *1]
//> }
//> log <ref *1> {
//> text: "it's",
//> list: [
//> 0, 100, 200, 300,
//> 400, 500, 600, 700
//> ],
//> back: { inner: [Circular *1] }
//> }
//> log [ 1, [ 1, [ 8 ] ] ], { same: 8, n: 0, date: null }
//> log <Buffer 68 69>, Uint8Array(2) [ 1, 2 ], Set(1) { null }, 'boxed'
//> log 101, '%s is no format', 5
//> log [ undefined, 1 ], {
//> symbol: Symbol(s),
//> f: '[Function: f]'
//> }
//> log 'two\n' +
//> 'lines of which the first is shorter than the second'
//> clear 'cleared'
//> log 'getter'
//> log 'json'
//> log 'Do not know how to serialize a BigInt'
