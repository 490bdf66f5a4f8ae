// Which algorithms there are, what each can do, and the parameters that it takes for it.
import {
  bigInteger,
  bytes,
  cryptoKey,
  dictionary,
  identifier,
  required,
  text,
  unsigned,
} from "./convert.js";
import { fail } from "./errors.js";

/** @import { Convert } from "./convert.js" */
/**
 * An algorithm with the parameters that an operation takes, converted.
 * @typedef {{name: string, hash?: any, length?: any, [parameter: string]: any}} Algorithm
 */

/** @param {string} type @param {Record<string, Convert>} members */
const parameters = (type, members) => dictionary(type, { name: required(text), ...members });

const hash = required(identifier);
const curve = { namedCurve: required(text) };

const algorithm = parameters("Algorithm", {});
const aesGenerate = parameters("AesKeyGenParams", { length: required(unsigned(16)) });
const aesLength = parameters("AesDerivedKeyParams", { length: required(unsigned(16)) });
const hmacImport = parameters("HmacImportParams", { hash, length: unsigned(32) });
const rsaGenerate = parameters("RsaHashedKeyGenParams", {
  hash,
  modulusLength: required(unsigned(32)),
  publicExponent: required(bigInteger),
});
const rsaImport = parameters("RsaHashedImportParams", { hash });
const rsaPss = parameters("RsaPssParams", { saltLength: required(unsigned(32)) });
const rsaOaep = parameters("RsaOaepParams", { label: bytes });
const ecGenerate = parameters("EcKeyGenParams", curve);
const ecImport = parameters("EcKeyImportParams", curve);
const ecdsa = parameters("EcdsaParams", { hash });
const agreement = parameters("EcdhKeyDeriveParams", { public: required(cryptoKey) });
const aesCbc = parameters("AesCbcParams", { iv: required(bytes) });
const aesCtr = parameters("AesCtrParams", {
  counter: required(bytes),
  length: required(unsigned(8)),
});
const aesGcm = parameters("AesGcmParams", {
  iv: required(bytes),
  tagLength: unsigned(8),
  additionalData: bytes,
});

/** Takes no more than its name. */
const NONE = null;

const digest = { digest: NONE };
const aes = { generateKey: aesGenerate, importKey: NONE, "get key length": aesLength };
const rsa = { generateKey: rsaGenerate, importKey: rsaImport };
const ec = { generateKey: ecGenerate, importKey: ecImport };
const modern = { generateKey: NONE, importKey: NONE };
/** @param {string} one @param {string} other @param {Convert | null} convert */
const both = (one, other, convert) => ({ [one]: convert, [other]: convert });

/**
 * What can be done with each algorithm → the converter of the parameters for it.
 * @type {Record<string, Record<string, Convert | null>>}
 */
const REGISTERED = {
  "SHA-1": digest,
  "SHA-256": digest,
  "SHA-384": digest,
  "SHA-512": digest,
  "RSASSA-PKCS1-v1_5": { ...rsa, ...both("sign", "verify", NONE) },
  "RSA-PSS": { ...rsa, ...both("sign", "verify", rsaPss) },
  "RSA-OAEP": { ...rsa, ...both("encrypt", "decrypt", rsaOaep) },
  ECDSA: { ...ec, ...both("sign", "verify", ecdsa) },
  ECDH: { ...ec, deriveBits: agreement },
  "AES-CTR": { ...aes, ...both("encrypt", "decrypt", aesCtr) },
  "AES-CBC": { ...aes, ...both("encrypt", "decrypt", aesCbc) },
  "AES-GCM": { ...aes, ...both("encrypt", "decrypt", aesGcm) },
  "AES-KW": { ...aes, ...both("wrapKey", "unwrapKey", NONE) },
  HMAC: {
    generateKey: parameters("HmacKeyGenParams", { hash, length: unsigned(32) }),
    importKey: hmacImport,
    "get key length": hmacImport,
    ...both("sign", "verify", NONE),
  },
  Ed25519: { ...modern, ...both("sign", "verify", NONE) },
  X25519: { ...modern, deriveBits: agreement },
  HKDF: {
    importKey: NONE,
    "get key length": NONE,
    deriveBits: parameters("HkdfParams", { hash, salt: required(bytes), info: required(bytes) }),
  },
  PBKDF2: {
    importKey: NONE,
    "get key length": NONE,
    deriveBits: parameters("Pbkdf2Params", {
      hash,
      iterations: required(unsigned(32)),
      salt: required(bytes),
    }),
  },
};

const PLACE = { prefix: "Failed to normalize algorithm", context: "passed algorithm" };

/**
 * An algorithm and its parameters for an operation, converted and under its own name.
 * @param {any} given
 * @param {string} operation
 * @returns {Algorithm}
 */
export function normalize(given, operation) {
  const asked = typeof given === "string" ? { name: given } : given;
  const wanted = algorithm(asked, PLACE).name.toUpperCase();
  const name = /** @type {string} */ (
    Object.keys(REGISTERED).find((known) => known.toUpperCase() === wanted)
  );
  const convert = name && REGISTERED[name][operation];
  if (convert === undefined) fail("NotSupportedError", "Unrecognized algorithm name");
  if (convert === NONE) return { name };
  const normalized = /** @type {Convert} */ (convert)(asked, PLACE);
  normalized.name = name;
  if (normalized.hash !== undefined) normalized.hash = normalize(normalized.hash, "digest");
  return normalized;
}
