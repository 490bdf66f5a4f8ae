// Keys on their way out: raw, DER, and JSON Web Key.
import { fail } from "./errors.js";
import { algorithmName } from "./jwk.js";
import { materialOf } from "./key.js";
import { natives, pack } from "./natives.js";

/** @import { JsonOf } from "../../types/engine.d.ts" */
/** @import { CryptoKey } from "./key.js" */
/** @typedef {ArrayBuffer | Record<string, unknown> | undefined} Exported */

/**
 * A copy of a key's bytes.
 * @param {CryptoKey} key
 */
const copyOf = (key) => materialOf(key).slice().buffer;

/** @param {string} word @param {CryptoKey} key @returns {never} */
function refuse(word, key) {
  fail("InvalidAccessError", `Unable to export a ${word} ${key.algorithm.name} ${key.type} key`);
}

/** @type {Record<string, (key: CryptoKey) => Exported>} */
const exporters = {
  // Node says "raw" here too.
  spki: (key) => (key.type === "public" ? copyOf(key) : refuse("raw", key)),
  pkcs8: (key) => (key.type === "private" ? copyOf(key) : refuse("pkcs8", key)),
  raw(key) {
    if (key.type === "secret") return copyOf(key);
    if (key.type === "private" || key.algorithm.name.startsWith("RSA")) refuse("raw", key);
    return natives().exportRaw(pack(materialOf(key)));
  },
  jwk(key) {
    /** @type {Record<string, unknown> & {alg?: string}} */
    const jwk = { key_ops: key.usages, ext: key.extractable, ...members(key) };
    const alg = algorithmName(key.algorithm);
    if (alg !== undefined) jwk.alg = alg;
    return jwk;
  },
};

/** @param {CryptoKey} key */
function members(key) {
  const packed = pack(materialOf(key));
  if (key.type === "secret") return { kty: "oct", k: natives().toBase64Url(packed) };
  return JSON.parse(
    /** @type {JsonOf<Record<string, string>>} */ (
      natives().exportJwk(key.type === "private" ? "pkcs8" : "spki", packed)
    ),
  );
}

/** @param {string} format @param {CryptoKey} key */
export function exportKey(format, key) {
  if (!key.extractable) fail("InvalidAccessException", "key is not extractable");
  return exporters[format](key);
}
