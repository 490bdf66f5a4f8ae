// The warnings that Postman's app gives for its old API. A name is warned of once a script, when something of its value is used: plain
// text and numbers can't tell. A bundle of its own, loaded where they are asked for.

import deprecated from "./deprecated.json";

/** @type {Record<string, string | null | undefined>} */
const INSTEAD = deprecated;

/**
 * Makes {watch, end} for one script: `watch(name, value)` returns the value, or something that warns where it is used.
 * @param {(text: string) => void} say
 */
function makeWarner(say) {
  const said = new Set();
  let ended = false;

  /** @param {string} name */
  function warn(name) {
    if (ended || said.has(name) || !Object.hasOwn(INSTEAD, name)) return;
    said.add(name);
    say(`Using "${name}" is deprecated.${INSTEAD[name] ? ` Use ${INSTEAD[name]} instead.` : ""}`);
  }

  /** @param {string} name @param {any} value @returns {any} */
  function watch(name, value) {
    const isWatched = name === "postman" || Object.hasOwn(INSTEAD, name);
    if (!isWatched || value === null || (typeof value !== "object" && typeof value !== "function"))
      return value;
    return new Proxy(value, {
      get(target, property) {
        warn(name === "postman" ? `postman.${String(property)}` : name);
        return target[property];
      },
      set(target, property, it) {
        warn(name);
        target[property] = it;
        return true;
      },
      apply(target, that, args) {
        warn(name);
        return target.apply(that, args);
      },
    });
  }

  return {
    watch,
    end() {
      ended = true;
    },
  };
}

export default { makeWarner };
