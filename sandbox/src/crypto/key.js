// `CryptoKey`: what scripts see of a key. Its material stays out of their reach.
import { illegalConstructor, wrongThis } from "./errors.js";

const MADE_HERE = Symbol("made here");

let materialIn;
let isOurs;

export class CryptoKey {
  #facts;

  static {
    materialIn = (key) => key.#facts.material;
    isOurs = (value) => #facts in value;
  }

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

  static #of(key) {
    if (!isKey(key)) throw wrongThis("CryptoKey");
    return key.#facts;
  }
}

/** Makes members show up where objects are enumerated, as the Web's classes do. */
export function publish(prototype, name, members) {
  for (const member of members) Object.defineProperty(prototype, member, { enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

publish(CryptoKey.prototype, "CryptoKey", ["type", "extractable", "algorithm", "usages"]);

export function isKey(value) {
  return typeof value === "object" && value !== null && isOurs(value);
}

/** Makes a key. `material`: the bytes of a secret key; DER of another. */
export function makeKey({ type, extractable, algorithm, usages, material }) {
  return new CryptoKey(MADE_HERE, { type, extractable, algorithm, usages, material });
}

export function materialOf(key) {
  return materialIn(key);
}
