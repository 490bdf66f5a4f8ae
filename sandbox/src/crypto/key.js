// `CryptoKey`: what scripts see of a key. Its material stays out of their reach.
import { illegalConstructor, wrongThis } from "./errors.js";

/**
 * Of which algorithm a key is, and what of it is fixed: the hash, the length of a secret key in bits, RSA's parameters, the curve.
 * @typedef {{
 *   name: string,
 *   hash?: {name: string},
 *   length?: number,
 *   modulusLength?: number,
 *   publicExponent?: Uint8Array,
 *   namedCurve?: string,
 * }} KeyAlgorithm
 */
/**
 * What a key is. `material`: the bytes of a secret key; DER of another.
 * @typedef {{
 *   type: "secret" | "public" | "private",
 *   extractable: boolean,
 *   algorithm: KeyAlgorithm,
 *   usages: string[],
 *   material: Uint8Array,
 * }} KeyFacts
 */

const MADE_HERE = Symbol("made here");

/** @type {(key: CryptoKey) => Uint8Array} */
let materialIn;
/** @type {(value: object) => boolean} */
let isOurs;

export class CryptoKey {
  /** @type {KeyFacts} */
  #facts;

  static {
    materialIn = (key) => key.#facts.material;
    isOurs = (value) => #facts in value;
  }

  /** @param {any[]} making */
  constructor(...[made, facts]) {
    if (made !== MADE_HERE) throw illegalConstructor();
    this.#facts = facts;
  }

  get type() {
    return CryptoKey.#of(this).type;
  }

  get extractable() {
    return CryptoKey.#of(this).extractable;
  }

  get algorithm() {
    return CryptoKey.#of(this).algorithm;
  }

  get usages() {
    return CryptoKey.#of(this).usages;
  }

  /** @param {CryptoKey} key */
  static #of(key) {
    if (!isKey(key)) throw wrongThis("CryptoKey");
    return key.#facts;
  }
}

/**
 * Makes members show up where objects are enumerated, as the Web's classes do.
 * @param {object} prototype
 * @param {string} name
 * @param {string[]} members
 */
export function publish(prototype, name, members) {
  for (const member of members) Object.defineProperty(prototype, member, { enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

publish(CryptoKey.prototype, "CryptoKey", ["type", "extractable", "algorithm", "usages"]);

/** @param {unknown} value @returns {value is CryptoKey} */
export function isKey(value) {
  return typeof value === "object" && value !== null && isOurs(value);
}

/**
 * Makes a key. `material`: the bytes of a secret key; DER of another.
 * @param {KeyFacts} facts
 */
export function makeKey({ type, extractable, algorithm, usages, material }) {
  return new CryptoKey(MADE_HERE, { type, extractable, algorithm, usages, material });
}

/** @param {CryptoKey} key */
export function materialOf(key) {
  return materialIn(key);
}
