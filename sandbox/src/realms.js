// Two realms, that of scripts and that of packages: each has its own `Array`, `Error` and so on, and what one makes is an instance of the
// other's, too.
import { apply, isInstance } from "./captured.js";
import { words } from "./words.js";

/** @import { PackageRealm } from "../types/engine.d.ts" */

const CLASSES =
  "AggregateError Array ArrayBuffer BigInt64Array BigUint64Array Boolean DataView Date Error EvalError " +
  "Float32Array Float64Array Function Int16Array Int32Array Int8Array Map Number Object Promise RangeError " +
  "ReferenceError RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array " +
  "Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet";

/**
 * The global object of this realm.
 * @type {any}
 */
let own;

/** @param {object} target */
export function installRealm(target) {
  own = target;
}

/**
 * Takes what a class of the other realm made for an instance of ours of that name.
 * @param {string} name
 * @param {any} other
 */
export function accept(name, other) {
  const Class = own[name];
  // A method, for the function must know what it was called on: a class that descends from this one asks it, too.
  const { value } = {
    /** @this {unknown} @param {unknown} instance */
    value(instance) {
      return (
        apply(isInstance, this, [instance]) ||
        (this === Class && apply(isInstance, other, [instance]))
      );
    },
  };
  if (typeof Class === "function" && typeof other === "function")
    Object.defineProperty(Class, Symbol.hasInstance, {
      __proto__: null,
      value,
      configurable: true,
    });
}

/**
 * Lets two realms know each other.
 * @param {PackageRealm} other
 */
export function meet(other) {
  const names = words(CLASSES);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    other.accept(name, own[name]);
    accept(name, other.classOf(name));
  }
}

/** @param {string} name */
export const classOf = (name) => own[name];
