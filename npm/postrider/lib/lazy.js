"use strict";
// Members that are made when somebody first looks at them.

/**
 * Gives an object a member that is made when it is first looked at.
 * @template {object} T
 * @param {T} object
 * @param {string} name
 * @param {() => unknown} make
 * @returns {T}
 */
exports.lazy = (object, name, make) => {
  /** @param {unknown} value */
  const settle = (value) =>
    Object.defineProperty(object, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return Object.defineProperty(object, name, {
    enumerable: true,
    configurable: true,
    get() {
      const value = make();
      settle(value);
      return value;
    },
    set: settle,
  });
};

/**
 * A function that makes something once.
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
exports.once = (make) => {
  /** @type {{value: T} | undefined} */
  let made;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
