// `crypto.subtle`: checks and converts what scripts pass, and hands it to the family of keys or ciphers that it is for.
import { asText } from "../web/bytes.js";
import { native } from "../native.js";
import { normalize } from "./algorithms.js";
import { cipher } from "./ciphers.js";
import { bytes, cryptoKey, flag, identifier, listOf, oneOf, wrappingLong } from "./convert.js";
import { derive, keyLength } from "./derive.js";
import { fail, illegalConstructor, missingArguments, wrongThis } from "./errors.js";
import { exportKey } from "./export.js";
import { USAGES, jsonWebKey } from "./jwk.js";
import { publish } from "./key.js";
import { ec, modern, rsa } from "./key-pairs.js";
import { natives, pack } from "./natives.js";
import { aes, hmac, source } from "./secret-keys.js";
import { sign, verify } from "./signatures.js";

/** @import { Algorithm } from "./algorithms.js" */
/** @import { Place } from "./convert.js" */
/** @import { Exported } from "./export.js" */
/** @import { Intent } from "./jwk.js" */
/** @import { CryptoKey } from "./key.js" */
/**
 * Converts an argument; `taken` are those before it.
 * @typedef {(value: any, place: Place, taken: any[]) => any} Converter
 */
/**
 * A family of keys; from some, nothing but more keys come.
 * @typedef {{
 *   generate?(algorithm: Algorithm, intent: Intent): any,
 *   import(algorithm: Algorithm, format: string, data: any, intent: Intent): CryptoKey,
 * }} Family
 */

const format = oneOf("KeyFormat", ["raw", "pkcs8", "spki", "jwk"]);
const usages = listOf(oneOf("KeyUsage", USAGES));
/** @type {Converter} */
const lengthOrNull = (value, place) =>
  value === null || value === undefined ? null : wrappingLong(value, place);
/** @type {Converter} */
const keyData = (value, place, [given]) => (given === "jwk" ? jsonWebKey : bytes)(value, place);

/**
 * How many arguments each method insists on, and what it makes of each.
 * @type {Record<string, [required: number, ...converters: Converter[]]>}
 */
const SIGNATURES = {
  encrypt: [3, identifier, cryptoKey, bytes],
  decrypt: [3, identifier, cryptoKey, bytes],
  sign: [3, identifier, cryptoKey, bytes],
  verify: [4, identifier, cryptoKey, bytes, bytes],
  digest: [2, identifier, bytes],
  generateKey: [3, identifier, flag, usages],
  deriveKey: [5, identifier, cryptoKey, identifier, flag, usages],
  deriveBits: [2, identifier, cryptoKey, lengthOrNull],
  importKey: [4, format, keyData, identifier, flag, usages],
  exportKey: [2, format, cryptoKey],
  wrapKey: [4, format, cryptoKey, cryptoKey, identifier],
  unwrapKey: [7, format, bytes, cryptoKey, identifier, identifier, flag, usages],
};

const ORDINALS = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th"];

/**
 * Checks what a method was called on, and converts its arguments.
 * @param {SubtleCrypto} self
 * @param {string} method
 * @param {IArguments} given
 */
function take(self, method, given) {
  if (self !== subtle) throw wrongThis("SubtleCrypto");
  const prefix = `Failed to execute '${method}' on 'SubtleCrypto'`;
  const [required, ...converters] = SIGNATURES[method];
  if (given.length < required) throw missingArguments(prefix, required, given.length);
  /** @type {any[]} */
  const taken = [];
  for (const [at, convert] of converters.entries()) {
    taken.push(convert(given[at], { prefix, context: `${ORDINALS[at]} argument` }, taken));
  }
  return taken;
}

/** @param {Algorithm} algorithm @returns {Family} */
function familyOf({ name }) {
  if (name.startsWith("RSA")) return rsa;
  if (name.startsWith("AES")) return aes;
  return { HMAC: hmac, ECDSA: ec, ECDH: ec, Ed25519: modern, X25519: modern }[name] ?? source;
}

/**
 * Makes a key of data whose arguments have been converted.
 * @param {Algorithm} algorithm
 * @param {string} dataFormat
 * @param {any} data
 * @param {Intent} intent
 */
function importInto(algorithm, dataFormat, data, intent) {
  const key = familyOf(algorithm).import(algorithm, dataFormat, data, intent);
  if (key.type !== "public" && key.usages.length === 0) {
    fail("SyntaxError", `Usages cannot be empty when importing a ${key.type} key.`);
  }
  return key;
}

/**
 * Keys are wrapped by what is made for that, and else by any cipher.
 * @param {any} algorithm
 * @param {string} first
 * @param {string} second
 */
function normalizeEither(algorithm, first, second) {
  try {
    return normalize(algorithm, first);
  } catch {
    return normalize(algorithm, second);
  }
}

/**
 * A key as JSON text, with blanks behind it for the cipher that needs whole blocks.
 * @param {Exported} jwk
 * @param {Algorithm} algorithm
 */
function encodeJwk(jwk, { name }) {
  const json = JSON.stringify(jwk);
  const padded = name === "AES-KW" ? json.padEnd(Math.ceil(json.length / 8) * 8) : json;
  return new Uint8Array(native.encodeUtf8(padded));
}

/** @param {Uint8Array} data */
function decodeJwk(data) {
  try {
    const decode = native.decoder({ encoding: "utf-8", fatal: true, ignoreBOM: false });
    return JSON.parse(decode(asText(data), true));
  } catch {
    return fail("DataError", "Invalid wrapped JWK key");
  }
}

let mayMake = true;

export class SubtleCrypto {
  constructor() {
    if (!mayMake) throw illegalConstructor();
  }

