// Recognises libraries by the names of members that they assign, whatever way their text came to be evaluated.
//
// An assignment to a member that an object does not have yet looks for a setter in its prototypes: one waits there for each of these
// names, once a script can evaluate text at all. Differs from Postman: they are then `in` every object (`brought.js`).

/** @typedef {(object: any, value: any) => void} Quicken */

let isWatching = false;

/**
 * @param {string} name
 * @param {Quicken} quicken
 * @param {() => boolean} isLoading
 */
function waitFor(name, quicken, isLoading) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    /** @this {unknown} @param {unknown} value */
    set(value) {
      if (this === null || (typeof this !== "object" && typeof this !== "function")) return;
      const own = { value, writable: true, enumerable: true, configurable: true };
      if (Reflect.defineProperty(this, name, own) && !isLoading()) quicken(this, value);
    },
  });
}

/**
 * Begins to watch.
 * @param {Record<string, Quicken>} signs what is done by the name of the member, which hardly anything else has
 * @param {() => boolean} isLoading whether a library of ours is being loaded
 */
export function watch(signs, isLoading) {
  if (isWatching) return;
  isWatching = true;
  for (const [name, quicken] of Object.entries(signs)) waitFor(name, quicken, isLoading);
}
