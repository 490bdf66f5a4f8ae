// `crypto`: against published vectors, and against keys, signatures and messages that Node 20 made.
const { subtle } = crypto;
const hex = (buffer) => Buffer.from(buffer).toString("hex");
const unhex = (text) => new Uint8Array(Buffer.from(text, "hex"));
const unbase64 = (text) => new Uint8Array(Buffer.from(text, "base64"));
const utf8 = (text) => new TextEncoder().encode(text);
const raw = (bytes, algorithm, ...usages) =>
  subtle.importKey("raw", bytes, algorithm, usages[0] !== "deriveBits", usages);

/** What a promise was rejected with: name and message. */
const refusal = (promise) =>
  promise.then(
    () => "no refusal",
    (error) => `${error.name}: ${error.message}`,
  );

/** A test whose body waits for promises. */
async function eventually(name, body) {
  const error = await body().then(
    () => undefined,
    (thrown) => thrown,
  );
  pm.test(name, () => {
    if (error) throw error;
  });
}

const RSA_PRIVATE = [
  "MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBANy8Am/HfK2oQ2djToqsu7vfn1n6rWlmVig2kboa1m0scyc6QlpAYao2/BZwaJsHmp7vRALj",
  "AIL25fmESKM4V2ZJbs3pQjfbBQy2kIXpVzUlxSuUUd8e4h4/bjEMnS8wc9UyQxpnWS0r7rYqBNkwm37/en4jvA4UqCLN4Uctj0A5AgMBAAECgYEAuv4u1kDZ",
  "t0eHKmuvWr0wIN01YoWBKHwAWvq3g0A/DKeOOdoZ4dkOo6MG9X9urn7HlwK8y/FAOrIsaq+M1XDiX/rsyvg6WbAuP7+Zf2Iwe4W2zPhPkbR5ccx/gilrQzyU",
  "Lc5rosHHD12igZStK89TYNTymgT+mxkgJKIPmYXeRV0CQQDt6g9FqvKOFIZQZa7tcwnzzhwc8MX1QmNxE4VvcsUrwOYAMRIxNU+ZJKBebiBu/q4mi5DxRKGH",
  "oxmm5PeXfHcjAkEA7YOevWNeifUoz0P4UY0TrGL0mOmw3Yu5zRbfDOOapHb629ZjNVWB21JRMGyK1ltTFtNBgdQn9oTeWgrhCgTO8wJAZbNrSd20h/XQIKgG",
  "6ewGMhlGPTzTcm8psRmmLakDDhwMdcKEQ1LFrvJQN22eIbRu331DvU8YObIH8iboi/IhvwJBALO+4RoYooorI5g/qyQkbNgQB2XVrQjs3k7sWR8K/JQsispm",
  "I6xQKrcNQ+4upp90e5wRgki7gwbYJOHly8rmOqsCQQCs6BAF8hJV5pa1prmci5322hqai0vGkK2HYhBFUsyfZrhe6bn/IIl/Jh2ky6dyZGHpwRTru+hDhHI4",
  "NB64vxFa",
].join("");
const RSA_PUBLIC = [
  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDcvAJvx3ytqENnY06KrLu7359Z+q1pZlYoNpG6GtZtLHMnOkJaQGGqNvwWcGibB5qe70QC4wCC9uX5hEij",
  "OFdmSW7N6UI32wUMtpCF6Vc1JcUrlFHfHuIeP24xDJ0vMHPVMkMaZ1ktK+62KgTZMJt+/3p+I7wOFKgizeFHLY9AOQIDAQAB",
].join("");
const RSA_PKCS1_SIGNATURE = [
  "2EuJL8zII7tZy7/iM3PffRKPkCEJNNUDwKuFgSRif12QKHChRnp6c6ySbl9a5rneZPSOBjQgaioljjBxOtKRqq0hJxP0yck5fPmkQm3ya8W7VvIVxHuOft2q",
  "Zff3o839Q50SVfQVTJ5L7FCyjekY1VxWI4Icblz0Zj3Cyv09CAs=",
].join("");
const RSA_PSS_SIGNATURE = [
  "PWqy7ic1aYLFUU9ZSE5AY5tLFFgSKQlYowHrLhL19vclbX+rrMuF7+UuR3ozeob9dQKLGK0Fho1ycE7arL1UQRJaS3pz3gs4ok/72DFIbo0TK4PgHPq/SQzY",
  "7HMl0SoQmlsxGx0WLdQSMLn4t7ksZaDKYXnnYrwb4/zsHIQurtg=",
].join("");
const RSA_OAEP_MESSAGE = [
  "EkSwSxTJ3brWb3/H+fqItEEq2dfwhch0z3NuALJOU1lSnO6ZCdI6xOew4ALUWGDwAm+zuOcitwjb6LnzZVJNEEtJAQFF2mez+zLFFkIrRrXq4HPnvvDbmRVI",
  "zNUau5h2FLyABH8dZhcYjumBUmaNvZVnbn+gYmf4xrCHEUm4vAY=",
].join("");
const EC_PRIVATE = {
  kty: "EC",
  x: "AcqpMlY38ANWTdQcrFWl1f66DsvsfKLPAZqv7jGkJJXwtJHEPH4DQf54xivIy1gH_zgq7ymtIAFp0yFLqGAgan30",
  y: "AUIwhhU6-i5j6GsH2pCsO2YiME_19Xre20iNAzsCgI8qSRhbLNUxbMlCBeotdhKFPk3y9SlQRXkeY1bJtPxMWU39",
  crv: "P-521",
  d: "AI6qzjjuw_8qzeHTC4y76-fTweplYsrmjYvrnXq9JfwNPRJho4w0Dr67PBUK5ADApYPa6lIeMNBsOI9NlepwyCJm",
};
const EC_SIGNATURE = [
  "AAogDNM5Sni+GuHdo38lTi/XtCnXUMhEQ+osOjEtxS72g4hCXow1tVcndWT4bF5Kzkb2pPPcsLEA1OebfO2BqV8hAbN6Zxb/2BWOyWlIL7Cd9f9aqqrrYYjn",
  "37XfV7oqXzzAMO4lvq6G0PXU1NXYoicT2loYXQAdgheCgnnGpbiqte2u",
].join("");

