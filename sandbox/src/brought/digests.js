// The hashes of node-forge, computed natively; its HMAC, PBKDF2, signatures and random numbers stand on them.
//
// A digest of the library keeps its state to itself, so one that is made quicker keeps the message instead, as text of bytes, and is
// given back to the library's own methods where that would be too long, or is no such text. The first digest of each hash is compared
// with the library's.
import { native } from "../native.js";

/** @import { CryptoNative } from "../../types/engine.d.ts" */
/**
 * The library, or a digest of it.
 * @typedef {any} Forge
 * @typedef {any} Digest
 */

/**
 * The hashes: the library's name for each, and ours.
 * @type {Record<string, string>}
 */
const HASHES = {
  md5: "MD5",
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};

/** The longest message that is kept, in bytes. */
const LONGEST = 1 << 24;

/** @type {CryptoNative | undefined} */
let made;

/** @param {string} hash @param {string} text */
function compute(hash, text) {
  made ??= native.crypto();
  return made.quickDigest(hash, text);
}

/**
 * Whether a digest has what the library's have, and the library what is called of it.
 * @param {Digest} digest
 * @param {Forge} forge
 */
function isPlain(digest, forge) {
  return (
    Array.isArray(digest?.fullMessageLength) &&
    digest.messageLength === 0 &&
    ["start", "update", "digest"].every((name) => typeof digest[name] === "function") &&
    typeof forge.util?.createBuffer === "function" &&
    typeof forge.util.encodeUtf8 === "function"
  );
}

/**
 * Notes how long the message is, as the library does: in words of 32 bits, the highest first.
 * @param {Digest} digest
 * @param {number} length in bytes
 */
function noteLength(digest, length) {
  const { fullMessageLength: words } = digest;
  digest.messageLength = length;
  words[words.length - 1] = length >>> 0;
}

/**
 * Makes a digest keep its message.
 * @param {Digest} digest
 * @param {Forge} forge
 * @param {string} hash
 */
function keepMessage(digest, forge, hash) {
  const slow = { start: digest.start, update: digest.update, digest: digest.digest };
  /**
   * The message so far; undefined when the library has it.
   * @type {string | undefined}
   */
  let message = "";
  const giveBack = () => {
    const text = message;
    message = undefined;
    if (text === undefined) return;
    slow.start.call(digest);
    slow.update.call(digest, text);
  };
  digest.start = () => {
    message = "";
    slow.start.call(digest);
    return digest;
  };
  /** @param {any} text @param {any} encoding */
  digest.update = (text, encoding) => {
    if (message !== undefined && typeof text === "string") {
      const bytes = encoding === "utf8" ? forge.util.encodeUtf8(text) : text;
      if (message.length + bytes.length <= LONGEST) {
        message += bytes;
        noteLength(digest, message.length);
        return digest;
      }
    }
    giveBack();
    return slow.update.call(digest, text, encoding);
  };
  digest.digest = () => {
    const result = message === undefined ? undefined : compute(hash, message);
    if (result !== undefined) {
      const buffer = forge.util.createBuffer();
      buffer.putBytes(result);
      return buffer;
    }
    giveBack();
    return slow.digest.call(digest);
  };
  return digest;
}

/**
 * Whether a digest of the library, which has no message yet, gives the hash.
 * @param {Digest} digest
 * @param {string} hash
 */
function gives(digest, hash) {
  const result = digest.update("abc").digest().bytes();
  digest.start();
  return result === compute(hash, "abc");
}

/**
 * Has the digests of one kind made quicker.
 * @param {Forge} forge
 * @param {{create: (...args: unknown[]) => Digest}} kind
 */
function quicken(forge, kind) {
  const slow = kind.create;
  /** @type {Map<string, boolean>} */
  const isRight = new Map();
  kind.create = function (...args) {
    const digest = slow.apply(this, args);
    const hash = HASHES[digest?.algorithm];
    if (hash === undefined || !isPlain(digest, forge)) return digest;
    if (!isRight.has(hash)) isRight.set(hash, gives(slow.apply(this, args), hash));
    return isRight.get(hash) ? keepMessage(digest, forge, hash) : digest;
  };
}

/**
 * Makes the hashes of the library quicker.
 * @param {Forge} forge
 */
export function quickenDigests(forge) {
  for (const name of ["md5", "sha1", "sha256", "sha512"]) {
    const kind = forge.md?.algorithms?.[name];
    if (typeof kind?.create === "function") quicken(forge, kind);
  }
}
