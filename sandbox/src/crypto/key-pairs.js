// Keys in pairs: of RSA, of elliptic curves, and Ed25519 and X25519.
import { fail } from "./errors.js";
import { checkAlgorithm, checkType, checkUse, curveOf, hashNames } from "./jwk.js";
import { makeKey } from "./key.js";
import { done, natives, pack } from "./natives.js";
import { allowUsages } from "./secret-keys.js";

/** @import { DescribedKey } from "../../types/engine.d.ts" */
/** @import { Algorithm } from "./algorithms.js" */
/** @import { Intent, Jwk } from "./jwk.js" */
/** @import { KeyAlgorithm } from "./key.js" */

/**
 * What each half of a pair may be used for.
 * @type {Record<string, Record<"public" | "private", string[]>>}
 */
const HALVES = {
  "RSASSA-PKCS1-v1_5": { public: ["verify"], private: ["sign"] },
  "RSA-PSS": { public: ["verify"], private: ["sign"] },
  "RSA-OAEP": { public: ["encrypt", "wrapKey"], private: ["decrypt", "unwrapKey"] },
  ECDSA: { public: ["verify"], private: ["sign"] },
  ECDH: { public: [], private: ["deriveKey", "deriveBits"] },
  Ed25519: { public: ["verify"], private: ["sign"] },
  X25519: { public: [], private: ["deriveKey", "deriveBits"] },
};

const CURVES = ["P-256", "P-384", "P-521"];

/** @param {string} name @param {string[]} usages @param {string} words */
function allowPairUsages(name, usages, words) {
  allowUsages(usages, [...HALVES[name].public, ...HALVES[name].private], words);
}

/**
 * Makes one half of a pair of what the native functions said of it.
 * @param {DescribedKey} described
 * @param {KeyAlgorithm} algorithm
 * @param {Intent} intent
 */
function half(described, algorithm, { extractable, usages }) {
  return makeKey({
    type: described.type,
    material: new Uint8Array(described.der),
    algorithm,
    extractable,
    usages,
  });
}

/**
 * Makes both halves; which one comes first is seen by those who list them.
 * @param {DescribedKey | undefined} described
 * @param {KeyAlgorithm} algorithm
 * @param {Intent} intent
 * @param {("publicKey" | "privateKey")[]} order
 */
function pair(described, algorithm, { extractable, usages }, order = ["publicKey", "privateKey"]) {
  const made = done(described);
  /** @param {"public" | "private"} type */
  const some = (type) => HALVES[algorithm.name][type].filter((usage) => usages.includes(usage));
  const halves = {
    publicKey: half(
      /** @type {DescribedKey} */ (natives().publicKey(pack(new Uint8Array(made.der)))),
      algorithm,
      {
        extractable: true,
        usages: some("public"),
      },
    ),
    privateKey: half(made, algorithm, { extractable, usages: some("private") }),
  };
  return Object.assign(
    Object.create(null),
    Object.fromEntries(order.map((name) => [name, halves[name]])),
  );
}

/**
 * Reads a key in one of the formats of bytes, or fails with what Node fails with.
 * @param {string} format
 * @param {Uint8Array} data
 * @param {string} [kind]
 */
function read(format, data, kind) {
  const packed = pack(data);
  return format === "raw"
    ? natives().importRaw(/** @type {string} */ (kind), packed)
    : natives().importKey(format, packed);
}

/** @param {string} format @param {any} data */
function isPublic(format, data) {
  return format === "jwk" ? data.d === undefined : format !== "pkcs8";
}

/**
 * @param {{name: string}} algorithm
 * @param {string} format
 * @param {any} data
 * @param {string[]} usages
 */
function allowHalf({ name }, format, data, usages) {
  const article = name.startsWith("RSA") ? "an" : "a";
  allowUsages(
    usages,
    HALVES[name][isPublic(format, data) ? "public" : "private"],
    `${article} ${name}`,
  );
}

/** @param {DescribedKey | undefined} described */
function valid(described) {
  if (described === undefined) fail("DataError", "Invalid keyData");
  return described;
}

/** @param {Jwk} jwk */
const readJwk = (jwk) => valid(natives().importJwk(JSON.stringify(jwk)));

/**
 * A whole number of at most 32 bits out of bytes.
 * @param {Uint8Array} bytes
 */
function exponentOf(bytes) {
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  if (value >= 2 ** 32) {
    fail("OperationError", "The publicExponent must be equivalent to an unsigned 32-bit value");
  }
  return value;
}

