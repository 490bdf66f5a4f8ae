// Where the parts of the sandbox that are loaded on demand are hooked in: the Web's classes, its streams, `crypto` and `Intl`.
import { lazy } from "./lazy.js";
import { native } from "./native.js";
import { load, provide } from "./require.js";
import { words } from "./words.js";

/** @import { Parts } from "../types/packages.d.ts" */

const WEB = words(
  "AbortController AbortSignal Blob Event EventTarget File TextDecoder TextEncoder URL " +
    "URLSearchParams structuredClone",
);

const CRYPTO = ["Crypto", "CryptoKey", "SubtleCrypto", "crypto"];

const STREAMS = words(
  "ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy DecompressionStream " +
    "ReadableByteStreamController ReadableStream ReadableStreamBYOBReader " +
    "ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader " +
    "TextDecoderStream TextEncoderStream TransformStream TransformStreamDefaultController " +
    "WritableStream WritableStreamDefaultController WritableStreamDefaultWriter",
);

/** @type {Record<string, true>} */
const connected = /** @type {any} */ ({ __proto__: null });

/**
 * Loads a part, the first time.
 * @template {keyof Parts} Name
 * @param {Name} name
 * @returns {Parts[Name]}
 */
export function part(name) {
  const exports = /** @type {Parts[Name]} */ (load(name));
  if (!(name in connected)) exports.connect(native, part);
  connected[name] = true;
  return exports;
}

/** @param {object} prototype @param {Record<string, Function>} methods */
function extend(prototype, methods) {
  for (const name of Object.keys(methods)) {
    Object.defineProperty(prototype, name, {
      value: methods[name],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/** @param {object} target */
export function installParts(target) {
  for (const name of WEB) lazy(target, name, () => /** @type {any} */ (part("web"))[name]);
  for (const name of STREAMS) lazy(target, name, () => /** @type {any} */ (part("streams"))[name]);
  for (const name of CRYPTO) lazy(target, name, () => /** @type {any} */ (part("webcrypto"))[name]);
  provide("crypto-js", () => part("quick").quicken(native.load("crypto-js")));
  lazy(target, "Intl", () => part("intl").Intl);
  // biome-ignore lint/suspicious/noShadowRestrictedNames: the name that JavaScript has for it.
  const { toString, toTimeString } = Date.prototype;
  /**
   * V8 ends with the zone's name; here only that of UTC is known.
   * @param {string} text
   */
  const named = (text) => text.replace(/GMT\+0000$/, "GMT+0000 (Coordinated Universal Time)");
  extend(Date.prototype, {
    /** @this {Date} */
    toString() {
      return named(toString.call(this));
    },
    /** @this {Date} */
    toTimeString() {
      return named(toTimeString.call(this));
    },
    /** @this {Date} @param {unknown[]} args */
    toLocaleString(...args) {
      return part("intl").date(this, args);
    },
    /** @this {Date} @param {unknown[]} args */
    toLocaleDateString(...args) {
      return part("intl").onlyDate(this, args);
    },
    /** @this {Date} @param {unknown[]} args */
    toLocaleTimeString(...args) {
      return part("intl").onlyTime(this, args);
    },
  });
  const number = {
    toLocaleString: { value: localeNumber, writable: true, configurable: true, enumerable: false },
  };
  Object.defineProperties(Number.prototype, number);
  Object.defineProperties(BigInt.prototype, number);
  extend(String.prototype, {
    /** @this {unknown} @param {unknown} that @param {unknown[]} args */
    localeCompare(that, ...args) {
      return part("intl").localeCompare(String(this), String(that), args);
    },
  });
}

/** @this {number | bigint} @param {unknown[]} args */
function localeNumber(...args) {
  return part("intl").number(this.valueOf(), args);
}
