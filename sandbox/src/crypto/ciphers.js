// Encryption and decryption.
import { fail } from "./errors.js";
import { materialOf } from "./key.js";
import { done, natives, pack } from "./natives.js";

/** @import { Base64, Direction } from "../../types/engine.d.ts" */
/** @import { Algorithm } from "./algorithms.js" */
/** @import { CryptoKey } from "./key.js" */
/** @typedef {(direction: Direction, parameters: Algorithm, key: Base64, data: Base64) => ArrayBuffer | undefined} Cipher */

const TAG_LENGTHS = [32, 64, 96, 104, 112, 120, 128];

/** @param {Uint8Array} bytes @param {string} name */
function exactly16(bytes, name) {
  if (bytes.length !== 16)
    fail("OperationError", `algorithm.${name} must contain exactly 16 bytes`);
  return pack(bytes);
}

/** @type {Record<string, Cipher>} */
const ciphers = {
  "AES-CBC": (direction, { iv }, key, data) =>
    natives().aesCbc(direction, key, exactly16(iv, "iv"), data),

  "AES-CTR"(_, { counter, length }, key, data) {
    const first = exactly16(counter, "counter");
    if (length === 0 || length > 128)
      fail("OperationError", "AES-CTR algorithm.length must be between 1 and 128");
    return natives().aesCtr(key, first, length, data);
  },

  "AES-GCM"(direction, { iv, additionalData = new Uint8Array(), tagLength = 128 }, key, data) {
    const request = {
      key,
      iv: pack(iv),
      additionalData: pack(additionalData),
      tagBytes: tagLength / 8,
    };
    return natives().aesGcm(direction, request, data);
  },

  "AES-KW": (direction, _, key, data) => natives().aesKw(direction, key, data),

  "RSA-OAEP": (direction, { label = new Uint8Array(), hash }, key, data) =>
    natives().rsaOaep({ direction, hash, label: pack(label) }, key, data),
};

/** @param {Direction} direction @param {Algorithm} algorithm @param {Uint8Array} data */
function checkTag(direction, { tagLength = 128 }, data) {
  if (!TAG_LENGTHS.includes(tagLength))
    fail("OperationError", `${tagLength} is not a valid AES-GCM tag length`);
  if (direction === "decrypt" && data.length < tagLength / 8)
    fail("OperationError", "The provided data is too small.");
}

/** @returns {never} */
function refuse() {
  fail("InvalidAccessError", "The requested operation is not valid for the provided key");
}

/**
 * Applies a cipher. `operation`: what the key must allow, one of four.
 * @param {"encrypt" | "decrypt" | "wrapKey" | "unwrapKey"} operation
 * @param {Algorithm} algorithm
 * @param {CryptoKey} key
 * @param {Uint8Array} data
 */
export function cipher(operation, algorithm, key, data) {
  if (key.algorithm.name !== algorithm.name || !key.usages.includes(operation)) refuse();
  const direction = operation === "encrypt" || operation === "wrapKey" ? "encrypt" : "decrypt";
  if (
    algorithm.name === "RSA-OAEP" &&
    key.type !== (direction === "encrypt" ? "public" : "private")
  )
    refuse();
  if (algorithm.name === "AES-GCM") checkTag(direction, algorithm, data);
  const parameters = { ...algorithm, hash: key.algorithm.hash?.name };
  return done(ciphers[algorithm.name](direction, parameters, pack(materialOf(key)), pack(data)));
}
