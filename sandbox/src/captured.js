// The language as it was before any script ran. A script may replace what it finds in it, as in Postman, and later scripts find that; what
// the sandbox does with failures must not depend on it. In `pm` the bundler puts these in the place of the names that they have there
// (`bundle.mjs`); methods of values are called through `apply`, or not at all.
//
// What is kept goes into objects without a prototype and lists linked by hand: a script may put anything into the prototypes, setters for
// indices too. Lists are gone through by index, for the same reason.

const {
  Array: CapturedArray,
  BigInt: CapturedBigInt,
  Error: CapturedError,
  JSON: CapturedJson,
  Map: CapturedMap,
  Number: CapturedNumber,
  Object: CapturedObject,
  Promise: CapturedPromise,
  Proxy: CapturedProxy,
  Reflect: CapturedReflect,
  Set: CapturedSet,
  String: CapturedString,
  Symbol: CapturedSymbol,
  TypeError: CapturedTypeError,
  WeakMap: CapturedWeakMap,
} = globalThis;

const { isArray } = CapturedArray;
const { isFinite: isFiniteNumber, isNaN: isNotANumber } = CapturedNumber;
const { parse, stringify } = CapturedJson;
const { floor, max } = Math;
const {
  assign,
  create,
  defineProperties,
  defineProperty,
  entries,
  freeze,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  hasOwn,
  is,
  keys,
} = CapturedObject;

export const { apply, deleteProperty } = CapturedReflect;

const { concat, every, filter, forEach, indexOf, map, slice, some, sort, splice } =
  CapturedArray.prototype;
const text = CapturedString.prototype;
const { toLowerCase } = text;
/** @type {any} */
const strings = { __proto__: null, concat: text.concat, indexOf: text.indexOf, slice: text.slice };
/** @type {any} */
const arrays = {
  __proto__: null,
  concat,
  every,
  filter,
  forEach,
  indexOf,
  map,
  slice,
  some,
  sort,
  splice,
};

/**
 * A text in lower case: names of headers are compared so.
 * @param {unknown} value
 * @returns {string}
 */
export const lowerCase = (value) => apply(toLowerCase, value, []);

/** What chai works with (`libraries/pristine.js`). */
export const pristine = () => ({
  __proto__: null,
  apply,
  arrays,
  strings,
  globals: {
    __proto__: null,
    Array: CapturedArray,
    Error: CapturedError,
    Map: CapturedMap,
    Number: CapturedNumber,
    Object: CapturedObject,
    Set: CapturedSet,
    String: CapturedString,
    Symbol: CapturedSymbol,
    TypeError: CapturedTypeError,
    WeakMap: CapturedWeakMap,
  },
  statics: {
    __proto__: null,
    create,
    defineProperty,
    getOwnPropertyDescriptor,
    getOwnPropertyNames,
    getPrototypeOf,
    isArray,
    keys,
  },
});

export const isInstance = Function.prototype[CapturedSymbol.hasInstance];

/** @type {typeof Promise.prototype.then} */
export const promiseThen = CapturedPromise.prototype.then;

export {
  CapturedArray as Array,
  CapturedBigInt as BigInt,
  CapturedError as Error,
  CapturedMap as Map,
  CapturedNumber as Number,
  CapturedObject as Object,
  CapturedPromise as Promise,
  CapturedProxy as Proxy,
  CapturedSet as Set,
  CapturedString as String,
  CapturedSymbol as Symbol,
  CapturedTypeError as TypeError,
  CapturedWeakMap as WeakMap,
  assign as "Object.assign",
  create as "Object.create",
  defineProperties as "Object.defineProperties",
  defineProperty as "Object.defineProperty",
  entries as "Object.entries",
  floor as "Math.floor",
  freeze as "Object.freeze",
  getOwnPropertyDescriptor as "Object.getOwnPropertyDescriptor",
  getOwnPropertyNames as "Object.getOwnPropertyNames",
  getPrototypeOf as "Object.getPrototypeOf",
  hasOwn as "Object.hasOwn",
  is as "Object.is",
  isArray as "Array.isArray",
  isFiniteNumber as "Number.isFinite",
  isNotANumber as "Number.isNaN",
  keys as "Object.keys",
  max as "Math.max",
  parse as "JSON.parse",
  stringify as "JSON.stringify",
};
