// Tom Wu's jsbn, on its own and within jsrsasign, node-forge, JSEncrypt and others: `BigInteger` with digits `this[i]`, or
// `this.data[i]`, their number `t` and a sign `s`.
//
// A prototype that has the members of jsbn gets methods that compute natively. Before they first do, the library's own must have given
// the same results for a few numbers; else its methods are put back. What the native functions don't take is left to it too.
import { native } from "../native.js";
import { words } from "../words.js";

/** @import { NumbersNative } from "../../types/engine.d.ts" */
/**
 * A number, or the prototype of all, as a library has made it.
 * @typedef {any} Big
 */
/** @typedef {(typeof NAMES)[number]} Name */
/** @typedef {Record<Name, (this: Big, ...args: any[]) => any>} Methods */

const MEMBERS = words(
  "am clamp copyTo fromInt subTo multiplyTo squareTo divRemTo invDigit compareTo bitLength mod " +
    "modPowInt modPow modInverse gcd millerRabin isProbablePrime",
);

/** The methods that are replaced. */
const NAMES = /** @type {const} */ ([
  "multiplyTo",
  "squareTo",
  "divRemTo",
  "modPow",
  "modPowInt",
  "modInverse",
  "gcd",
  "millerRabin",
]);

/** Bits of a digit, by jsbn's ways to multiply. */
const BITS = [26, 28, 30];

/** The most rounds of the test of primality: the number of small primes that jsbn draws from. */
const MOST_ROUNDS = 168;

/**
 * Whether a prototype has the members of jsbn.
 * @param {Big} prototype
 */
export function isComplete(prototype) {
  const { DB, DM, DV, constructor: Big } = prototype;
  return (
    BITS.includes(DB) &&
    DM === 2 ** DB - 1 &&
    DV === 2 ** DB &&
    MEMBERS.every((name) => typeof prototype[name] === "function") &&
    typeof Big === "function" &&
    Big.prototype === prototype
  );
}

/**
 * Methods that compute natively, and hand to those of the library what is not for them.
 * @param {Big} prototype
 * @param {Methods} slow
 * @param {NumbersNative} quick
 * @returns {Methods}
 */
function quickMethods({ DB: bits, constructor: Big }, slow, quick) {
  const make = () => new Big(null);
  return {
    multiplyTo(other, result) {
      const isPlain = this.DB === bits && result !== this && result !== other;
      if (!isPlain || !quick.multiply(this, other, result))
        slow.multiplyTo.call(this, other, result);
    },
    squareTo(result) {
      const isPlain = this.DB === bits && result !== this;
      if (!isPlain || !quick.multiply(this, this, result)) slow.squareTo.call(this, result);
    },
    divRemTo(by, quotient, rest) {
      const isPlain =
        this.DB === bits && rest !== by && ![this, by, rest ?? this].includes(quotient);
      if (!isPlain || !quick.divide(this, by, quotient, rest))
        slow.divRemTo.call(this, by, quotient, rest);
    },
    modPow(exponent, modulus) {
      const result = make();
      return this.DB === bits && quick.power(this, exponent, modulus, result)
        ? result
        : slow.modPow.call(this, exponent, modulus);
    },
    modPowInt(exponent, modulus) {
      const result = make();
      const isPlain = this.DB === bits && exponent >= 1 && exponent === exponent >>> 0;
      return isPlain && quick.powerOf(this, exponent, modulus, result)
        ? result
        : slow.modPowInt.call(this, exponent, modulus);
    },
    modInverse(modulus) {
      const result = make();
      return this.DB === bits && quick.inverse(this, modulus, result)
        ? result
        : slow.modInverse.call(this, modulus);
    },
    gcd(other) {
      const result = make();
      return this.DB === bits && quick.divisor(this, other, result)
        ? result
        : slow.gcd.call(this, other);
    },
    millerRabin(certainty) {
      const rounds = Math.min((certainty + 1) >> 1, MOST_ROUNDS);
      const told = this.DB === bits && rounds > 0 ? quick.isPrime(this, rounds) : undefined;
      return told ?? slow.millerRabin.call(this, certainty);
    },
  };
}

