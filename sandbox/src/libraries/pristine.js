// What chai finds in the place of the language's own: a script may have replaced that before it first expects something, and what chai
// finds wrong must not depend on it. `expect.js` lays these into the global object while chai is loaded.
const { apply, arrays, strings, globals, statics } = __pristine;

const {
  Array: PristineArray,
  Error: PristineError,
  Map: PristineMap,
  Number: PristineNumber,
  Object: PristineObject,
  Set: PristineSet,
  String: PristineString,
  Symbol: PristineSymbol,
  TypeError: PristineTypeError,
  WeakMap: PristineWeakMap,
} = globals;

const {
  create,
  defineProperty,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  isArray,
  keys,
} = statics;

/** @type {any} */
const none = { __proto__: null };

/**
 * Makes a method that is the language's own for its lists and texts, whatever a script has put in its place, and for others theirs.
 * @param {string} name
 * @returns {(self: any, ...given: any[]) => any}
 */
const method =
  (name) =>
  (self, ...given) => {
    /** @type {Record<string, Function>} */
    const own = typeof self === "string" ? strings : isArray(self) ? arrays : none;
    return apply(own[name] ?? self[name], self, given);
  };

/** @type {(called: Function, self: unknown, ...given: unknown[]) => any} */
export const __call = (called, self, ...given) => apply(called, self, given);
export const __apply = apply;
export const __concat = method("concat");
export const __every = method("every");
export const __filter = method("filter");
export const __forEach = method("forEach");
export const __indexOf = method("indexOf");
export const __map = method("map");
/** Without a look at what a script has put into the prototypes, for some number of the list. */
/** @param {unknown[]} list @param {unknown} value */
export const __push = (list, value) =>
  defineProperty(list, list.length, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  });
export const __slice = method("slice");
export const __some = method("some");
export const __sort = method("sort");
export const __splice = method("splice");

export {
  PristineArray as Array,
  PristineError as Error,
  PristineMap as Map,
  PristineNumber as Number,
  PristineObject as Object,
  PristineSet as Set,
  PristineString as String,
  PristineSymbol as Symbol,
  PristineTypeError as TypeError,
  PristineWeakMap as WeakMap,
  create as "Object.create",
  defineProperty as "Object.defineProperty",
  getOwnPropertyDescriptor as "Object.getOwnPropertyDescriptor",
  getOwnPropertyNames as "Object.getOwnPropertyNames",
  getPrototypeOf as "Object.getPrototypeOf",
  isArray as "Array.isArray",
  keys as "Object.keys",
};
