// What `this` is at the top of a script: an object on which the names that a script has are found.
import { words } from "./words.js";

/** @import { Legacy } from "./legacy.js" */
/** @import { Native } from "../types/engine.d.ts" */
/** @import { Postman } from "./pm.js" */

/** Names that lie in the global object. */
const GLOBAL =
  "AbortController AbortSignal AggregateError Array ArrayBuffer Atomics Backbone BigInt " +
  "BigInt64Array BigUint64Array Blob Boolean Buffer ByteLengthQueuingStrategy CompressionStream " +
  "CountQueuingStrategy Crypto CryptoJS CryptoKey DOMException DataView Date DecompressionStream " +
  "Error EvalError Event EventTarget File Float32Array Float64Array Function Infinity Int16Array " +
  "Int32Array Int8Array Intl JSON Map Math NaN Number Object Promise Proxy RangeError " +
  "ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest " +
  "ReadableStreamDefaultController ReadableStreamDefaultReader ReferenceError Reflect RegExp Set " +
  "SharedArrayBuffer String SubtleCrypto Symbol SyntaxError TextDecoder TextDecoderStream " +
  "TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController TypeError " +
  "URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap " +
  "WeakSet WritableStream WritableStreamDefaultController WritableStreamDefaultWriter _ atob btoa " +
  "cheerio clearImmediate clearInterval clearTimeout console crypto decodeURI decodeURIComponent " +
  "encodeURI encodeURIComponent escape isFinite isNaN parseFloat parseInt queueMicrotask " +
  "setImmediate setInterval setTimeout structuredClone tv4 undefined unescape xml2Json";

/** Names that each script has its own of. */
const OF_RESPONSE = "responseCookies responseHeaders responseTime responseCode responseBody";
const OWN = `pm tests globals environment data request iteration postman JSON ${OF_RESPONSE}`;

/**
 * Makes the object for one script. Its members are made when they are asked for, and what finds them too: most scripts that say `this` mean
 * another. `target`: the global object; `hidden`: names that it has not; `settle` gives an object a property, and `proxy` makes a
 * proxy, whatever a script has put in the place of `Object` and `Proxy`.
 * @param {{target: any, pm: Postman, legacy: Pick<Legacy, "forScript">, hidden: readonly string[], settle: Native["settle"], proxy: (handler: ProxyHandler<object>) => object}} script
 */
function makeScope({ target, pm, legacy, hidden, settle, proxy }) {
  /** @param {string} text */
  const shown = (text) => words(text).filter((name) => !hidden.includes(name));
  /** @type {{global: Set<string>, own: Set<string>, gone: Set<PropertyKey>} | undefined} */
  let made;
  const names = () => {
    made ??= {
      global: new Set(shown(GLOBAL)),
      own: new Set(shown(OWN)),
      gone: new Set(),
    };
    return made;
  };
  /** @param {any} name */
  const known = (name) => names().own.has(name) || (names().global.has(name) && name in target);
  /** @param {string} name */
  // biome-ignore lint/suspicious/noShadowRestrictedNames: the value of a name.
  const valueOf = (name) => {
    if (name === "pm") return pm;
    return names().own.has(name) ? legacy.forScript(name) : target[name];
  };
  /** @param {any} scope @param {any} name */
  const fill = (scope, name) => {
    if (!Object.hasOwn(scope, name) && !names().gone.has(name) && known(name))
      settle(scope, name, valueOf(name));
    return scope;
  };
  /** @param {object} scope */
  const fillAll = (scope) => {
    for (const name of [...names().global, ...names().own]) fill(scope, name);
    return scope;
  };
  return proxy({
    get: (scope, name) => Reflect.get(fill(scope, name), name),
    has: (scope, name) => Reflect.has(fill(scope, name), name),
    getOwnPropertyDescriptor: (scope, name) =>
      Reflect.getOwnPropertyDescriptor(fill(scope, name), name),
    defineProperty: (scope, name, descriptor) =>
      Reflect.defineProperty(fill(scope, name), name, descriptor),
    deleteProperty(scope, name) {
      names().gone.add(name);
      return Reflect.deleteProperty(scope, name);
    },
    ownKeys: (scope) => Reflect.ownKeys(fillAll(scope)),
  });
}

export default { makeScope, OF_RESPONSE };
