// `Array.prototype.find` and its kin, in the place of the engine's: a script that is stopped in one of those, between two elements, gives the
// last one back a second time (QuickJS-ng 0.16, `js_array_find`), and the program crashes.
import { apply } from "./captured.js";

/** The longest that a list can be. */
const LONGEST = Number.MAX_SAFE_INTEGER;

/**
 * A length as the language reads it of what is no array.
 * @param {any} given
 */
function lengthOf(given) {
  const length = Math.floor(+given);
  if (length > LONGEST) return LONGEST;
  if (length > 0) return length;
  return 0;
}

/**
 * Puts a search in the place of that of the engine, which still says what is wrong with what it is given.
 * @param {"find" | "findIndex" | "findLast" | "findLastIndex"} name
 * @param {{isBackwards: boolean, isForIndex: boolean}} manner
 */
function replace(name, { isBackwards, isForIndex }) {
  /** @type {Function} */
  const native = Array.prototype[name];
  // A method, for it is no constructor.
  const { value } = {
    /** @this {any} @param {any} predicate @param {unknown} own */
    value(predicate, own = undefined) {
      if (this === undefined || this === null || typeof predicate !== "function")
        return apply(native, this, [predicate]);
      const list = Object(this);
      const length = lengthOf(list.length);
      for (let count = 0; count < length; count += 1) {
        const index = isBackwards ? length - 1 - count : count;
        const element = list[index];
        const isIt =
          own === undefined
            ? predicate(element, index, list)
            : apply(predicate, own, [element, index, list]);
        if (isIt) return isForIndex ? index : element;
      }
      return isForIndex ? -1 : undefined;
    },
  };
  Object.defineProperty(value, "name", { __proto__: null, value: name, configurable: true });
  Object.defineProperty(Array.prototype, name, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

replace("find", { isBackwards: false, isForIndex: false });
replace("findIndex", { isBackwards: false, isForIndex: true });
replace("findLast", { isBackwards: true, isForIndex: false });
replace("findLastIndex", { isBackwards: true, isForIndex: true });
