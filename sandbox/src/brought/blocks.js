// Copies of CryptoJS that scripts bring along, such as the one within jsrsasign: the blocks of their SHA hashes are computed natively.
//
// Every hash of CryptoJS is fed by `_process`, which hands the blocks of a message to the hash's own `_doProcessBlock`. What that makes
// of a block tells which hash it is; HMAC and PBKDF2 stand on the same.
import { native } from "../native.js";

/** @import { CryptoNative } from "../../types/engine.d.ts" */
/**
 * A hash, with its state `_hash`, or a prototype of some.
 * @typedef {any} Hasher
 */

/** The hashes by the number of words in their state. */
const HASHES = [
  { hash: "SHA-1", words: 5, isLong: false },
  { hash: "SHA-256", words: 8, isLong: false },
  { hash: "SHA-512", words: 8, isLong: true },
];

/** A block to tell hashes by. */
const BLOCK = Array.from({ length: 32 }, (_, at) => Math.imul(at + 1, 0x9e37_79b1));

/** @type {CryptoNative | undefined} */
let made;

function quick() {
  made ??= native.crypto();
  return made;
}

/** @param {{words: number, isLong: boolean}} hash */
function stateFor({ words, isLong }) {
  const numbers = BLOCK.slice(-2 * words);
  return isLong
    ? Array.from({ length: words }, (_, at) => ({
        high: numbers[2 * at],
        low: numbers[2 * at + 1],
      }))
    : numbers.slice(0, words);
}

/**
 * The hash that a function deals with the blocks of, if it is one of those that are known.
 * @param {Hasher} owner
 * @param {Function} slow
 */
function hashOf(owner, slow) {
  return HASHES.find((known) => {
    const [words, expected] = [stateFor(known), stateFor(known)];
    try {
      const hasher = Object.assign(Object.create(owner), { _hash: { words } });
      slow.call(hasher, BLOCK.slice(), 0);
    } catch {
      return false;
    }
    quick().quickBlock(known.hash, expected, BLOCK, 0);
    return JSON.stringify(words) === JSON.stringify(expected);
  })?.hash;
}

/** @type {WeakSet<Hasher>} */
const seen = new WeakSet();

/**
 * Makes the hash of a hasher quicker, when it is first used.
 * @param {Hasher} hasher
 */
function prepare(hasher) {
  let owner = hasher;
  while (owner && !Object.hasOwn(owner, "_doProcessBlock")) owner = Object.getPrototypeOf(owner);
  if (!owner || seen.has(owner) || !Array.isArray(hasher._hash?.words)) return;
  seen.add(owner);
  const slow = owner._doProcessBlock;
  const hash = typeof slow === "function" ? hashOf(owner, slow) : undefined;
  if (hash === undefined) return;
  /** @this {Hasher} @param {any} message @param {any} from */
  owner._doProcessBlock = function (message, from) {
    const isDone =
      Number.isInteger(from) &&
      from >= 0 &&
      quick().quickBlock(hash, this._hash?.words, message, from);
    if (!isDone) slow.call(this, message, from);
  };
}

/**
 * Has the hashes of a library made quicker when they are used.
 * @param {any} _library
 * @param {any} buffered the ancestor of all hashes
 */
export function quickenBlocks(_library, buffered) {
  const slow = buffered?._process;
  if (typeof slow !== "function") return;
  /** @this {Hasher} @param {unknown[]} args */
  buffered._process = function (...args) {
    prepare(this);
    return slow.apply(this, args);
  };
}
