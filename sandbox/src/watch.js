// Watches for libraries that scripts bring along as text, of big numbers and hashes: they are recognised by the names of members that
// they assign, whatever way their text came to be evaluated, and made quicker by a part that is loaded then (`brought`).
//
// An assignment to a member that an object does not have yet looks for a setter in its prototypes: one waits there for each of these
// names, once a script can evaluate text at all. Differs from Postman: they are then `in` every object (`brought.js`).
import { part } from "./lazy-parts.js";
import { isLoading } from "./require.js";

/** @typedef {keyof import("../types/packages.d.ts").Brought} Sign */

/**
 * The names, which hardly anything else has.
 * @type {readonly Sign[]}
 */
const SIGNS = ["isProbablePrime", "FV", "multiplyTwo", "BufferedBlockAlgorithm", "kem"];

/** Of the names, those that tell a text by: each library has one of them. */
const TELLING = ["isProbablePrime", "BufferedBlockAlgorithm"];

let isWatching = false;

/** @param {Sign} name */
function waitFor(name) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    /** @this {unknown} @param {unknown} value */
    set(value) {
      if (this === null || (typeof this !== "object" && typeof this !== "function")) return;
      const own = { value, writable: true, enumerable: true, configurable: true };
      if (Reflect.defineProperty(this, name, own) && !isLoading())
        part("brought")[name](this, value);
    },
  });
}

/** Begins to watch. */
export function watch() {
  if (isWatching) return;
  isWatching = true;
  SIGNS.forEach(waitFor);
}

/**
 * Whether a text may be such a library.
 * @param {string} source
 */
export function isWatchedFor(source) {
  return TELLING.some((name) => source.includes(name));
}
