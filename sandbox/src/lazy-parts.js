// Where the parts of the sandbox that are loaded on demand are hooked in: the Web's classes, its streams, `crypto` and `Intl`.
import { lazy } from "./lazy.js";
import { native } from "./native.js";
import { load, provide } from "./require.js";
import { words } from "./words.js";

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

const connected = new Set();

function part(name) {
  const exports = load(name);
  if (!connected.has(name)) exports.connect(native, part);
  connected.add(name);
  return exports;
}

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

export function installParts(target) {
  for (const name of WEB) lazy(target, name, () => part("web")[name]);
  for (const name of STREAMS) lazy(target, name, () => part("streams")[name]);
  for (const name of CRYPTO) lazy(target, name, () => part("webcrypto")[name]);
  provide("crypto-js", () => part("quick").quicken(native.load("crypto-js")));
  lazy(target, "Intl", () => part("intl").Intl);
  const { toString, toTimeString } = Date.prototype;
  /** V8 ends with the zone's name; here only that of UTC is known. */
  const named = (text) => text.replace(/GMT\+0000$/, "GMT+0000 (Coordinated Universal Time)");
  extend(Date.prototype, {
    toString() {
      return named(toString.call(this));
    },
    toTimeString() {
      return named(toTimeString.call(this));
    },
    toLocaleString(...args) {
      return part("intl").date(this, args);
    },
    toLocaleDateString(...args) {
      return part("intl").onlyDate(this, args);
    },
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
    localeCompare(that, ...args) {
      return part("intl").localeCompare(String(this), String(that), args);
    },
  });
}

function localeNumber(...args) {
  return part("intl").number(this.valueOf(), args);
}
