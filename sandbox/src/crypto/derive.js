// Bits out of secrets: PBKDF2 and HKDF out of a password or key, ECDH and X25519 out of two.
import { fail } from "./errors.js";
import { materialOf } from "./key.js";
import { done, natives, pack } from "./natives.js";
import { blockLength } from "./secret-keys.js";

/** @typedef {(algorithm: Algorithm, key: CryptoKey, length: number | null) => ArrayBuffer} Derivation */

/** @import { Algorithm } from "./algorithms.js" */
/** @import { CryptoKey, KeyAlgorithm } from "./key.js" */

/** Node takes no more for HKDF, in bytes. */
const LONGEST_INFO = 1024;

/** @param {number | null} length */
function wholeBytes(length) {
  if (length === null) fail("OperationError", "length cannot be null");
  if (length % 8) fail("OperationError", "length must be a multiple of 8");
  return done(length > 0 ? length / 8 : undefined);
}

/** @param {Algorithm} algorithm @param {CryptoKey} key @param {number | null} length */
function hkdf({ hash, salt, info }, key, length) {
  if (length === 0) return new ArrayBuffer(0);
  const bytes = wholeBytes(length);
  const request = {
    hash: hash.name,
    key: pack(materialOf(key)),
    salt: pack(salt),
    info: pack(info),
    length: bytes,
  };
  return done(info.length > LONGEST_INFO ? undefined : natives().hkdf(request));
}

/** @param {Algorithm} algorithm @param {CryptoKey} key @param {number | null} length */
function pbkdf2({ hash, salt, iterations }, key, length) {
  if (iterations === 0) fail("OperationError", "iterations cannot be zero");
  if (length === 0) return new ArrayBuffer(0);
  const bytes = wholeBytes(length);
  const request = {
    hash: hash.name,
    password: pack(materialOf(key)),
    salt: pack(salt),
    iterations,
    length: bytes,
  };
  return done(natives().pbkdf2(request));
}

/** @param {Algorithm} algorithm @param {CryptoKey} key @param {number | null} length */
function agreement({ public: other }, key, length) {
  if (other.type !== "public") fail("InvalidAccessError", "algorithm.public must be a public key");
  if (key.type !== "private") fail("InvalidAccessError", "baseKey must be a private key");
  checkSides(other.algorithm, key.algorithm);
  const bits = done(natives().agree(pack(materialOf(key)), pack(materialOf(other))));
  return length === null ? bits : firstBits(bits, length);
}

/** @param {KeyAlgorithm} theirs @param {KeyAlgorithm} ours */
function checkSides(theirs, ours) {
  if (theirs.name !== "ECDH" && theirs.name !== "X25519") {
    fail("InvalidAccessError", "Keys must be ECDH, X25519, or X448 keys");
  }
  if (theirs.name !== ours.name) {
    fail("InvalidAccessError", "The public and private keys must be of the same type");
  }
  if (theirs.namedCurve !== ours.namedCurve) fail("InvalidAccessError", "Named curve mismatch");
}

/**
 * The first so many bits, with zeroes in what is left of the last byte.
 * @param {ArrayBuffer} buffer
 * @param {number} length
 */
function firstBits(buffer, length) {
  const size = Math.ceil(length / 8);
  if (buffer.byteLength < size) fail("OperationError", "derived bit length is too small");
  const bytes = new Uint8Array(buffer.slice(0, size));
  if (length % 8) bytes[size - 1] &= 0xff << (8 - (length % 8));
  return bytes.buffer;
}

/** @type {Record<string, Derivation>} */
const derivations = { HKDF: hkdf, PBKDF2: pbkdf2, ECDH: agreement, X25519: agreement };

/**
 * Derives so many bits; `null`: as many as there are. `usage`: what the key must allow.
 * @param {string} usage
 * @param {Algorithm} algorithm
 * @param {CryptoKey} key
 * @returns {(length: number | null) => ArrayBuffer}
 */
export function derive(usage, algorithm, key) {
  if (!key.usages.includes(usage))
    fail("InvalidAccessError", `baseKey does not have ${usage} usage`);
  if (key.algorithm.name !== algorithm.name) fail("InvalidAccessError", "Key algorithm mismatch");
  return (length) => derivations[algorithm.name](algorithm, key, length);
}

/**
 * How many bits a key of an algorithm takes; `null`: any number.
 * @param {Algorithm} algorithm
 * @returns {number | null}
 */
export function keyLength({ name, hash, length }) {
  if (name === "HKDF" || name === "PBKDF2") return null;
  if (name === "HMAC" && length === undefined) return blockLength(hash.name);
  const isRight = name === "HMAC" ? length !== 0 : [128, 192, 256].includes(length);
  if (!isRight) fail("OperationError", "Invalid key length");
  return length;
}
