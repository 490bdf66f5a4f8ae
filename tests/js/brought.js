// Libraries of big numbers and hashes that scripts bring along as text: those of the shape of jsbn, CryptoJS and node-forge are computed
// natively, a look-alike computes what it does.

/** @param {bigint} value @param {bigint} exponent @param {bigint} modulus */
const power = (value, exponent, modulus) => {
  let [square, product] = [((value % modulus) + modulus) % modulus, 1n];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) product = (product * square) % modulus;
    square = (square * square) % modulus;
  }
  return product;
};
/** @param {bigint} one @param {bigint} other @returns {bigint} */
const divisor = (one, other) =>
  other === 0n ? (one < 0n ? -one : one) : divisor(other, one % other);

/**
 * A library of the shape of jsbn, which computes by other means: by the engine's own big numbers, so that it notes what it is asked for.
 * `isLate`: its numbers have their layout after their methods; `more`: what it adds to each power.
 */
function numbers({ bits, inData, isLate, more, power, divisor }) {
  const asked = [];
  const base = 2n ** BigInt(bits);
  const places = (number) => (inData ? number.data : number);
  const count = (value, from) => {
    let [left, length] = [value < 0n ? -value : value, from];
    for (; left > 0n; left /= base) length += 1;
    return length;
  };
  const read = (number) => {
    let value = 0n;
    for (let at = number.t - 1; at >= 0; at -= 1) value = value * base + BigInt(places(number)[at]);
    return number.s < 0 ? value - base ** BigInt(number.t) : value;
  };
  const write = (number, value) => {
    number.t = count(value, 0);
    number.s = value < 0n ? -1 : 0;
    let left = value < 0n ? value + base ** BigInt(number.t) : value;
    for (let at = 0; at < number.t; at += 1, left /= base) places(number)[at] = Number(left % base);
    number.clamp();
    return number;
  };
  function Big(value) {
    if (inData) this.data = [];
    if (value != null) write(this, BigInt(value));
  }
  const result = (value) => write(new Big(null), value);
  const mod = (value, by) => ((value % by) + by) % by;
  const note = (name, compute) =>
    function (...args) {
      asked.push(name);
      return compute.call(this, ...args);
    };
  const methods = {
    clamp() {
      while (this.t > 0 && places(this)[this.t - 1] === (this.s < 0 ? Number(base) - 1 : 0))
        this.t -= 1;
    },
    fromInt(value) {
      write(this, BigInt(value));
    },
    multiplyTo(other, to) {
      write(to, read(this) * read(other));
    },
    squareTo(to) {
      write(to, read(this) ** 2n);
    },
    divRemTo(by, quotient, rest) {
      const [value, divided] = [read(this), read(by)];
      if (quotient != null) write(quotient, value / divided);
      if (rest != null) write(rest, value % divided);
    },
    modPow(exponent, modulus) {
      return result(power(read(this), read(exponent), read(modulus)) + more);
    },
    modPowInt(exponent, modulus) {
      return result(power(read(this), BigInt(exponent), read(modulus)) + more);
    },
    modInverse(modulus) {
      // Its modulus is a prime in these tests, or 1 is the answer of a look-alike that nobody asks.
      let [low, high, one, two] = [read(this), read(modulus), 1n, 0n];
      while (low > 1n) {
        const whole = high / low;
        [high, low, two, one] = [low, high % low, one, two - whole * one];
      }
      return result(low === 1n ? mod(one, read(modulus)) : 0n);
    },
    gcd(other) {
      return result(divisor(read(this), read(other)));
    },
    millerRabin(certainty) {
      return (
        certainty > 0 && [2n, 3n, 5n].every((by) => power(by, read(this) - 1n, read(this)) === 1n)
      );
    },
  };
  for (const name of ["am", "copyTo", "subTo", "invDigit", "compareTo", "bitLength", "mod"])
    Big.prototype[name] = note(name, () => {});
  const layOut = () =>
    Object.assign(Big.prototype, { DB: bits, DM: 2 ** bits - 1, DV: 2 ** bits, FV: 2 ** 52 });
  if (!isLate) layOut();
  for (const name of Object.keys(methods)) Big.prototype[name] = note(name, methods[name]);
  const own = Big.prototype.modPow;
  Big.prototype.isProbablePrime = note("isProbablePrime", () => false);
  if (isLate) layOut();
  return { Big, asked, read, own };
}

