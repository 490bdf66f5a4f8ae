// CryptoJS, made quicker: what its common functions compute is computed natively, with the same results to the last word.
//
// Each function that is replaced hands what is unusual to the one that was there before.
import { connect } from "../native.js";
import { natives, pack } from "./natives.js";

/** @import { QuickMessage } from "../../types/engine.d.ts" */
/**
 * The library, as it comes from npm: its classes are made at run time.
 * @typedef {any} CryptoJS
 */

/**
 * Name in CryptoJS → name of the hash, its bytes, and whether results are made by `create`, which leaves its marks on them.
 * @type {Record<string, {hash: string, size: number, isCreated: boolean}>}
 */
const HASHES = {
  MD5: { hash: "MD5", size: 16, isCreated: false },
  SHA1: { hash: "SHA-1", size: 20, isCreated: false },
  SHA224: { hash: "SHA-224", size: 28, isCreated: false },
  SHA256: { hash: "SHA-256", size: 32, isCreated: false },
  SHA384: { hash: "SHA-384", size: 48, isCreated: true },
  SHA512: { hash: "SHA-512", size: 64, isCreated: true },
};

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/** What is shorter is converted by the library as fast as by us. */
const WORTHWHILE = 64;

/**
 * The words that count, for a native function; undefined for what is no list of words, or has too few.
 * @param {any} value
 * @returns {QuickMessage | undefined}
 */
function wordsOf(value) {
  const { words, sigBytes } = value ?? {};
  if (!Array.isArray(words) || !Number.isInteger(sigBytes) || sigBytes < 0) return undefined;
  const count = Math.ceil(sigBytes / 4);
  if (words.length < count) return undefined;
  const counting = words.length === count ? words : words.slice(0, count);
  return [pack(new Uint8Array(new Int32Array(counting).buffer)), sigBytes];
}

/**
 * What is to be hashed: text, or words. CryptoJS hashes bits behind the last byte too; such words are not for us.
 * @param {any} value
 */
function messageOf(value) {
  if (typeof value === "string") return value.isWellFormed() ? value : undefined;
  const { words, sigBytes } = value ?? {};
  const isClean = sigBytes % 4 === 0 || words?.[sigBytes >>> 2] << ((sigBytes % 4) * 8) === 0;
  return isClean ? wordsOf(value) : undefined;
}

/**
 * A key: like a message, but CryptoJS cuts off what does not count, where the script can see it.
 * @param {any} value
 */
function keyOf(value) {
  if (typeof value === "string") return messageOf(value);
  const isWhole =
    typeof value?.clamp === "function" && value.words?.length === Math.ceil(value.sigBytes / 4);
  return isWhole ? messageOf(value) : undefined;
}

/** @param {ArrayBuffer} buffer */
const listOf = (buffer) => Array.from(new Int32Array(buffer));

/** @param {CryptoJS} C @param {string} name */
function quickenHash(C, name) {
  const { hash, size, isCreated } = HASHES[name];
  const { WordArray } = C.lib;
  /** @param {number[]} words */
  const result = (words) =>
    isCreated ? WordArray.create(words, size) : new WordArray.init(words, size);
  const slowHash = C[name];
  const slowHmac = C[`Hmac${name}`];
  /** @this {unknown} @param {unknown} message @param {unknown} cfg */
  C[name] = function (message, cfg) {
    const plain = cfg === undefined ? messageOf(message) : undefined;
    return plain === undefined
      ? slowHash.call(this, message, cfg)
      : result(natives().quickHash(hash, plain));
  };
  /** @this {unknown} @param {unknown} message @param {unknown} key */
  C[`Hmac${name}`] = function (message, key) {
    const [plain, secret] = [messageOf(message), keyOf(key)];
    if (plain === undefined || secret === undefined) return slowHmac.call(this, message, key);
    return result(natives().quickHmac(hash, secret, plain));
  };
}

/** @param {any} value */
const isCount = (value) => Number.isInteger(value) && value > 0 && value < 2 ** 31;

