// Lists that a script gets, made without a look at what it put into the prototypes.

/**
 * Adds to the end of a list.
 * @template V
 * @param {V[]} list
 * @param {V} value
 */
export function append(list, value) {
  Object.defineProperty(list, list.length, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}