pm.test("getRandomValues fills integer arrays of up to 65,536 bytes", () => {
  const array = new Uint32Array(4);
  pm.expect(crypto.getRandomValues(array)).to.equal(array);
  pm.expect(array.some((value) => value > 255)).to.equal(true);
  pm.expect(() => crypto.getRandomValues(new Uint8Array(65537))).to.throw(
    DOMException,
    "The requested length exceeds 65,536 bytes",
  );
  pm.expect(() => crypto.getRandomValues(new Float32Array(4))).to.throw(
    DOMException,
    "must be an integer-type TypedArray",
  );
  // @ts-expect-error: too few arguments.
  pm.expect(() => crypto.getRandomValues()).to.throw(
    TypeError,
    "1 argument required, but only 0 present.",
  );
  pm.expect(crypto.randomUUID()).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});
pm.test("the classes are there and make nothing", () => {
  for (const Class of [Crypto, CryptoKey, SubtleCrypto])
    pm.expect(() => new Class()).to.throw(TypeError, "Illegal constructor");
  pm.expect(crypto).to.be.instanceOf(Crypto);
  pm.expect(crypto.subtle).to.equal(subtle).and.be.instanceOf(SubtleCrypto);
  pm.expect([crypto, subtle].map(String)).to.eql(["[object Crypto]", "[object SubtleCrypto]"]);
  const { getRandomValues } = crypto;
  pm.expect(() => getRandomValues(new Uint8Array(1))).to.throw(
    TypeError,
    'Value of "this" must be of type Crypto',
  );
});
await eventually(
  "digest gives the vectors of FIPS 180 for buffers and views of any kind",
  async () => {
    const abc = utf8("abc");
    pm.expect(hex(await subtle.digest("SHA-1", abc))).to.equal(
      "a9993e364706816aba3e25717850c26c9cd0d89d",
    );
    pm.expect(hex(await subtle.digest({ name: "sha-256" }, abc.buffer))).to.equal(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    pm.expect(hex(await subtle.digest("SHA-384", new DataView(abc.buffer, 0, 0)))).to.match(
      /^38b060a751ac96384cd9327eb1b1e36a/,
    );
    pm.expect(hex(await subtle.digest("SHA-512", Buffer.from("abc")))).to.match(
      /^ddaf35a193617abacc417349ae204131/,
    );
  },
);
await eventually("what can not be digested is refused in Node's words", async () => {
  pm.expect(await refusal(subtle.digest("MD5", utf8("")))).to.equal(
    "NotSupportedError: Unrecognized algorithm name",
  );
  pm.expect(await refusal(subtle.digest("SHA-1", "abc"))).to.equal(
    "TypeError: Failed to execute 'digest' on 'SubtleCrypto': " +
      "2nd argument is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.",
  );
  // @ts-expect-error: too few arguments.
  pm.expect(await refusal(subtle.digest("SHA-1"))).to.match(
    /2 arguments required, but only 1 present\.$/,
  );
  pm.expect(await refusal(subtle.digest({}, utf8("")))).to.match(
    /because 'name' is required in 'Algorithm'\.$/,
  );
});
await eventually("HMAC gives the vector of RFC 4231 and verifies it", async () => {
  const key = await raw(utf8("Jefe"), { name: "HMAC", hash: "SHA-256" }, "sign", "verify");
  pm.expect([key.type, key.extractable, key.algorithm, key.usages]).to.eql([
    "secret",
    true,
    { name: "HMAC", hash: { name: "SHA-256" }, length: 32 },
    ["sign", "verify"],
  ]);
  const data = utf8("what do ya want for nothing?");
  const signature = await subtle.sign("HMAC", key, data);
  pm.expect(hex(signature)).to.equal(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
  pm.expect(await subtle.verify("HMAC", key, signature, data)).to.equal(true);
  pm.expect(await subtle.verify("HMAC", key, signature.slice(1), data)).to.equal(false);
  pm.expect(await subtle.exportKey("jwk", key)).to.eql({
    key_ops: ["sign", "verify"],
    ext: true,
    kty: "oct",
    k: "SmVmZQ",
    alg: "HS256",
  });
});
await eventually(
  "AES-GCM gives the vector of its specification, and refuses what was changed",
  async () => {
    const key = await raw(
      unhex("feffe9928665731c6d6a8f9467308308"),
      "AES-GCM",
      "encrypt",
      "decrypt",
    );
    const algorithm = {
      name: "AES-GCM",
      iv: unhex("cafebabefacedbaddecaf888"),
      additionalData: unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
      tagLength: 128,
    };
    const plain = unhex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    );
    const sealed = await subtle.encrypt(algorithm, key, plain);
    pm.expect(hex(sealed.slice(-16))).to.equal("5bc94fbc3221a5db94fae95ae7121a47");
    pm.expect(hex(await subtle.decrypt(algorithm, key, sealed))).to.equal(hex(plain));
    new Uint8Array(sealed)[0] ^= 1;
    pm.expect(await refusal(subtle.decrypt(algorithm, key, sealed))).to.equal(
      "OperationError: The operation failed for an operation-specific reason",
    );
    pm.expect(await refusal(subtle.encrypt({ ...algorithm, tagLength: 40 }, key, plain))).to.equal(
      "OperationError: 40 is not a valid AES-GCM tag length",
    );
  },
);
await eventually("AES-CBC and AES-CTR give the vectors of SP 800-38A", async () => {
  const bytes = unhex("2b7e151628aed2a6abf7158809cf4f3c");
  const plain = unhex("6bc1bee22e409f96e93d7e117393172a");
  const cbc = await raw(bytes, "AES-CBC", "encrypt", "decrypt");
  const iv = unhex("000102030405060708090a0b0c0d0e0f");
  const sealed = await subtle.encrypt({ name: "AES-CBC", iv }, cbc, plain);
  pm.expect(hex(sealed)).to.match(/^7649abac8119b246cee98e9b12e9197d.{32}$/);
  pm.expect(hex(await subtle.decrypt({ name: "AES-CBC", iv }, cbc, sealed))).to.equal(hex(plain));
  const ctr = await raw(bytes, "AES-CTR", "encrypt");
  const counter = unhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  pm.expect(
    hex(await subtle.encrypt({ name: "AES-CTR", counter, length: 64 }, ctr, plain)),
  ).to.equal("874d6191b620e3261bef6864990db6ce");
  pm.expect(
    await refusal(subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(8) }, cbc, plain)),
  ).to.equal("OperationError: algorithm.iv must contain exactly 16 bytes");
  pm.expect(
    await refusal(subtle.decrypt({ name: "AES-CTR", counter, length: 64 }, ctr, plain)),
  ).to.equal("InvalidAccessError: The requested operation is not valid for the provided key");
});
await eventually("AES-KW wraps keys as RFC 3394 does, raw and as JSON", async () => {
  const wrapping = await raw(
    unhex("000102030405060708090a0b0c0d0e0f"),
    "AES-KW",
    "wrapKey",
    "unwrapKey",
  );
  const key = await raw(unhex("00112233445566778899aabbccddeeff"), "AES-CBC", "encrypt");
  const wrapped = await subtle.wrapKey("raw", key, wrapping, "AES-KW");
  pm.expect(hex(wrapped)).to.equal("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
  for (const format of ["raw", "jwk"]) {
    const again = await subtle.wrapKey(format, key, wrapping, "AES-KW");
    const back = await subtle.unwrapKey(format, again, wrapping, "AES-KW", "AES-CBC", true, [
      "encrypt",
    ]);
    pm.expect(hex(await subtle.exportKey("raw", back))).to.equal(
      "00112233445566778899aabbccddeeff",
    );
  }
});
await eventually("a wrapped JSON Web Key may begin with a mark, and must be UTF-8", async () => {
  const key = await raw(
    unhex("000102030405060708090a0b0c0d0e0f"),
    "AES-GCM",
    "encrypt",
    "unwrapKey",
  );
  const cipher = { name: "AES-GCM", iv: new Uint8Array(12) };
  const unwrap = async (bytes) =>
    subtle.unwrapKey(
      "jwk",
      await subtle.encrypt(cipher, key, bytes),
      key,
      cipher,
      "AES-CBC",
      true,
      ["encrypt"],
    );
  const jwk = '{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"';
  pm.expect((await unwrap(utf8(`\ufeff${jwk}}`))).type).to.equal("secret");
  const malformed = new Uint8Array([...utf8(`${jwk},"x":"`), 0xff, ...utf8('"}')]);
  pm.expect(await refusal(unwrap(malformed))).to.equal("DataError: Invalid wrapped JWK key");
});
await eventually("PBKDF2 and HKDF give the vectors of RFC 6070 and RFC 5869", async () => {
  const password = await raw(utf8("password"), "PBKDF2", "deriveBits", "deriveKey");
  const pbkdf2 = { name: "PBKDF2", hash: "SHA-1", iterations: 4096, salt: utf8("salt") };
  pm.expect(hex(await subtle.deriveBits(pbkdf2, password, 160))).to.equal(
    "4b007901b765489abead49d926f721d065a429c1",
  );
  const derived = await subtle.deriveKey(pbkdf2, password, { name: "AES-GCM", length: 128 }, true, [
    "encrypt",
  ]);
  pm.expect(hex(await subtle.exportKey("raw", derived))).to.equal(
    "4b007901b765489abead49d926f721d0",
  );
  pm.expect(await refusal(subtle.deriveBits(pbkdf2, password, 7))).to.equal(
    "OperationError: length must be a multiple of 8",
  );
  const secret = await raw(unhex("0b".repeat(22)), "HKDF", "deriveBits");
  const hkdf = {
    name: "HKDF",
    hash: "SHA-256",
    salt: unhex("000102030405060708090a0b0c"),
    info: unhex("f0f1f2f3f4f5f6f7f8f9"),
  };
  pm.expect(hex(await subtle.deriveBits(hkdf, secret, 336))).to.equal(
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  );
});
await eventually("RSA signs as Node does, and verifies what Node signed", async () => {
  const pkcs1 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-1" };
  const key = await subtle.importKey("pkcs8", unbase64(RSA_PRIVATE), pkcs1, true, ["sign"]);
  const signature = await subtle.sign(pkcs1, key, utf8("message"));
  pm.expect(Buffer.from(signature).toString("base64")).to.equal(RSA_PKCS1_SIGNATURE);
  pm.expect(Buffer.from(await subtle.exportKey("pkcs8", key)).toString("base64")).to.equal(
    RSA_PRIVATE,
  );
  // @ts-expect-error: keys of RSA have an exponent.
  pm.expect([key.algorithm.modulusLength, [...key.algorithm.publicExponent]]).to.eql([
    1024,
    [1, 0, 1],
  ]);
  const pss = { name: "RSA-PSS", hash: "SHA-256", saltLength: 20 };
  const publicKey = await subtle.importKey("spki", unbase64(RSA_PUBLIC), pss, true, ["verify"]);
  pm.expect(
    await subtle.verify(pss, publicKey, unbase64(RSA_PSS_SIGNATURE), utf8("message")),
  ).to.equal(true);
  pm.expect(
    await subtle.verify(pss, publicKey, unbase64(RSA_PSS_SIGNATURE), utf8("massage")),
  ).to.equal(false);
  pm.expect((await subtle.exportKey("jwk", publicKey)).alg).to.equal("PS256");
});
await eventually("RSA-OAEP reads what Node encrypted, and its own, with a label", async () => {
  const oaep = { name: "RSA-OAEP", hash: "SHA-1" };
  const key = await subtle.importKey("pkcs8", unbase64(RSA_PRIVATE), oaep, false, ["decrypt"]);
  pm.expect(
    Buffer.from(await subtle.decrypt(oaep, key, unbase64(RSA_OAEP_MESSAGE))).toString(),
  ).to.equal("secret");
  const publicKey = await subtle.importKey("spki", unbase64(RSA_PUBLIC), oaep, true, ["encrypt"]);
  const labelled = { ...oaep, label: utf8("label") };
  const sealed = await subtle.encrypt(labelled, publicKey, utf8("hello"));
  pm.expect(Buffer.from(await subtle.decrypt(labelled, key, sealed)).toString()).to.equal("hello");
  pm.expect(await refusal(subtle.decrypt(oaep, key, sealed))).to.match(/^OperationError/);
  pm.expect(await refusal(subtle.exportKey("pkcs8", key))).to.equal(
    "InvalidAccessException: key is not extractable",
  );
});
await eventually("ECDSA verifies what Node signed, and what it signed itself", async () => {
  const ecdsa = { name: "ECDSA", namedCurve: "P-521", hash: "SHA-256" };
  const { d, ...jwk } = EC_PRIVATE;
  const publicKey = await subtle.importKey("jwk", jwk, ecdsa, true, ["verify"]);
  pm.expect(
    await subtle.verify(ecdsa, publicKey, unbase64(EC_SIGNATURE), utf8("message")),
  ).to.equal(true);
  const key = await subtle.importKey("jwk", EC_PRIVATE, ecdsa, true, ["sign"]);
  const signature = await subtle.sign(ecdsa, key, utf8("mine"));
  pm.expect(signature.byteLength).to.equal(132);
  pm.expect(await subtle.verify(ecdsa, publicKey, signature, utf8("mine"))).to.equal(true);
  pm.expect(await subtle.exportKey("jwk", key)).to.eql({
    ...EC_PRIVATE,
    key_ops: ["sign"],
    ext: true,
  });
  pm.expect(
    await refusal(subtle.importKey("jwk", jwk, { ...ecdsa, namedCurve: "P-256" }, true, [])),
  ).to.equal('DataError: JWK "crv" does not match the requested algorithm');
});
await eventually("pairs are generated for each family, and work together", async () => {
  const publicExponent = new Uint8Array([1, 0, 1]);
  for (const [algorithm, usages] of [
    [
      { name: "RSA-PSS", modulusLength: 1024, publicExponent, hash: "SHA-256", saltLength: 8 },
      ["sign", "verify"],
    ],
    [{ name: "ECDSA", namedCurve: "P-384", hash: "SHA-1" }, ["sign", "verify"]],
    [{ name: "Ed25519" }, ["sign", "verify"]],
  ]) {
    const { privateKey, publicKey } = await subtle.generateKey(algorithm, false, usages);
    pm.expect([
      privateKey.extractable,
      publicKey.extractable,
      privateKey.usages,
      publicKey.usages,
    ]).to.eql([false, true, ["sign"], ["verify"]]);
    const signature = await subtle.sign(algorithm, privateKey, utf8("text"));
    pm.expect(
      await subtle.verify(algorithm, publicKey, signature, utf8("text")),
      // @ts-expect-error: of each pair, it is the first.
      algorithm.name,
    ).to.equal(true);
  }
});
await eventually("both sides of an agreement derive the same", async () => {
  for (const algorithm of [{ name: "ECDH", namedCurve: "P-256" }, { name: "X25519" }]) {
    const one = await subtle.generateKey(algorithm, true, ["deriveBits"]);
    const other = await subtle.generateKey(algorithm, true, ["deriveBits"]);
    const derive = (ours, theirs) =>
      subtle.deriveBits({ ...algorithm, public: theirs.publicKey }, ours.privateKey, 250);
    const bits = await derive(one, other);
    pm.expect(hex(bits)).to.equal(hex(await derive(other, one)));
    pm.expect([bits.byteLength, new Uint8Array(bits)[31] & 0x3f]).to.eql([32, 0]);
  }
});
await eventually("keys are made for something, and for something that they can do", async () => {
  const aes = { name: "AES-CBC", length: 128 };
  pm.expect(await refusal(subtle.generateKey(aes, true, []))).to.equal(
    "SyntaxError: Usages cannot be empty when creating a key.",
  );
  pm.expect(await refusal(subtle.generateKey(aes, true, ["sign"]))).to.equal(
    "SyntaxError: Unsupported key usage for an AES key",
  );
  pm.expect(await refusal(subtle.generateKey({ ...aes, length: 100 }, true, ["encrypt"]))).to.equal(
    "OperationError: AES key length must be 128, 192, or 256 bits",
  );
  pm.expect(
    await refusal(subtle.importKey("raw", new Uint8Array(5), "AES-CBC", true, ["encrypt"])),
  ).to.equal("DataError: Invalid key length");
  pm.expect(
    await refusal(subtle.importKey("nope", new Uint8Array(16), "AES-CBC", true, ["encrypt"])),
  ).to.match(/1st argument value 'nope' is not a valid enum value of type KeyFormat\.$/);
});
