// Secret keys: of AES and HMAC, and what keys are derived from.
import { fail, typeError } from "./errors.js";
import { algorithmName, checkAlgorithm, checkType, checkUse } from "./jwk.js";
import { makeKey } from "./key.js";
import { done, natives, randomBytes } from "./natives.js";

/** @import { Algorithm } from "./algorithms.js" */
/** @import { Intent, Jwk } from "./jwk.js" */
/** @import { KeyAlgorithm } from "./key.js" */

/** HMAC keys are made no longer than this, in bits: nobody needs one, and it would be random values by the gigabyte. */
const LONGEST = 2 ** 27;

/** @param {string[]} usages @param {string[]} allowed @param {string} words */
export function allowUsages(usages, allowed, words) {
  if (!usages.every((usage) => allowed.includes(usage)))
    fail("SyntaxError", `Unsupported key usage for ${words} key`);
}

/** @param {Uint8Array} material @param {KeyAlgorithm} algorithm @param {Intent} intent */
function secretKey(material, algorithm, { extractable, usages }) {
  return makeKey({ type: "secret", material, algorithm, extractable, usages });
}

/**
 * The bytes of a key in a JSON Web Key.
 * @param {Jwk} jwk
 */
function octets(jwk) {
  if (jwk.k === undefined) fail("DataError", "Invalid keyData");
  return new Uint8Array(done(natives().fromBase64Url(jwk.k)));
}

/** @param {string} name @param {string[]} usages */
function aesUsages(name, usages) {
  const allowed =
    name === "AES-KW" ? ["wrapKey", "unwrapKey"] : ["wrapKey", "unwrapKey", "encrypt", "decrypt"];
  allowUsages(usages, allowed, "an AES");
}

/** @param {number} length */
const isAesLength = (length) => [128, 192, 256].includes(length);

/** @param {Uint8Array} material */
function checkedAes(material) {
  if (!isAesLength(material.length * 8)) fail("DataError", "Invalid key length");
  return material;
}

export const aes = {
  /** @param {Algorithm} algorithm @param {Intent} intent */
  generate({ name, length }, { extractable, usages }) {
    if (!isAesLength(length))
      fail("OperationError", "AES key length must be 128, 192, or 256 bits");
    aesUsages(name, usages);
    return secretKey(
      randomBytes(length / 8),
      { name, length },
      { extractable, usages: [...new Set(usages)] },
    );
  },

  /**
   * @param {Algorithm} algorithm
   * @param {string} format
   * @param {any} data
   * @param {Intent} intent
   */
  import({ name }, format, data, intent) {
    aesUsages(name, intent.usages);
    const material = aesMaterial(name, format, data, intent);
    return secretKey(material, { name, length: material.length * 8 }, intent);
  },
};

/** @param {string} name @param {string} format @param {any} data @param {Intent} intent */
function aesMaterial(name, format, data, intent) {
  if (format === "raw") return checkedAes(data.slice());
  if (format !== "jwk") fail("NotSupportedError", `Unable to import AES key with format ${format}`);
  checkType(data, "oct");
  checkUse(data, "enc", intent);
  const material = checkedAes(octets(data));
  checkAlgorithm(
    data.alg === undefined || data.alg === algorithmName({ name, length: material.length * 8 }),
  );
  return material;
}

/**
 * Length in bits of the blocks that a hash works on, and of an HMAC key that nobody chose the length of.
 * @param {string} hash
 */
export const blockLength = (hash) => (hash === "SHA-1" || hash === "SHA-256" ? 512 : 1024);

export const hmac = {
  /** @param {Algorithm} algorithm @param {Intent} intent */
  generate({ name, hash, length = blockLength(hash.name) }, { extractable, usages }) {
    if (length % 8) {
      const words = `The property 'algorithm.length' must be a multiple of 8. Received ${length}`;
      throw typeError("ERR_INVALID_ARG_VALUE", words);
    }
    allowUsages(usages, ["sign", "verify"], "an HMAC");
    const material = done(length > 0 && length <= LONGEST ? randomBytes(length / 8) : undefined);
    return secretKey(
      material,
      { name, length, hash },
      { extractable, usages: [...new Set(usages)] },
    );
  },

  /**
   * @param {Algorithm} algorithm
   * @param {string} format
   * @param {any} data
   * @param {Intent} intent
   */
  import(algorithm, format, data, intent) {
    allowUsages(intent.usages, ["sign", "verify"], "an HMAC");
    const material = hmacMaterial(algorithm, format, data, intent);
    return secretKey(
      material,
      { name: "HMAC", hash: algorithm.hash, length: material.length * 8 },
      intent,
    );
  },
};

/** @param {Algorithm} algorithm @param {string} format @param {any} data @param {Intent} intent */
function hmacMaterial(algorithm, format, data, intent) {
  if (format === "raw") {
    if (data.length === 0 || algorithm.length === 0)
      fail("DataError", "Zero-length key is not supported");
    if (algorithm.length !== undefined && algorithm.length !== data.length * 8)
      fail("DataError", "Invalid key length");
    return data.slice();
  }
  // Node forgets the name of this one.
  if (format !== "jwk") fail(undefined, `Unable to import HMAC key with format ${format}`);
  checkType(data, "oct");
  checkUse(data, "sig", intent);
  checkAlgorithm(data.alg === undefined || data.alg === algorithmName(algorithm));
  return octets(data);
}

/** HKDF and PBKDF2: passwords and secrets, which nothing but more keys comes out of. */
export const source = {
  /**
   * @param {Algorithm} algorithm
   * @param {string} format
   * @param {any} data
   * @param {Intent} intent
   */
  import({ name }, format, data, { extractable, usages }) {
    if (extractable) fail("SyntaxError", `${name} keys are not extractable`);
    allowUsages(usages, ["deriveKey", "deriveBits"], `a ${name}`);
    if (format !== "raw")
      fail("NotSupportedError", `Unable to import ${name} key with format ${format}`);
    return secretKey(data.slice(), { name }, { extractable: false, usages });
  },
};
