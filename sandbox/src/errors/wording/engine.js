// The engine's words put into V8's, where no look at the script is needed.

/** @typedef {[pattern: RegExp, words: (...parts: string[]) => string]} Row */

const MIXED = "Cannot mix BigInt and other types, use explicit conversions";

/** @type {Row[]} */
const TABLE = [
  [
    /^cannot read property 'Symbol\.iterator' of (undefined|null)$/,
    (what) =>
      `${what === "null" ? "object null" : what} is not iterable (cannot read property Symbol(Symbol.iterator))`,
  ],
  [
    /^cannot read property '(.*)' of (undefined|null)$/s,
    (name, what) => `Cannot read properties of ${what} (reading '${symbolic(name)}')`,
  ],
  [
    /^cannot set property '(.*)' of (undefined|null)$/s,
    (name, what) => `Cannot set properties of ${what} (setting '${symbolic(name)}')`,
  ],
  [/^'(.*)' is read-only$/s, () => "Assignment to constant variable."],
  [/^redeclaration of '(.*)'$/s, (name) => `Identifier '${name}' has already been declared`],
  [
    /^this is not initialized$/,
    () =>
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
  ],
  [/^'this' can be initialized only once$/, () => "Super constructor may only be called once"],
  [/^(.*) is not initialized$/s, (name) => `Cannot access '${name}' before initialization`],
  [
    /^derived class constructor must return/,
    () => "Derived constructors may only return object or undefined",
  ],
  [
    /^invalid property access$/,
    () =>
      "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them",
  ],
  [/^empty array$/, () => "Reduce of empty array with no initial value"],
  [/^invalid array length$/, () => "Invalid array length"],
  [/^invalid array index: (.*)$/, (index) => `Invalid index : ${index}`],
  [/^invalid array buffer length$/, () => "Invalid array buffer length"],
  [/^invalid string length$/, () => "Invalid string length"],
  [
    /^bad normalization form$/,
    () => "The normalization form should be one of NFC, NFD, NFKC, NFKD.",
  ],
  [
    /^(?:expecting hex digit|expecting %|expecting surrogate pair|invalid character|malformed UTF-8|invalid hex digit)$/i,
    () => "URI malformed",
  ],
  [/^cannot convert symbol to string$/, () => "Cannot convert a Symbol value to a string"],
  [/^cannot convert symbol to number$/, () => "Cannot convert a Symbol value to a number"],
  [/^toPrimitive$/, () => "Cannot convert object to primitive value"],
  [/^cannot convert BigInt to number$/, () => MIXED],
  [/^bigint argument with unary \+$/, () => "Cannot convert a BigInt value to a number"],
  [/^BigInt division by zero$/, () => "Division by zero"],
  [/^BigInt negative exponent$/, () => "undefined must be positive"],
  [
    /^BigInt operands are forbidden for >>>$/,
    () => "BigInts have no unsigned right shift, use >> instead",
  ],
  [/^BigInt are forbidden in JSON\.stringify$/, () => "Do not know how to serialize a BigInt"],
  [/^Date value is NaN$/, () => "Invalid time value"],
  [/^not a Date object$/, () => "this is not a Date object."],
  [/^not a TypedArray$/, () => "this is not a typed array."],
  [/^object needs toISOString method$/, () => "toISOString is not a function"],
  [/^circular prototype chain$/, () => "Cyclic __proto__ value"],
  [
    /^'Immutable prototype object 'Object\.prototype'/,
    () => "Immutable prototype object 'Object.prototype' cannot have their prototype set",
  ],
  [/^invalid value used as WeakMap key$/, () => "Invalid value used as weak map key"],
  [/^invalid value used as WeakSet key$/, () => "Invalid value used in weak set"],
  [/^promise self resolution$/, () => "Chaining cycle detected for promise #<Promise>"],
  [/^cannot invoke a running generator$/, () => "Generator is already running"],
  [
    /^operand 'prototype' property is not an object$/,
    () => "Function has non-object prototype 'undefined' in instanceof check",
  ],
  [/^out of bound$/, () => "Offset is outside the bounds of the DataView"],
  [/^proxy: duplicate property$/, () => "'ownKeys' on proxy: trap returned duplicate entries"],
  [/^Cannot prevent extensions$/, () => "'preventExtensions' on proxy: trap returned falsish"],
  [/^circular reference$/, () => "Converting circular structure to JSON"],
];

/** @param {string} name */
function symbolic(name) {
  return name.startsWith("Symbol.") ? `Symbol(${name})` : name;
}

/**
 * V8's words for `message`; undefined where they are the same, or not known.
 * @param {string} message
 */
export function tableWords(message) {
  for (const [pattern, words] of TABLE) {
    const match = pattern.exec(message);
    if (match) return words(...match.slice(1));
  }
  return undefined;
}

/**
 * The engine's words for code that it was given as text → V8's, where the text is not known.
 * @type {[pattern: RegExp, words: string][]}
 */
const SYNTAX = [
  [/^unexpected token in expression: ''/, "Unexpected end of input"],
  [/^unexpected token in expression: '(\d.*)'/, "Unexpected number"],
  [/^unexpected token in expression: '(["'].*)'/s, "Unexpected string"],
  [/^unexpected token(?: in expression)?: '(.*)'/s, "Unexpected token '$1'"],
  [
    /^unexpected end of (?:string|comment)|^unexpected character|^invalid number literal/,
    "Invalid or unexpected token",
  ],
  [/^return not in a function/, "Illegal return statement"],
  [/^break must be inside/, "Illegal break statement"],
  [/^missing initializer/, "Missing initializer in const declaration"],
  [/^'let' is not a valid lexical identifier/, "let is disallowed as a lexically bound name"],
  [/^property constructor appears more than once/, "A class may only have one constructor"],
  [/^invalid assignment left-hand side/, "Invalid left-hand side in assignment"],
  [/^expecting '\)'/, "Unterminated group"],
  [/^extraneous characters at the end/, "Unmatched ')'"],
  [/^nothing to repeat/, "Nothing to repeat"],
  [/^invalid class range/, "Range out of order in character class"],
];

/**
 * V8's words for a syntax error of which only the engine's are known.
 * @param {string} message
 */
export function syntaxTableWords(message) {
  const [pattern, words] = SYNTAX.find(([it]) => it.test(message)) ?? [];
  return words?.replace(
    "$1",
    /** @type {RegExpExecArray} */ (/** @type {RegExp} */ (pattern).exec(message))[1] ?? "",
  );
}
