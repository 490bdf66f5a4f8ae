// What of the language itself QuickJS has otherwise than V8. A bundle of its own, loaded for the first script that may notice.
import { makeDate } from "./date.js";
import { makeRegExp } from "./regexp.js";

/** @typedef {Function & {prototype: object}} BuiltIn */

/**
 * Puts `made` in the place of a built-in class: it gets its members, its prototype and its name.
 * @param {BuiltIn} native
 * @param {BuiltIn} made
 */
function replace(native, made) {
  for (const key of Reflect.ownKeys(native)) {
    const member = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(native, key));
    if (!Object.hasOwn(made, key) || key === "prototype" || key === "length")
      Object.defineProperty(made, key, member);
  }
  const place = { value: made, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(native.prototype, "constructor", place);
  Object.defineProperty(Function("return this")(), native.name, place);
}

export default {
  installDate() {
    replace(Date, makeDate(Date));
  },
  /** @param {import("./regexp.js").Around} around */
  installRegExp(around) {
    replace(RegExp, makeRegExp(RegExp, around));
  },
};
