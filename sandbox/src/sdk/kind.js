// What makes a class one of the SDK's: its kind, the class it descends from, methods that loops over an instance show. Instances of the
// package that scripts `require` are of the same kinds, and count as ours wherever a kind is asked for.

/** @import { SdkClass } from "../../types/sdk.d.ts" */

const KIND = "_postman_propertyName";

/**
 * Whether `value` was made by a class of that kind, or by one that descends from it: ours or the package's.
 * @param {any} value
 * @param {string} kind
 */
export function isKind(value, kind) {
  if (!value) return false;
  for (let type = value.constructor; type; type = type.super_) if (type[KIND] === kind) return true;
  return false;
}

/**
 * Whether `value` was made by a class of the very kind of `Type`.
 * @param {{constructor: SdkClass}} value
 * @param {SdkClass} Type
 */
export function isOf(value, Type) {
  // biome-ignore lint/suspicious/noShadowRestrictedNames: the name that JavaScript has for it.
  const { constructor } = value;
  if (constructor === Type) return true;
  return (
    typeof constructor === "function" &&
    Object.hasOwn(constructor, KIND) &&
    constructor[KIND] === Type[KIND]
  );
}

/**
 * Lets `instanceof` ask for the kind. A class that a script derives asks as usual.
 * @param {SdkClass} Class
 */
export function answerForKind(Class) {
  /** @this {SdkClass} @param {unknown} instance */
  const value = function (instance) {
    if (Object.hasOwn(this, KIND))
      return (
        instance !== null &&
        typeof instance === "object" &&
        isKind(instance, /** @type {string} */ (this[KIND]))
      );
    return Function.prototype[Symbol.hasInstance].call(this, instance);
  };
  Object.defineProperty(Class, Symbol.hasInstance, { value, configurable: true });
}

/**
 * Sets a property that no loop over the object shows.
 * @param {object} target
 * @param {string} name
 * @param {unknown} value
 */
export function hide(target, name, value) {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/**
 * Gives a class its place: its kind, the name that messages show, what it descends from, and what its instances have in common.
 * @param {SdkClass} Class
 * @param {string} kind
 * @param {string} name
 * @param {SdkClass} [base]
 * @param {object} traits
 */
export function publish(Class, kind, name, base, traits = {}) {
  const { prototype } = Class;
  Object.assign(prototype, traits);
  Object.defineProperty(Class, "name", { value: name, configurable: true });
  Object.defineProperty(Class, KIND, {
    value: kind,
    enumerable: true,
    writable: true,
    configurable: true,
  });
  if (base) Object.defineProperty(Class, "super_", { value: base });
  for (const member of Object.getOwnPropertyNames(prototype)) {
    if (member === "constructor" || Object.hasOwn(traits, member)) continue;
    const { value } = /** @type {PropertyDescriptor} */ (
      Object.getOwnPropertyDescriptor(prototype, member)
    );
    // Traits come first in a loop over the object.
    delete prototype[member];
    prototype[member] = value;
  }
  answerForKind(Class);
}
