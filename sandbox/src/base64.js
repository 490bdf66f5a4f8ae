// `atob`, `btoa` and `queueMicrotask`: the engine's, with Node's checks and words.
import { report } from "./timers.js";
import { wrongType } from "./web/errors.js";
import { needArguments } from "./web/interface.js";

const decode = globalThis.atob;
const encode = globalThis.btoa;
export const later = globalThis.queueMicrotask;

/** @param {string} message */
const invalid = (message) => new DOMException(message, "InvalidCharacterError");

/** @param {unknown[]} args */
export function atob(...args) {
  needArguments(args, "input");
  const text = `${args[0]}`;
  try {
    return decode(text);
  } catch {
    const isEven = /^[A-Za-z0-9+/\s]*$/.test(text);
    throw invalid(
      isEven ? "The string to be decoded is not correctly encoded." : "Invalid character",
    );
  }
}

/** @param {unknown[]} args */
export function btoa(...args) {
  needArguments(args, "input");
  const text = `${args[0]}`;
  try {
    return encode(text);
  } catch {
    throw invalid("Invalid character");
  }
}

/**
 * What the callback throws is reported; the script goes on.
 * @param {unknown} callback
 */
export function queueMicrotask(callback) {
  if (typeof callback !== "function") throw wrongType("callback", "of type function", callback);
  later(() => report(callback, undefined, []));
}

for (const [name, make] of Object.entries({ atob, btoa })) {
  Object.defineProperties(make, {
    name: { value: name, configurable: true },
    length: { value: 1, configurable: true },
  });
}
