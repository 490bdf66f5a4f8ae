// CryptoJS: what is computed natively is what the library itself computes, to the last word.
const { algo, enc, lib, mode, pad } = CryptoJS;
const NAMES = ["MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"];
const TEXTS = [
  "",
  "a",
  "héllo",
  "€uro 💩",
  "é".repeat(100),
  "𐍈".repeat(33),
  "\u0000\uffff",
  "\ufeffmark",
];

/** Everything that a script can see of a list of words. */
const shown = (array) => JSON.stringify([Object.keys(array), array.words, array.sigBytes]);

/** A list of `length` bytes. */
function bytes(length, step = 7) {
  const words = [];
  for (let at = 0; at < length; at += 1)
    words[at >>> 2] |= ((at * step + 3) & 255) << (24 - (at % 4) * 8);
  return lib.WordArray.create(words, length);
}

// The library's own ways, which nothing was put in the way of.
const slowHash = (name, message) => algo[name].create().finalize(message);
const slowHmac = (name, message, key) => algo.HMAC.create(algo[name], key).finalize(message);

/** Fails at the first of the cases where the two ways differ. */
function agree(cases) {
  for (const [label, quick, slow] of cases)
    if (shown(quick()) !== shown(slow())) throw new Error(`${label} differs`);
}

pm.test("hashes of text and words of any length are the library's", () => {
  for (const name of NAMES) {
    for (let length = 0; length <= 200; length += 1) {
      const text = "q".repeat(length);
      agree([
        [`${name} of ${length} letters`, () => CryptoJS[name](text), () => slowHash(name, text)],
        [
          `${name} of ${length} bytes`,
          () => CryptoJS[name](bytes(length)),
          () => slowHash(name, bytes(length)),
        ],
      ]);
    }
    for (const text of TEXTS)
      agree([[`${name} of ${text}`, () => CryptoJS[name](text), () => slowHash(name, text)]]);
  }
});
pm.test("HMACs of text and words of any length are the library's", () => {
  for (const name of NAMES) {
    const hmac = CryptoJS[`Hmac${name}`];
    for (let length = 0; length <= 200; length += 5) {
      const [key, message] = [bytes(200 - length, 11), bytes(length)];
      const text = "k".repeat(length);
      agree([
        [
          `${name} of ${length} bytes`,
          () => hmac(message, key),
          () => slowHmac(name, message, key),
        ],
        [
          `${name} by ${length} letters`,
          () => hmac("text", text),
          () => slowHmac(name, "text", text),
        ],
      ]);
    }
    for (const text of TEXTS)
      agree([[`${name} of ${text}`, () => hmac(text, text), () => slowHmac(name, text, text)]]);
  }
});
pm.test(
  "words with bits behind their last byte, and with words behind that, are taken as the library takes them",
  () => {
    const odd = [
      () => lib.WordArray.create([0x12345678], 2),
      () => lib.WordArray.create([0x12340000, 5, 6], 2),
      () => lib.WordArray.create([0x12345678, -1, -1], 5),
      () => lib.WordArray.create([1], 8),
      () => lib.WordArray.create([4294967295, 1.5, -3], 12),
      () => CryptoJS.SHA384("x"),
      () => CryptoJS.SHA224("x"),
    ];
    for (const make of odd) {
      agree(
        NAMES.map((name) => [name, () => CryptoJS[name](make()), () => slowHash(name, make())]),
      );
      agree(
        NAMES.map((name) => [
          name,
          () => CryptoJS[`Hmac${name}`]("m", make()),
          () => slowHmac(name, "m", make()),
        ]),
      );
      const [quick, slow] = [make(), make()];
      agree([
        [
          "the key afterwards",
          // biome-ignore lint/complexity/noCommaOperator: called for what it does to its argument.
          () => (CryptoJS.HmacMD5("m", quick), quick),
          // biome-ignore lint/complexity/noCommaOperator: called for what it does to its argument.
          () => (slowHmac("MD5", "m", slow), slow),
        ],
      ]);
    }
  },
);
pm.test("what is no message fails as it does in the library", () => {
  pm.expect(CryptoJS.SHA256().toString()).to.equal(CryptoJS.SHA256("").toString());
  pm.expect(() => CryptoJS.HmacSHA256("message")).to.throw(TypeError);
  pm.expect(() => CryptoJS.MD5("\ud800")).to.throw(URIError);
});
pm.test("PBKDF2 is the library's", () => {
  for (const name of NAMES) {
    for (const keySize of [1, 4, 5, 16, 17]) {
      for (const iterations of [1, 3]) {
        const own = () =>
          CryptoJS.PBKDF2("pässword", bytes(9), {
            keySize,
            iterations,
            hasher: algo[name].extend(),
          });
        const quick = () =>
          CryptoJS.PBKDF2("pässword", bytes(9), { keySize, iterations, hasher: algo[name] });
        agree([[`${name} ${keySize} ${iterations}`, quick, own]]);
      }
    }
  }
});
pm.test(
  "AES is the library's in each mode and padding, and so is what it decrypts to with the wrong key",
  () => {
    const iv = bytes(16);
    for (const [name, size] of [
      ["CBC", 16],
      ["CBC", 32],
      ["ECB", 24],
    ]) {
      for (const padding of [pad.Pkcs7, pad.AnsiX923, pad.NoPadding]) {
        for (const length of [1, 15, 16, 17, 100]) {
          const quick = { iv, padding, mode: mode[name] };
          const slow = { iv, padding, mode: mode[name].extend() };
          const sealed = CryptoJS.AES.encrypt(bytes(length), bytes(size), quick);
          const wrong = bytes(size, 13);
          agree([
            [
              "encryption",
              () => sealed.ciphertext,
              () => CryptoJS.AES.encrypt(bytes(length), bytes(size), slow).ciphertext,
            ],
            [
              "decryption",
              () => CryptoJS.AES.decrypt(sealed, bytes(size), quick),
              () => CryptoJS.AES.decrypt(sealed, bytes(size), slow),
            ],
            [
              "garbage",
              () => CryptoJS.AES.decrypt(sealed, wrong, quick),
              () => CryptoJS.AES.decrypt(sealed, wrong, slow),
            ],
          ]);
        }
      }
    }
  },
);
pm.test("AES with a passphrase writes and reads what OpenSSL does", () => {
  const sealed = CryptoJS.AES.encrypt("é".repeat(500), "secret").toString();
  pm.expect(sealed).to.match(/^U2FsdGVkX1/);
  pm.expect(CryptoJS.AES.decrypt(sealed, "secret").toString(enc.Utf8)).to.equal("é".repeat(500));
  // Made by OpenSSL: aes-256-cbc, md5, the salt 0102030405060708.
  pm.expect(
    CryptoJS.AES.decrypt("U2FsdGVkX18BAgMEBQYHCN4vTQH4jGLp+Wak1VrMt48=", "secret").toString(
      enc.Utf8,
    ),
  ).to.equal("hello");
});
pm.test("a cipher that is fed piece by piece chains its blocks", () => {
  const cipher = algo.AES.createEncryptor(bytes(16), { iv: bytes(16) });
  const pieces = [
    cipher.finalize(bytes(48)),
    cipher.finalize(bytes(20)),
    cipher.process(bytes(40)),
    cipher.finalize(),
  ];
  const own = algo.AES.createEncryptor(bytes(16), { iv: bytes(16), mode: mode.CBC.extend() });
  const expected = [
    own.finalize(bytes(48)),
    own.finalize(bytes(20)),
    own.process(bytes(40)),
    own.finalize(),
  ];
  pm.expect(pieces.map(shown)).to.eql(expected.map(shown));
});
pm.test("texts and Base64 of any length survive", () => {
  for (const text of ["a", "é€💩".repeat(50), `\ufeff${"x".repeat(80)}`]) {
    pm.expect(enc.Utf8.stringify(enc.Utf8.parse(text))).to.equal(text);
    pm.expect(shown(enc.Utf8.parse(text))).to.equal(
      shown(enc.Latin1.parse(Buffer.from(text).toString("latin1"))),
    );
  }
  for (let length = 0; length <= 200; length += 1) {
    const text = enc.Base64.stringify(bytes(length));
    pm.expect(text).to.equal(
      Buffer.from(enc.Hex.stringify(bytes(length)), "hex").toString("base64"),
    );
    pm.expect(enc.Hex.stringify(enc.Base64.parse(text))).to.equal(enc.Hex.stringify(bytes(length)));
    pm.expect(enc.Hex.stringify(enc.Base64.parse(text.replaceAll("=", "")))).to.equal(
      enc.Hex.stringify(bytes(length)),
    );
  }
  pm.expect(() => enc.Utf8.stringify(lib.WordArray.create(Array(20).fill(-1)))).to.throw(
    "Malformed UTF-8 data",
  );
});
pm.test("the library's own loops do not run", () => {
  const ciphers = [algo.MD5, algo.SHA1, algo.SHA256, algo.SHA512];
  const fail = () => {
    throw new Error("interpreted");
  };
  for (const hasher of ciphers) hasher.slow = hasher._doProcessBlock;
  try {
    for (const hasher of ciphers) hasher._doProcessBlock = fail;
    for (const name of NAMES) {
      CryptoJS[name]("text");
      CryptoJS[`Hmac${name}`](bytes(5), "key");
      CryptoJS.PBKDF2("password", "salt", { hasher: algo[name], iterations: 2 });
    }
    pm.expect(() => slowHash("MD5", "")).to.throw("interpreted");
  } finally {
    for (const hasher of ciphers) hasher._doProcessBlock = hasher.slow;
  }
});