  /** @param {unknown} _algorithm @param {unknown} _key @param {unknown} _data */
  async encrypt(_algorithm, _key, _data) {
    const [algorithm, key, data] = take(this, "encrypt", arguments);
    return cipher("encrypt", normalize(algorithm, "encrypt"), key, data);
  }

  /** @param {unknown} _algorithm @param {unknown} _key @param {unknown} _data */
  async decrypt(_algorithm, _key, _data) {
    const [algorithm, key, data] = take(this, "decrypt", arguments);
    return cipher("decrypt", normalize(algorithm, "decrypt"), key, data);
  }

  /** @param {unknown} _algorithm @param {unknown} _key @param {unknown} _data */
  async sign(_algorithm, _key, _data) {
    const [algorithm, key, data] = take(this, "sign", arguments);
    return sign(normalize(algorithm, "sign"), key, data);
  }

  /**
   * @param {unknown} _algorithm
   * @param {unknown} _key
   * @param {unknown} _signature
   * @param {unknown} _data
   */
  async verify(_algorithm, _key, _signature, _data) {
    const [algorithm, key, signature, data] = take(this, "verify", arguments);
    return verify(normalize(algorithm, "verify"), key, signature, data);
  }

  /** @param {unknown} _algorithm @param {unknown} _data */
  async digest(_algorithm, _data) {
    const [algorithm, data] = take(this, "digest", arguments);
    return natives().digest(normalize(algorithm, "digest").name, pack(data));
  }

  /** @param {unknown} _algorithm @param {unknown} _extractable @param {unknown} _keyUsages */
  async generateKey(_algorithm, _extractable, _keyUsages) {
    const [given, extractable, wanted] = take(this, "generateKey", arguments);
    const algorithm = normalize(given, "generateKey");
    const made = /** @type {Required<Family>} */ (familyOf(algorithm)).generate(algorithm, {
      extractable,
      usages: wanted,
    });
    if ((made.privateKey ?? made).usages.length === 0)
      fail("SyntaxError", "Usages cannot be empty when creating a key.");
    return made;
  }

  /**
   * @param {unknown} _algorithm
   * @param {unknown} _baseKey
   * @param {unknown} _derivedKeyAlgorithm
   * @param {unknown} _extractable
   * @param {unknown} _keyUsages
   */
  async deriveKey(_algorithm, _baseKey, _derivedKeyAlgorithm, _extractable, _keyUsages) {
    const [given, baseKey, derived, extractable, wanted] = take(this, "deriveKey", arguments);
    const algorithm = normalize(given, "deriveBits");
    const target = normalize(derived, "importKey");
    const bitsOf = derive("deriveKey", algorithm, baseKey);
    const bits = bitsOf(keyLength(normalize(derived, "get key length")));
    return importInto(target, "raw", new Uint8Array(bits), { extractable, usages: wanted });
  }

  /** @param {unknown} _algorithm @param {unknown} _baseKey @param {unknown} _length */
  async deriveBits(_algorithm, _baseKey, _length = null) {
    const [given, baseKey, length] = take(this, "deriveBits", arguments);
    return derive("deriveBits", normalize(given, "deriveBits"), baseKey)(length);
  }

  /**
   * @param {unknown} _format
   * @param {unknown} _keyData
   * @param {unknown} _algorithm
   * @param {unknown} _extractable
   * @param {unknown} _keyUsages
   */
  async importKey(_format, _keyData, _algorithm, _extractable, _keyUsages) {
    const [dataFormat, data, algorithm, extractable, wanted] = take(this, "importKey", arguments);
    return importInto(normalize(algorithm, "importKey"), dataFormat, data, {
      extractable,
      usages: wanted,
    });
  }

  /** @param {unknown} _format @param {unknown} _key @returns {Promise<any>} */
  async exportKey(_format, _key) {
    const [dataFormat, key] = take(this, "exportKey", arguments);
    return exportKey(dataFormat, key);
  }

  /**
   * @param {unknown} _format
   * @param {unknown} _key
   * @param {unknown} _wrappingKey
   * @param {unknown} _algorithm
   */
  async wrapKey(_format, _key, _wrappingKey, _algorithm) {
    const [dataFormat, key, wrappingKey, given] = take(this, "wrapKey", arguments);
    const algorithm = normalizeEither(given, "wrapKey", "encrypt");
    const exported = exportKey(dataFormat, key);
    const data =
      dataFormat === "jwk"
        ? encodeJwk(exported, algorithm)
        : new Uint8Array(/** @type {ArrayBuffer} */ (exported));
    return cipher("wrapKey", algorithm, wrappingKey, data);
  }

  /**
   * @param {unknown} _format
   * @param {unknown} _wrappedKey
   * @param {unknown} _unwrappingKey
   * @param {unknown} _unwrapAlgo
   * @param {unknown} _unwrappedKeyAlgo
   * @param {unknown} _extractable
   * @param {unknown} _keyUsages
   */
  async unwrapKey(
    _format,
    _wrappedKey,
    _unwrappingKey,
    _unwrapAlgo,
    _unwrappedKeyAlgo,
    _extractable,
    _keyUsages,
  ) {
    const [dataFormat, wrapped, unwrappingKey, given, target, extractable, wanted] = take(
      this,
      "unwrapKey",
      arguments,
    );
    const algorithm = normalizeEither(given, "unwrapKey", "decrypt");
    const data = new Uint8Array(cipher("unwrapKey", algorithm, unwrappingKey, wrapped));
    return this.importKey(
      dataFormat,
      dataFormat === "jwk" ? decodeJwk(data) : data,
      target,
      extractable,
      wanted,
    );
  }
}

publish(SubtleCrypto.prototype, "SubtleCrypto", Object.keys(SIGNATURES));

export const subtle = new SubtleCrypto();
mayMake = false;
