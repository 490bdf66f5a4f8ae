// Properties whose value is made when it is first read: what a script does not touch costs it nothing.
import { native } from "./native.js";

/**
 * Replaces the property `name` of `target` by a value.
 * @template V
 * @param {object} target
 * @param {PropertyKey} name
 * @param {V} value
 */
export function settle(target, name, value) {
  native.settle(target, name, value);
  return value;
}

/**
 * Properties of all objects of a class, each filled with what its function makes of the object: they are listed.
 * @template {object} O
 */
export class Lazies {
  /** @param {Record<string, (owner: O) => unknown>} makers */
  constructor(makers) {
    this.names = Object.keys(makers);
    this.getters = this.names.map(
      (name) =>
        /** @this {O} */
        function () {
          return settle(this, name, makers[name](this));
        },
    );
    this.setters = this.names.map(
      (name) =>
        /** @this {O} @param {unknown} value */
        function (value) {
          settle(this, name, value);
        },
    );
  }

  /** @param {O & object} target */
  define(target) {
    native.defineGetters(target, this.names, this.getters, this.setters);
  }
}

/**
 * Defines a property that `make` fills when it is first read, and that an assignment replaces.
 * @param {object} target
 * @param {string} name
 * @param {() => unknown} make
 * @param {{enumerable?: boolean}} options
 */
export function lazy(target, name, make, { enumerable = false } = {}) {
  /** @param {object} owner @param {unknown} value */
  const place = (owner, value) => {
    Object.defineProperty(owner, name, {
      __proto__: null,
      value,
      writable: true,
      configurable: true,
      enumerable,
    });
    return value;
  };
  Object.defineProperty(target, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    /** @this {any} */
    get() {
      return place(this ?? target, make());
    },
    /** @this {any} */
    set(value) {
      place(this ?? target, value);
    },
  });
}