/** @param {CryptoJS} C */
function quickenPbkdf2({ algo, lib: { WordArray } }) {
  const slow = algo.PBKDF2.compute;
  const names = new Map(Object.keys(HASHES).map((name) => [algo[name], name]));
  /** @this {any} @param {unknown} password @param {unknown} salt */
  algo.PBKDF2.compute = function (password, salt) {
    const { keySize, iterations, hasher } = this.cfg;
    const known = HASHES[/** @type {string} */ (names.get(hasher))];
    const [secret, plain] = [keyOf(password), messageOf(salt)];
    const isUsual =
      known &&
      secret !== undefined &&
      plain !== undefined &&
      isCount(keySize) &&
      isCount(iterations);
    // After a single iteration, the long hashes leave words of more than 32 bits.
    if (!isUsual || (iterations === 1 && known.isCreated)) {
      return slow.call(this, password, salt);
    }
    // The library leaves whole hashes in its list, however few bytes count.
    const length = Math.ceil((keySize * 4) / known.size) * known.size;
    const derived = natives().quickPbkdf2({
      hash: known.hash,
      password: secret,
      salt: plain,
      iterations,
      length,
    });
    return derived
      ? WordArray.create(listOf(derived.words), keySize * 4)
      : slow.call(this, password, salt);
  };
}

/** @param {CryptoJS} C */
function quickenAes({ algo: { AES }, mode: { CBC, ECB }, lib: { WordArray } }) {
  const slow = AES._process;
  /** @this {any} @param {boolean} [flush] */
  AES._process = function (flush) {
    const { mode } = this.cfg;
    const isWhole =
      flush && this._data.sigBytes > 0 && this._data.words.length * 4 === this._data.sigBytes;
    const chained = mode === CBC && this._mode._iv;
    if (!isWhole || (mode !== ECB && !chained)) return slow.call(this, flush);
    const isEncrypting = this._xformMode === this._ENC_XFORM_MODE;
    const [key, iv, data] = [
      wordsOf(this._key),
      chained ? wordsOf({ words: chained, sigBytes: 16 }) : "",
      wordsOf(this._data),
    ];
    const done =
      key &&
      iv !== undefined &&
      natives().quickAes(
        isEncrypting ? "encrypt" : "decrypt",
        key,
        iv,
        /** @type {QuickMessage} */ (data),
      );
    if (!done) return slow.call(this, flush);
    const processed = listOf(done.words);
    if (chained)
      Object.assign(this._mode, {
        _iv: undefined,
        _prevBlock: (isEncrypting ? processed : this._data.words).slice(-4),
      });
    this._data.words.splice(0);
    this._data.sigBytes = 0;
    return new WordArray.init(processed, done.size);
  };
}

/** @param {CryptoJS} C */
function quickenUtf8({ enc: { Utf8 }, lib: { WordArray } }) {
  const { parse, stringify } = Utf8;
  /** @param {unknown} text */
  Utf8.parse = function (text) {
    if (typeof text !== "string" || text.length < WORTHWHILE || !text.isWellFormed())
      return parse.call(this, text);
    const { words, size } = natives().quickFromText(text);
    return new WordArray.init(listOf(words), size);
  };
  /** @param {any} wordArray */
  Utf8.stringify = function (wordArray) {
    const words = wordArray?.sigBytes >= WORTHWHILE ? wordsOf(wordArray) : undefined;
    return (words && natives().quickToText(words)) ?? stringify.call(this, wordArray);
  };
}

/** @param {CryptoJS} C */
function quickenBase64({ enc: { Base64 }, lib: { WordArray } }) {
  const { parse, stringify } = Base64;
  /** @this {any} @param {any} text */
  Base64.parse = function (text) {
    const isLong = typeof text === "string" && text.length >= WORTHWHILE && this._map === BASE64;
    const parsed = isLong ? natives().quickFromBase64(text) : undefined;
    return parsed ? WordArray.create(listOf(parsed.words), parsed.size) : parse.call(this, text);
  };
  /** @this {any} @param {any} wordArray */
  Base64.stringify = function (wordArray) {
    const isLong = wordArray?.sigBytes >= WORTHWHILE && this._map === BASE64;
    const words = isLong && typeof wordArray.clamp === "function" ? wordsOf(wordArray) : undefined;
    if (words === undefined) return stringify.call(this, wordArray);
    wordArray.clamp();
    return natives().quickToBase64(words);
  };
}

/**
 * Replaces the functions of the library; returns it.
 * @param {CryptoJS} C
 */
function quicken(C) {
  for (const name of Object.keys(HASHES)) quickenHash(C, name);
  quickenPbkdf2(C);
  quickenAes(C);
  quickenUtf8(C);
  quickenBase64(C);
  return C;
}

export default { connect, quicken };