export const rsa = {
  /** @param {Algorithm} algorithm @param {Intent} intent */
  generate({ name, modulusLength, publicExponent, hash }, intent) {
    const exponent = exponentOf(publicExponent);
    allowPairUsages(name, intent.usages, "a RSA");
    const made = natives().generateKey("RSA", modulusLength, exponent);
    return pair(made, { name, modulusLength, publicExponent, hash }, intent);
  },

  /**
   * @param {Algorithm} algorithm
   * @param {string} format
   * @param {any} data
   * @param {Intent} intent
   */
  import(algorithm, format, data, intent) {
    if (format === "raw")
      fail("NotSupportedError", `Unable to import RSA key with format ${format}`);
    if (format === "jwk") checkType(data, "RSA");
    allowHalf(algorithm, format, data, intent.usages);
    const described =
      format === "jwk" ? this.fromJwk(algorithm, data, intent) : valid(read(format, data));
    if (described.kind !== "RSA") fail("DataError", "Invalid key type");
    const { name, hash } = algorithm;
    const { modulusLength, publicExponent } = described;
    return half(
      described,
      { name, modulusLength, publicExponent: new Uint8Array(publicExponent), hash },
      intent,
    );
  },

  /** @param {Algorithm} algorithm @param {Jwk} jwk @param {Intent} intent */
  fromJwk({ name, hash }, jwk, intent) {
    checkUse(jwk, name === "RSA-OAEP" ? "enc" : "sig", intent);
    checkAlgorithm(jwk.alg === undefined || hashNames(hash.name).includes(jwk.alg.toLowerCase()));
    return readJwk(jwk);
  },
};

/** @param {string} namedCurve */
function knownCurve(namedCurve) {
  if (!CURVES.includes(namedCurve)) fail("NotSupportedError", "Unrecognized namedCurve");
  return namedCurve;
}

export const ec = {
  /** @param {Algorithm} algorithm @param {Intent} intent */
  generate({ name, namedCurve }, intent) {
    knownCurve(namedCurve);
    allowPairUsages(name, intent.usages, `an ${name}`);
    return pair(natives().generateKey(namedCurve, 0, 0), { name, namedCurve }, intent);
  },

  /**
   * @param {Algorithm} algorithm
   * @param {string} format
   * @param {any} data
   * @param {Intent} intent
   */
  import({ name, namedCurve }, format, data, intent) {
    knownCurve(namedCurve);
    if (format === "jwk") this.checkCurve(data, namedCurve);
    allowHalf({ name }, format, data, intent.usages);
    const described =
      format === "jwk"
        ? this.fromJwk({ name, namedCurve }, data, intent)
        : valid(read(format, data, namedCurve));
    if (!CURVES.includes(described.kind)) fail("DataError", "Invalid key type");
    if (described.kind !== namedCurve) fail("DataError", "Named curve mismatch");
    return half(described, { name, namedCurve }, intent);
  },

  /** @param {Jwk} jwk @param {string} namedCurve */
  checkCurve(jwk, namedCurve) {
    checkType(jwk, "EC");
    if (jwk.crv !== namedCurve)
      fail("DataError", 'JWK "crv" does not match the requested algorithm');
  },

  /**
   * @param {{name: string, namedCurve: string}} algorithm
   * @param {Jwk} jwk
   * @param {Intent} intent
   */
  fromJwk({ name, namedCurve }, jwk, intent) {
    checkUse(jwk, name === "ECDH" ? "enc" : "sig", intent);
    checkAlgorithm(name === "ECDH" || jwk.alg === undefined || curveOf(jwk.alg) === namedCurve);
    return readJwk(jwk);
  },
};

export const modern = {
  /** @param {Algorithm} algorithm @param {Intent} intent */
  generate({ name }, intent) {
    allowPairUsages(name, intent.usages, `an ${name}`);
    return pair(natives().generateKey(name, 0, 0), { name }, intent, ["privateKey", "publicKey"]);
  },

  /**
   * @param {Algorithm} algorithm
   * @param {string} format
   * @param {any} data
   * @param {Intent} intent
   */
  import({ name }, format, data, intent) {
    if (format === "jwk") this.checkJwk(name, data, intent);
    allowHalf({ name }, format, data, intent.usages);
    if (format === "raw" && data.length !== 32)
      fail("DataError", `${name} raw keys must be exactly 32-bytes`);
    const described = format === "jwk" ? readJwk(data) : valid(read(format, data, name));
    if (described.kind !== name) fail("DataError", "Invalid key type");
    return half(described, { name }, intent);
  },

  /** @param {string} name @param {Jwk} jwk @param {Intent} intent */
  checkJwk(name, jwk, intent) {
    checkType(jwk, "OKP");
    if (jwk.crv !== name) fail("DataError", 'JWK "crv" Parameter and algorithm name mismatch');
    checkUse(jwk, name === "X25519" ? "enc" : "sig", intent);
    checkAlgorithm(name === "X25519" || [undefined, name, "EdDSA"].includes(jwk.alg));
    if (jwk.d !== undefined && jwk.x === undefined) fail("DataError", "Invalid JWK");
  },
};
