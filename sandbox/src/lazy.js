// Properties whose value is made when it is first read: what a script does not touch costs it nothing.

/**
 * Replaces the property `name` of `target` by a value.
 * @template V
 * @param {object} target
 * @param {PropertyKey} name
 * @param {V} value
 */
export function settle(target, name, value) {
  Object.defineProperty(target, name, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  });
  return value;
}

/**
 * The descriptor of a property that `make` fills with what it makes of the object, for all objects of a class: it is listed.
 * @template {object} O
 * @param {string} name
 * @param {(owner: O) => unknown} make
 * @returns {PropertyDescriptor & ThisType<O>}
 */
export function lazily(name, make) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return settle(this, name, make(this));
    },
    set(value) {
      settle(this, name, value);
    },
  };
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
