// Errors of built-in functions in V8's words.
const says = (check) => {
  try {
    check();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
};
const circle = { list: [{}] };
circle.list[0].back = circle;
says(() => [].reduce((sum, item) => sum + item));
says(() => [3, 1].sort("x"));
says(() => new Promise());
says(() => new Promise({}));
says(() => new Set(5));
says(() => new Map([1]));
says(() => Map());
says(() => Object.defineProperty({}, "x", 5));
says(() => Object.defineProperty(Object.freeze({}), "x", { value: 1 }));
says(() => Object.create(5));
says(() => Object.keys(undefined));
says(() => Object.freeze([1]).push(2));
says(() => (5).toFixed(101));
says(() => (5).toPrecision(0));
says(() => (5).toString(1));
says(() => "x".repeat(-1));
says(() => "x".normalize("y"));
says(() => "x".replaceAll(/x/, ""));
says(() => new Array(-1));
says(() => new Uint8Array(-1));
says(() => new Date("x").toISOString());
says(() => decodeURIComponent("%"));
says(() => BigInt("1.5"));
says(() => Symbol.keyFor("x"));
says(() => Reflect.ownKeys(5));
says(() => new Proxy({}, 5));
says(() => new RegExp("("));
says(() => new RegExp("[a"));
says(() => new RegExp("x", "gg"));
says(() => "x".match("*"));
says(() => JSON.stringify(circle));
says(() => JSON.stringify({ a: 1n }));
says(() => String.prototype.includes.call(null, "x"));
await Promise.any([Promise.reject(new Error("no"))]).catch((error) =>
  says(() => {
    throw error;
  }),
);
//> log 'TypeError: Reduce of empty array with no initial value'
//> log 'TypeError: The comparison function must be either a function or undefined'
//> log 'TypeError: Promise resolver undefined is not a function'
//> log 'TypeError: Promise resolver #<Object> is not a function'
//> log 'TypeError: number 5 is not iterable (cannot read property Symbol(Symbol.iterator))'
//> log 'TypeError: Iterator value 1 is not an entry object'
//> log "TypeError: Constructor Map requires 'new'"
//> log 'TypeError: Property description must be an object: 5'
//> log 'TypeError: Cannot define property x, object is not extensible'
//> log 'TypeError: Object prototype may only be an Object or null: 5'
//> log 'TypeError: Cannot convert undefined or null to object'
//> log 'TypeError: Cannot add property 1, object is not extensible'
//> log 'RangeError: toFixed() digits argument must be between 0 and 100'
//> log 'RangeError: toPrecision() argument must be between 1 and 100'
//> log 'RangeError: toString() radix argument must be between 2 and 36'
//> log 'RangeError: Invalid count value: -1'
//> log 'RangeError: The normalization form should be one of NFC, NFD, NFKC, NFKD.'
//> log 'TypeError: String.prototype.replaceAll called with a non-global RegExp argument'
//> log 'RangeError: Invalid array length'
//> log 'RangeError: Invalid typed array length: -1'
//> log 'RangeError: Invalid time value'
//> log 'URIError: URI malformed'
//> log 'SyntaxError: Cannot convert 1.5 to a BigInt'
//> log 'TypeError: x is not a symbol'
//> log 'TypeError: Reflect.ownKeys called on non-object'
//> log 'TypeError: Cannot create proxy with a non-object as target or handler'
//> log 'SyntaxError: Invalid regular expression: /(/: Unterminated group'
//> log 'SyntaxError: Invalid regular expression: /[a/: Unterminated character class'
//> log "SyntaxError: Invalid flags supplied to RegExp constructor 'gg'"
//> log 'SyntaxError: Invalid regular expression: /*/: Nothing to repeat'
//> log 'JSONError: Converting circular structure to JSON\n' +
//> "    --> starting at object with constructor 'Object'\n" +
//> "    |     property 'list' -> object with constructor 'Array'\n" +
//> "    |     index 0 -> object with constructor 'Object'\n" +
//> "    --- property 'back' closes the circle"
//> log 'JSONError: Do not know how to serialize a BigInt'
//> log 'TypeError: String.prototype.includes called on null or undefined'
//> log 'AggregateError: All promises were rejected'