/**
 * What some methods make of a few numbers, as text: sign and digits of each result.
 * @param {Big} prototype
 * @param {Methods} methods
 */
function sample(prototype, methods) {
  /** @param {number} sign @param {number[]} digits */
  const make = (sign, ...digits) => {
    const number = new prototype.constructor(null);
    Object.assign(number, { t: digits.length, s: sign });
    Object.assign(number.data ?? number, digits);
    return number;
  };
  /** @param {Big} number */
  const shown = (number) =>
    [number.s, ...Array.from({ length: number.t }, (_, at) => (number.data ?? number)[at])].join();
  /** @param {Name} name @param {Big} self @param {Big[]} args */
  const call = (name, self, ...args) => methods[name].call(self, ...args);
  const long = make(0, 0x155_5555, 0x2aa_aaaa, 0x12_3456);
  const less = make(-1, 0x123, 0x2aa_aaaa, 0x55);
  const [odd, even] = [make(0, 0x123_4567, 0x3ff_ffff), make(0, 0x123_4568, 0x1_0001)];
  const below = make(0, 0x77_7777, 0x5555);
  const results = [make(0), make(0), make(0), make(0), make(0), make(0)];
  call("multiplyTo", long, less, results[0]);
  call("squareTo", less, results[1]);
  call("divRemTo", long, odd, results[2], results[3]);
  call("divRemTo", less, below, results[4], results[5]);
  const exponent = make(0, 0x1_0203);
  for (const modulus of [odd, even]) {
    results.push(call("modPow", less, exponent, modulus), call("modPowInt", long, 3, modulus));
    results.push(call("gcd", long, modulus), call("modPowInt", long, 257, modulus));
  }
  results.push(call("modInverse", below, odd));
  // 2 ** 61 - 1, and a product of two primes of 31 and 30 bits.
  const { DB: bits, DM: full } = prototype;
  const primes = [2n ** 61n - 1n, (2n ** 31n - 1n) * 1073741789n].map((value) =>
    make(0, ...[0, bits, 2 * bits].map((from) => Number((value >> BigInt(from)) & BigInt(full)))),
  );
  return [...results.map(shown), ...primes.map((number) => call("millerRabin", number, 2))].join(
    ";",
  );
}

/** @param {(name: Name) => Methods[Name]} make @returns {Methods} */
function each(make) {
  return /** @type {any} */ (Object.fromEntries(NAMES.map((name) => [name, make(name)])));
}

/** @type {WeakSet<Big>} */
const known = new WeakSet();

/**
 * Makes a prototype quicker, if it is jsbn's and complete.
 * @param {Big} prototype
 */
export function quickenNumbers(prototype) {
  if (known.has(prototype) || !isComplete(prototype)) return;
  known.add(prototype);
  const slow = each((name) => prototype[name]);
  /** @type {Methods | undefined} */
  let chosen;
  const choose = () => {
    // Until it is known which are right, whatever is called computes as the library does.
    chosen = slow;
    chosen = proven(prototype, slow) ?? slow;
    for (const name of NAMES) if (prototype[name] === asking[name]) prototype[name] = chosen[name];
    return chosen;
  };
  const asking = each(
    (name) =>
      /** @this {Big} @param {unknown[]} args */
      function (...args) {
        return (chosen ?? choose())[name].apply(this, args);
      },
  );
  Object.assign(prototype, asking);
}

/**
 * The native methods, if they give the library's own results.
 * @param {Big} prototype
 * @param {Methods} slow
 */
function proven(prototype, slow) {
  try {
    const inData = Array.isArray(new prototype.constructor(null).data);
    const quick = quickMethods(prototype, slow, native.numbers(prototype.DB, inData));
    return sample(prototype, slow) === sample(prototype, quick) ? quick : undefined;
  } catch {
    return undefined;
  }
}