/** The library, as one that was brought along as text. */
const bring = (kind) => new Function(`return ${numbers}`)()({ more: 0n, power, divisor, ...kind });
const KINDS = [26, 28, 30].flatMap((bits) => [
  { bits, inData: false, isLate: false },
  { bits, inData: true, isLate: false },
  { bits, inData: false, isLate: true },
]);

const PRIME = 2n ** 521n - 1n;
const VALUES = [0n, 1n, 2n ** 56n, 2n ** 60n - 1n, 3n ** 200n, 7n ** 61n, PRIME - 2n];

pm.test("a number of jsbn's shape computes natively, with the results of the library", () => {
  for (const kind of KINDS) {
    const { Big, asked, read } = bring(kind);
    const shown = (number) => JSON.stringify([number.s, number.t, read(number).toString()]);
    const prime = new Big(PRIME);
    new Big(3n).modPow(new Big(5n), prime);
    asked.length = 0;
    for (const one of VALUES.flatMap((value) => [value, -value])) {
      for (const other of VALUES) {
        const [a, b, to, rest] = [new Big(one), new Big(other), new Big(null), new Big(null)];
        a.multiplyTo(b, to);
        pm.expect(shown(to)).to.equal(shown(new Big(one * other)));
        a.squareTo(to);
        pm.expect(shown(to)).to.equal(shown(new Big(one * one)));
        if (other > 0n) {
          a.divRemTo(b, to, rest);
          pm.expect([to, rest].map(shown)).to.eql(
            [one / other, one % other].map((v) => shown(new Big(v))),
          );
          const expected = new Big(power(one, other, PRIME));
          pm.expect(shown(a.modPow(b, prime))).to.equal(shown(expected));
          const inverse = b.modInverse(prime);
          pm.expect((read(inverse) * other) % PRIME).to.equal(1n);
        }
        pm.expect(shown(a.gcd(b))).to.equal(shown(new Big(divisor(one, other))));
      }
      pm.expect(read(new Big(one).modPowInt(65537, prime))).to.equal(power(one, 65537n, PRIME));
    }
    pm.expect(prime.millerRabin(10)).to.equal(true);
    pm.expect(new Big(PRIME - 2n).millerRabin(10)).to.equal(false);
    const own = new Set(asked);
    own.delete("clamp");
    pm.expect([...own], JSON.stringify(kind)).to.eql([]);
  }
});

pm.test("what the native functions do not take is the library's", () => {
  const { Big, asked } = bring(KINDS[0]);
  const [one, zero, even] = [new Big(6n), new Big(0n), new Big(8n)];
  one.gcd(even);
  asked.length = 0;
  pm.expect(() => one.divRemTo(zero, new Big(null), null)).to.throw("ivision by zero");
  pm.expect(one.modInverse(even).t).to.equal(0);
  pm.expect(() => one.multiplyTo({ t: 1, s: 0, 0: 0.5 }, new Big(null))).to.throw();
  one.DB = 20;
  one.squareTo(new Big(null));
  pm.expect(one.millerRabin(0)).to.equal(false);
  pm.expect(asked.filter((name) => name !== "clamp")).to.eql([
    "divRemTo",
    "modInverse",
    "multiplyTo",
    "squareTo",
    "millerRabin",
  ]);
});

pm.test("a look-alike keeps its methods and its results", () => {
  const { Big, asked, read, own } = bring({ ...KINDS[1], more: 1n });
  const power = new Big(3n).modPow(new Big(2n), new Big(PRIME));
  pm.expect(read(power)).to.equal(10n);
  pm.expect(Big.prototype.modPow).to.equal(own);
  pm.expect(asked).to.include("modPow");
});

pm.test("an object that has the names alone is left as it is", () => {
  const frozen = new Function("return Object.freeze({})")();
  frozen.FV = 1;
  const object = { isProbablePrime: undefined };
  object.FV = 2 ** 52;
  pm.expect(Object.keys(object)).to.eql(["isProbablePrime", "FV"]);
  pm.expect(object.FV).to.equal(2 ** 52);
  pm.expect(Object.keys(frozen)).to.eql([]);
  pm.expect({}.FV).to.equal(undefined);
  pm.expect("FV" in {}).to.equal(true);
  for (const name in {}) pm.expect.fail(name);
});

pm.test("a power of a long number is taken", () => {
  const { Big } = bring(KINDS[1]);
  const long = new Big(2n ** 60000n - 1n);
  new Big(1n).gcd(new Big(1n));
  pm.expect(new Big(3n).modPowInt(3, long).t).to.equal(1);
});
