// V8's words for errors of built-in functions. `call` tells what was called: its name, the script's text for it, and its arguments as far
// as the script tells them.

/** @import { Call } from "./index.js" */
/** @import { Known } from "./values.js" */

const ITERATOR = "is not iterable (cannot read property Symbol(Symbol.iterator))";

/**
 * Words the engine's `message` of the built-in function that `call` describes; undefined where nothing fits.
 * @param {string} message
 * @param {Call} call
 * @returns {string | undefined}
 */
export function nativeWords(message, call) {
  const missing = /^cannot read property 'Symbol\.iterator' of (undefined|null)$/.exec(message);
  if (missing)
    return call.name === "fromEntries"
      ? "undefined is not iterable"
      : `${missing[1] === "null" ? "object null" : "undefined"} ${ITERATOR}`;
  const expected = /^(\w+) object expected$/.exec(message);
  if (message === "ArrayBuffer object expected" && call.name === "DataView")
    return "First argument to DataView constructor must be an ArrayBuffer";
  if (expected)
    return `Method ${expected[1]}.prototype.${call.name} called on incompatible receiver ${call.text(0)}`;
  const kind = /^not a (number|string|boolean|symbol|BigInt)$/.exec(message)?.[1];
  if (kind) return receiverWords(kind, call);
  return WORDS[message]?.(call);
}

/** @param {string} kind @param {Call} call */
function receiverWords(kind, call) {
  if (call.name === "keyFor") return `${call.text(0)} is not a symbol`;
  const type = kind[0].toUpperCase() + kind.slice(1);
  return `${type}.prototype.${call.name} requires that 'this' be a ${type}`;
}

/** @param {Call} call */
const withoutNew = ({ name }) =>
  name === "Promise"
    ? "Promise constructor cannot be invoked without 'new'"
    : `Constructor ${name} requires 'new'`;

/** @param {Call} call */
const toBigInt = ({ text }) =>
  `Cannot convert ${text(0).replace(/^#<Object>$/, "[object Object]")} to a BigInt`;

/** @type {Record<string, (call: Call) => string | undefined>} */
const WORDS = {
  "not a function": callbackWords,
  "value is not iterable": ({ sort, name }) =>
    name === "from"
      ? "%Array%.from requires that the property of the first argument, items[Symbol.iterator], when exists, be a function"
      : `${sort(0)} ${ITERATOR}`,
  "not an object": notObject,
  "not a object": ({ path, text, value }) =>
    path === "Reflect.construct" && value(0)?.type !== "function" && value(1) === undefined
      ? `${text(0)} is not a constructor`
      : "CreateListFromArrayLike called on non-object",
  "not a constructor": ({ path, text, name }) =>
    path === "Reflect.construct"
      ? `${text(0)} is not a constructor`
      : `${path ?? name} is not a constructor`,
  "object prototype may only be an Object or null": ({ text }) =>
    `Object prototype may only be an Object or null: ${text(0)}`,
  "Property description must be an object": ({ text }) =>
    `Property description must be an object: ${text(2)}`,
  "Getter must be a function": ({ member }) => `Getter must be a function: ${member(2, "get")}`,
  "Setter must be a function": ({ member }) => `Setter must be a function: ${member(2, "set")}`,
  "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute":
    () =>
      "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute, #<Object>",
  "object is not extensible": notExtensible,
  "property is not configurable": ({ text }) => `Cannot redefine property: ${text(1)}`,
  "could not delete property": ({ length }) =>
    `Cannot delete property '${length() === undefined ? 0 : /** @type {number} */ (length()) - 1}' of [object Array]`,
  "Cannot convert undefined or null to object": ({ name, path }) =>
    path?.startsWith("Object.") || !(name in Array.prototype) || name in Object.prototype
      ? undefined
      : `Array.prototype.${name} called on null or undefined`,
  "null or undefined are forbidden": ({ name }) =>
    `String.prototype.${name} called on null or undefined`,
  "cannot convert to object": ({ name }) => `String.prototype.${name} called on null or undefined`,
  "invalid number of digits": digitsWords,
  "invalid repeat count": ({ text }) => `Invalid count value: ${text(0)}`,
  "invalid code point": ({ text, value }) =>
    `Invalid code point ${value(0)?.type === "string" ? Number(text(0)) : text(0)}`,
  "regexp not supported": ({ name }) =>
    `First argument to String.prototype.${name} must not be a regular expression`,
  "regexp must have the 'g' flag": ({ name }) =>
    `String.prototype.${name} called with a non-global RegExp argument`,
  "must be called with new": withoutNew,
  "constructor requires 'new'": withoutNew,
  "Constructor requires 'new'": withoutNew,
  "cannot convert BigInt to number": () => "Cannot convert a BigInt value to a number",
  "invalid BigInt literal": toBigInt,
  "cannot convert to BigInt": toBigInt,
  "cannot convert NaN or Infinity to BigInt": ({ text }) =>
    `The number ${text(0)} cannot be converted to a BigInt because it is not an integer`,
  "cannot convert to BigInt: not an integer": ({ text }) =>
    `The number ${text(0)} cannot be converted to a BigInt because it is not an integer`,
  "invalid array index": ({ name, text }) =>
    name === "ArrayBuffer"
      ? "Invalid array buffer length"
      : /Array$/.test(name)
        ? `Invalid typed array length: ${text(0)}`
        : "Invalid value: not (convertible to) a safe integer",
  "invalid hint": ({ text }) => `Invalid hint: ${text(1)}`,
  "not a generator": ({ name, text }) =>
    `Method [Generator].prototype.${name} called on incompatible receiver ${text(0)}`,
  "invalid offset": ({ name, text }) =>
    Number(text(1)) % bytesOf(name) === 0
      ? `Start offset ${text(1)} is outside the bounds of the buffer`
      : `start offset of ${name} should be a multiple of ${bytesOf(name)}`,
  "invalid byteOffset": ({ text }) => `Start offset ${text(1)} is outside the bounds of the buffer`,
  "invalid byteLength": ({ text }) => `Invalid DataView length ${text(2)}`,
  "invalid length": ({ name, value, text }) =>
    value(2)?.type === "number"
      ? `Invalid typed array length: ${text(2)}`
      : `byte length of ${name} should be a multiple of ${bytesOf(name)}`,
  "cannot convert to bigint": ({ element }) => `Cannot convert ${element()} to a BigInt`,
  "invalid array length": ({ name }) => (name === "set" ? "offset is out of bounds" : undefined),
  "revoked proxy": ({ name }) =>
    `Cannot perform '${name === "keys" ? "ownKeys" : name}' on a proxy that has been revoked`,
  "proxy: defineProperty exception": ({ text }) =>
    `'defineProperty' on proxy: trap returned falsish for property '${text(1)}'`,
};

