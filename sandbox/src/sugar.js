// Sugar 1.3 extends the built-in prototypes in Postman's sandbox. It is loaded for the first script that touches one of its methods.
import { native } from "./native.js";
import { isLoading, load } from "./require.js";

/**
 * What Sugar adds to, as it is when somebody asks: some is replaced for the first script that may notice.
 * @type {Record<string, () => object>}
 */
const OBJECTS = {
  Array: () => Array,
  "Array.prototype": () => Array.prototype,
  Date: () => Date,
  "Date.prototype": () => Date.prototype,
  "Function.prototype": () => Function.prototype,
  Number: () => Number,
  "Number.prototype": () => Number.prototype,
  Object: () => Object,
  RegExp: () => RegExp,
  "RegExp.prototype": () => RegExp.prototype,
  "String.prototype": () => String.prototype,
};

/** @param {any} target @param {string} name */
function define(target, name) {
  if (Object.hasOwn(target, name)) return;
  // What an assignment makes is listed, unless it stands where Sugar's own would: lodash gives its wrappers what it finds listed.
  /** @param {object} owner @param {unknown} value */
  const place = (owner, value) =>
    Object.defineProperty(owner, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: owner !== target,
    });
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: false,
    /** @this {any} */
    get() {
      if (isLoading()) return undefined;
      // Sugar puts its own in this one's place.
      delete target[name];
      load("sugar");
      return this[name];
    },
    /** @this {object} */
    set(value) {
      place(this, value);
    },
  });
}

/**
 * Makes the methods of Sugar's that `source` mentions available.
 * @param {string} source
 * @param {boolean} evaluates whether it makes code out of text: any may be in that
 */
export function prepareSugar(source, evaluates) {
  const mentioned = native.sugarIn(source, evaluates);
  for (let index = 0; index < mentioned.length; index += 2)
    define(OBJECTS[mentioned[index]](), mentioned[index + 1]);
}
