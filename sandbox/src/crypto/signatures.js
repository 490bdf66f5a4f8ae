// Signing and verifying.
import { fail } from "./errors.js";
import { materialOf } from "./key.js";
import { done, natives, pack } from "./natives.js";

/** @import { Scheme } from "../../types/engine.d.ts" */
/** @import { Algorithm } from "./algorithms.js" */
/** @import { CryptoKey } from "./key.js" */

/** @type {Record<string, number>} */
const DIGEST_BYTES = { "SHA-1": 20, "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 };

/** @param {"sign" | "verify"} usage @param {Algorithm} algorithm @param {CryptoKey} key */
function checkKey(usage, algorithm, key) {
  if (!key.usages.includes(usage) || algorithm.name !== key.algorithm.name) {
    fail("InvalidAccessError", `Unable to use this key to ${usage}`);
  }
  const type = usage === "sign" ? "private" : "public";
  if (algorithm.name !== "HMAC" && key.type !== type)
    fail("InvalidAccessError", `Key must be a ${type} key`);
}

/**
 * What the native functions need to know: the scheme and its parameters.
 * @param {Algorithm} algorithm
 * @param {CryptoKey} key
 * @returns {Scheme}
 */
function schemeOf({ name, hash, saltLength }, key) {
  const hashName = (hash ?? key.algorithm.hash)?.name;
  if (name === "RSA-PSS") {
    // @ts-expect-error: keys of RSA have the length, and a hash.
    const most = Math.ceil((key.algorithm.modulusLength - 1) / 8) - DIGEST_BYTES[hashName] - 2;
    done(saltLength <= most ? true : undefined);
  }
  return { name, hash: hashName, saltLength };
}

/** @param {CryptoKey} key @param {Uint8Array} data */
const hmacOf = (key, data) =>
  natives().hmac(
    /** @type {{name: string}} */ (key.algorithm.hash).name,
    pack(materialOf(key)),
    pack(data),
  );

/** @param {Algorithm} algorithm @param {CryptoKey} key @param {Uint8Array} data */
export function sign(algorithm, key, data) {
  checkKey("sign", algorithm, key);
  if (algorithm.name === "HMAC") return done(hmacOf(key, data));
  return done(natives().sign(schemeOf(algorithm, key), pack(materialOf(key)), pack(data)));
}

/**
 * @param {Algorithm} algorithm
 * @param {CryptoKey} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} data
 */
export function verify(algorithm, key, signature, data) {
  checkKey("verify", algorithm, key);
  if (algorithm.name === "HMAC")
    return isSame(new Uint8Array(/** @type {ArrayBuffer} */ (hmacOf(key, data))), signature);
  return natives().verify(
    schemeOf(algorithm, key),
    pack(materialOf(key)),
    pack(signature),
    pack(data),
  );
}

/** @param {Uint8Array} expected @param {Uint8Array} given */
function isSame(expected, given) {
  return (
    expected.length === given.length &&
    expected.reduce((sum, byte, at) => sum | (byte ^ given[at]), 0) === 0
  );
}
