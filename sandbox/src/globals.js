// The global object as scripts see it: Postman's names added, the engine's own that Postman lacks taken away.
import { atob, btoa, queueMicrotask } from "./base64.js";
import { console } from "./console.js";
import { installParts } from "./lazy-parts.js";
import { lazy } from "./lazy.js";
import { libraries } from "./legacy.js";
import { DOMException } from "./web/dom-exception.js";
import { isLoading, load, require } from "./require.js";
import { timers } from "./timers.js";

/** What QuickJS has and Postman's sandbox has not. */
const HIDDEN = [
  "globalThis",
  "performance",
  "WeakRef",
  "FinalizationRegistry",
  "Iterator",
  "InternalError",
  "SuppressedError",
  "DisposableStack",
  "AsyncDisposableStack",
  "Float16Array",
];

/** @param {object} target @param {Record<string, unknown>} values */
function define(target, values) {
  for (const name of Object.keys(values)) {
    Object.defineProperty(target, name, {
      value: values[name],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/**
 * The one method of Sugar, which Postman's sandbox extends the built-ins with, that scripts use.
 * @this {unknown}
 * @param {RegExp | string} search
 */
function has(search) {
  return search instanceof RegExp ? search.test(String(this)) : String(this).includes(search);
}

/**
 * Errors become JSON as they do in Postman: without their stack.
 * @this {Error}
 */
function errorToJson() {
  return { type: "Error", name: this.name, message: this.message };
}

/**
 * Like `lazy`, but nothing while a library is being loaded: lodash keeps what it finds under its own name.
 * @param {object} target
 * @param {string} name
 * @param {() => unknown} make
 */
function defineLibrary(target, name, make) {
  /** @param {unknown} value */
  const place = (value) =>
    Object.defineProperty(target, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  const get = () => (isLoading() ? undefined : /** @type {any} */ (place(make()))[name]);
  Object.defineProperty(target, name, { configurable: true, enumerable: false, get, set: place });
}

// Differs from Postman: they are the global object's, where code that `Function` makes finds them
// (`globals.js`).
/** @param {any} target */
export function installGlobals(target) {
  define(target, { console, require, atob, btoa, queueMicrotask, DOMException, ...timers });
  define(String.prototype, { has });
  define(Error.prototype, { toJSON: errorToJson });
  lazy(target, "Buffer", () => load("buffer").Buffer);
  for (const name of Object.keys(libraries))
    defineLibrary(target, name, libraries[/** @type {keyof typeof libraries} */ (name)]);
  installParts(target);
  for (const name of HIDDEN) delete target[name];
}
