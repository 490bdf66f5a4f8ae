// JSON Web Keys (RFC 7517): the checks that all families of keys share, and the names of algorithms in them.
import { dictionary, flag, listOf, text } from "./convert.js";
import { fail } from "./errors.js";

/** @import { KeyAlgorithm } from "./key.js" */
/**
 * A JSON Web Key, converted; the numbers of a key are for the native functions.
 * @typedef {{
 *   kty?: string, use?: string, alg?: string, crv?: string, k?: string, x?: string, d?: string,
 *   key_ops?: string[], ext?: boolean, [number: string]: unknown,
 * }} Jwk
 */
/**
 * What a key is made for.
 * @typedef {{extractable: boolean, usages: string[]}} Intent
 */

const names = "kty use alg crv x y d n e p q dp dq qi k".split(" ");
const otherPrime = dictionary("RsaOtherPrimesInfo", { r: text, d: text, t: text });

export const USAGES = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "deriveKey",
  "deriveBits",
  "wrapKey",
  "unwrapKey",
];

/** Converts what a script passes for a key in this format. */
export const jsonWebKey = dictionary("JsonWebKey", {
  ...Object.fromEntries(names.map((name) => [name, text])),
  key_ops: listOf(text),
  ext: flag,
  oth: listOf(otherPrime),
});

/** @param {Jwk} jwk @param {string} type */
export function checkType(jwk, type) {
  if (!jwk.kty) fail("DataError", "Invalid keyData");
  if (jwk.kty !== type) fail("DataError", 'Invalid JWK "kty" Parameter');
}

/**
 * Checks that the key allows what it is imported for. `use`: what a key of its family is for.
 * @param {Jwk} jwk
 * @param {string} use
 * @param {Intent} intent
 */
export function checkUse(jwk, use, { usages, extractable }) {
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use)
    fail("DataError", 'Invalid JWK "use" Parameter');
  checkOperations(jwk.key_ops, usages);
  if (jwk.ext === false && extractable)
    fail("DataError", 'JWK "ext" Parameter and extractable mismatch');
}

/** @param {string[] | undefined} operations @param {string[]} usages */
function checkOperations(operations, usages) {
  if (operations === undefined) return;
  const known = operations.filter((operation) => USAGES.includes(operation));
  if (new Set(known).size < known.length) fail("DataError", "Duplicate key operation");
  if (!usages.every((usage) => operations.includes(usage)))
    fail("DataError", "Key operations and usage mismatch");
}

/** @param {boolean} isRight */
export function checkAlgorithm(isRight) {
  if (!isRight) fail("DataError", 'JWK "alg" does not match the requested algorithm');
}

/** @type {Record<string, string>} */
const CURVES = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

/**
 * The curve that an ECDSA algorithm's name implies.
 * @param {string} name
 */
export const curveOf = (name) => CURVES[name];

/**
 * The names that a hash goes by in `alg`, in lower case: of whichever RSA scheme.
 * @param {string} hash
 */
export function hashNames(hash) {
  const bits = hash.slice(4);
  const padding = hash === "SHA-1" ? "rsa-oaep" : `rsa-oaep-${bits}`;
  return [`sha${bits}`, `sha-${bits}`, `rs${bits}`, `ps${bits}`, `hs${bits}`, padding];
}

/**
 * The `alg` that a key is exported with.
 * @param {KeyAlgorithm} algorithm
 */
export function algorithmName({ name, hash, length }) {
  const bits = hash?.name.slice(4);
  switch (name) {
    case "RSASSA-PKCS1-v1_5":
      return `RS${bits}`;
    case "RSA-PSS":
      return `PS${bits}`;
    case "RSA-OAEP":
      return bits === "1" ? name : `${name}-${bits}`;
    case "HMAC":
      return `HS${bits}`;
    case "Ed25519":
      return name;
    default:
      return name.startsWith("AES-") ? `A${length}${name.slice(4)}` : undefined;
  }
}