/**
 * How many bytes an element of a typed array has: its name tells.
 * @param {string} name
 */
function bytesOf(name) {
  return Number(/\d+/.exec(name)?.[0] ?? 8) / 8;
}

/** @param {Call} call */
function callbackWords({ name, path, text, value }) {
  if (name === "sort" || name === "toSorted")
    return "The comparison function must be either a function or undefined";
  if (name === "flatMap") return "flatMap mapper function is not callable";
  if (name === "Promise") return `Promise resolver ${text(0)} is not a function`;
  if (name === "bind") return "Bind must be called on a function";
  if (path === "Reflect.apply")
    return `Function.prototype.apply was called on ${text(0)}, which is ${aKind(value(0))} and not a function`;
  return `${text(name === "from" ? 1 : 0)} is not a function`;
}

/** @param {Known | undefined} value */
function aKind(value) {
  const type = value?.type ?? "object";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

/** @param {Call} call */
function notObject({ name, path, text, value, element }) {
  if (path?.startsWith("Reflect.") && !(name === "setPrototypeOf" && value(0)?.type === "object"))
    return `${path} called on non-object`;
  const nothing = /^(?:undefined|null)$/.test(value(0)?.type ?? "");
  switch (name) {
    case "Map":
    case "WeakMap":
    case "fromEntries":
      return `Iterator value ${element()} is not an entry object`;
    case "getPrototypeOf":
      return "Cannot convert undefined or null to object";
    case "setPrototypeOf":
      return nothing
        ? "Object.setPrototypeOf called on null or undefined"
        : `Object prototype may only be an Object or null: ${text(1)}`;
    case "defineProperty":
      return "Object.defineProperty called on non-object";
    case "Proxy":
      return "Cannot create proxy with a non-object as target or handler";
    case "resolve":
    case "reject":
      return "PromiseResolve called on non-object";
    default:
      return undefined;
  }
}

/** @param {Call} call */
function notExtensible({ name, text, length }) {
  if (name === "defineProperty")
    return `Cannot define property ${text(1)}, object is not extensible`;
  if (name === "setPrototypeOf") return `${text(0)} is not extensible`;
  return `Cannot add property ${length() ?? 0}, object is not extensible`;
}

/** @param {Call} call */
function digitsWords({ name }) {
  if (name === "toPrecision") return "toPrecision() argument must be between 1 and 100";
  if (name === "toExponential") return "toExponential() argument must be between 0 and 100";
  return "toFixed() digits argument must be between 0 and 100";
}
