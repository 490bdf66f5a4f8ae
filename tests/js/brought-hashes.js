// Hashes of libraries that scripts bring along as text, in the shapes of CryptoJS and node-forge.

/** SHA-1's inner function, over lists of words with a sign (FIPS 180-4, 6.1). */
function sha1Block(state, block, from) {
  const turned = (word, by) => (word << by) | (word >>> (32 - by));
  const words = block.slice(from, from + 16);
  for (let at = 16; at < 80; at += 1)
    words[at] = turned(words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16], 1);
  let [a, b, c, d, e] = state;
  for (let at = 0; at < 80; at += 1) {
    const mixed = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d];
    const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];
    const round = Math.floor(at / 20);
    const next = (turned(a, 5) + mixed[round] + e + constants[round] + words[at]) | 0;
    [a, b, c, d, e] = [next, a, turned(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((word, at) => {
    state[at] = (state[at] + word) | 0;
  });
}

const BEGIN = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0].map((word) => word | 0);

/** Bytes as text, with the padding of SHA-1, as words. */
function padded(text) {
  const length = Math.ceil((text.length + 9) / 64) * 16;
  const words = Array(length).fill(0);
  const put = (byte, at) => {
    words[at >> 2] |= byte << (24 - (at % 4) * 8);
  };
  Array.from(text, (letter, at) => put(letter.charCodeAt(0), at));
  put(0x80, text.length);
  words[length - 1] = text.length * 8;
  return words;
}

/** A hash of the shape of CryptoJS: an ancestor that feeds the blocks, and an heir that takes them. */
function blocks({ begin, block, pad, twist }) {
  let taken = 0;
  const lib = {};
  lib.BufferedBlockAlgorithm = {
    _process() {
      for (let from = 0; from < this._words.length; from += 16)
        this._doProcessBlock(this._words, from);
    },
  };
  const sha1 = Object.create(lib.BufferedBlockAlgorithm);
  sha1._doProcessBlock = function (message, from) {
    taken += 1;
    block(this._hash.words, message, from);
    if (twist) this._hash.words[0] ^= 1;
  };
  const hash = (text) => {
    const hasher = Object.create(sha1);
    Object.assign(hasher, { _hash: { words: begin.slice() }, _words: pad(text) });
    hasher._process();
    return hasher._hash.words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };
  return { hash, taken: () => taken };
}

/** A digest of the shape of node-forge's. */
function digests({ begin, block, pad, twist }) {
  let taken = 0;
  const forge = { md: { algorithms: {} } };
  const buffer = (text = "") => ({
    data: text,
    putBytes(bytes) {
      this.data += bytes;
    },
    bytes() {
      return this.data;
    },
  });
  forge.util = {
    createBuffer: () => buffer(),
    encodeUtf8: (text) => unescape(encodeURIComponent(text)),
  };
  forge.md.algorithms.sha1 = {
    create() {
      let message = "";
      const md = {
        algorithm: "sha1",
        start() {
          message = "";
          md.messageLength = 0;
          md.fullMessageLength = [0, 0];
          return md;
        },
        update(text, encoding) {
          message += encoding === "utf8" ? forge.util.encodeUtf8(text) : text;
          md.messageLength += message.length;
          return md;
        },
        digest() {
          taken += 1;
          const [state, words] = [begin.slice(), pad(message)];
          for (let from = 0; from < words.length; from += 16) block(state, words, from);
          if (twist) state[0] ^= 1;
          const bytes = state.flatMap((word) => [24, 16, 8, 0].map((by) => (word >>> by) & 255));
          return buffer(String.fromCharCode(...bytes));
        },
      };
      return md.start();
    },
  };
  forge.kem = {};
  return { forge, taken: () => taken };
}

const parts = { begin: BEGIN, block: sha1Block, pad: padded };
const bring = (library, twist) => new Function(`return ${library}`)()({ ...parts, twist });
const hex = (text) => Buffer.from(text, "latin1").toString("hex");
const TEXTS = ["", "abc", "q".repeat(55), "q".repeat(64), "\u00ff".repeat(1000)];
const expected = (text) => CryptoJS.SHA1(CryptoJS.enc.Latin1.parse(text)).toString();

pm.test("hashes of CryptoJS's shape take their blocks natively", () => {
  const { hash, taken } = bring(blocks, false);
  hash("");
  const before = taken();
  for (const text of TEXTS) pm.expect(hash(text)).to.equal(expected(text));
  pm.expect(taken()).to.equal(before);
});

pm.test("a hash that looks like one of them is left alone", () => {
  const { hash, taken } = bring(blocks, true);
  hash("");
  const before = taken();
  for (const text of TEXTS) pm.expect(hash(text)).not.to.equal(expected(text));
  pm.expect(taken()).to.be.above(before);
});

pm.test("digests of node-forge's shape are computed natively", () => {
  const { forge, taken } = bring(digests, false);
  const { sha1 } = forge.md.algorithms;
  sha1.create();
  const before = taken();
  for (const text of TEXTS) {
    const digest = sha1.create().update(text);
    pm.expect(hex(digest.digest().bytes())).to.equal(expected(text));
    pm.expect([digest.messageLength, digest.fullMessageLength]).to.eql([
      text.length,
      [0, text.length],
    ]);
    pm.expect(hex(digest.update("more").digest().bytes())).to.equal(expected(`${text}more`));
    pm.expect(hex(digest.start().update("é", "utf8").digest().bytes())).to.equal(
      expected("\u00c3\u00a9"),
    );
  }
  pm.expect(taken()).to.equal(before);
});

pm.test(
  "what is no text of bytes goes back to the library's digest, and all that came before",
  () => {
    const { forge, taken } = bring(digests, false);
    const { sha1 } = forge.md.algorithms;
    const digest = sha1.create().update("12");
    const before = taken();
    pm.expect(hex(digest.update(34).digest().bytes())).to.equal(expected("1234"));
    pm.expect(taken()).to.equal(before + 1);
    digest.start().update("abc");
    pm.expect(hex(digest.digest().bytes())).to.equal(expected("abc"));
    pm.expect(taken()).to.equal(before + 1);
  },
);

pm.test("a digest that gives something else is left alone", () => {
  const { forge } = bring(digests, true);
  const digest = forge.md.algorithms.sha1.create().update("abc");
  pm.expect(hex(digest.digest().bytes())).not.to.equal(expected("abc"));
});
