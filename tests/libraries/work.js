// What two libraries that have jsbn within are asked for: a function of their text, which Node and Postrider evaluate alike. It answers with
// results that are the same whenever they are computed, and notes whether what is drawn by chance holds together.

/**
 * @param {string} text the library
 * @param {string} pem an RSA key
 * @returns {string[]}
 */
// biome-ignore lint/correctness/noUnusedVariables: whoever evaluates this calls it.
function work(text, pem) {
  const window = {};
  const navigator = {};
  const library = new Function(
    "window",
    "navigator",
    "process",
    `${text}
    return typeof KJUR === "undefined" ? window.forge : { KJUR, KEYUTIL, BigInteger, CryptoJS };`,
  )(window, navigator);
  return library.KJUR ? jsrsasign(library, pem) : forge(library, pem);
}

/** @param {Function} Big */
function numbers(Big) {
  const values = ["3", "100000007", "ffffffffffff", "8".repeat(64), `f${"0".repeat(200)}1`];
  const results = [];
  for (const one of values.flatMap((value) => [value, `-${value}`])) {
    for (const other of values) {
      const [a, b] = [new Big(one, 16), new Big(other, 16)];
      results.push(a.multiply(b), a.divide(b), a.mod(b), a.remainder(b), a.gcd(b), a.pow(3));
      results.push(a.modPow(b, new Big("10001", 16)), a.modPowInt(17, b));
      // Where there is nothing to invert, node-forge goes on for ever.
      const rest = a.abs().mod(b);
      if (rest.signum() > 0) results.push(rest.modInverse(b));
    }
  }
  const primes = ["7fffffffffffffffffffffffffffffff", "7fffffffffffffffffffffffffffff01"];
  return [
    ...results.map(String),
    ...primes.map((value) => `${new Big(value, 16).isProbablePrime(20)}`),
  ];
}

function jsrsasign({ KJUR, KEYUTIL, BigInteger, CryptoJS }, pem) {
  const { Signature } = KJUR.crypto;
  const sign = (alg, key) => {
    const signature = new Signature({ alg });
    signature.init(key);
    signature.updateString("message");
    return signature.sign();
  };
  const verify = (alg, key, hex) => {
    const signature = new Signature({ alg });
    signature.init(key);
    signature.updateString("message");
    return signature.verify(hex);
  };
  const header = JSON.stringify({ alg: "RS256" });
  const pair = KEYUTIL.generateKeypair("EC", "secp256r1");
  const made = KEYUTIL.generateKeypair("RSA", 1024);
  const key = KEYUTIL.getKey(pem);
  const [drawn, padded] = [
    sign("SHA256withECDSA", pair.prvKeyObj),
    sign("SHA256withRSAandMGF1", pem),
  ];
  return [
    ...["SHA1", "SHA256", "SHA384", "SHA512"].map((hash) => sign(`${hash}withRSA`, pem)),
    KJUR.jws.JWS.sign("RS256", header, "{}", pem),
    KJUR.jws.JWS.sign("HS512", '{"alg":"HS512"}', "{}", "616161"),
    `${verify("SHA256withECDSA", pair.pubKeyObj, drawn)} ${key.verifyPSS("message", padded, "sha256")}`,
    `${verify("SHA256withRSA", made.pubKeyObj, sign("SHA256withRSA", made.prvKeyObj))}`,
    ...["sha1", "sha256", "sha512"].map((hash) =>
      KJUR.crypto.Util.hashString("é".repeat(999), hash),
    ),
    CryptoJS.HmacSHA256("message", "key").toString(),
    ...numbers(BigInteger),
  ];
}

function forge(forge, pem) {
  const { md, pki, util, pkcs5 } = forge;
  const key = pki.privateKeyFromPem(pem);
  const digest = (hash) => md[hash].create().update("mëssage", "utf8");
  const scheme = () =>
    forge.pss.create({
      md: md.sha256.create(),
      mgf: forge.mgf.mgf1.create(md.sha256.create()),
      saltLength: 20,
    });
  const open = pki.setRsaPublicKey(key.n, key.e);
  const made = pki.rsa.generateKeyPair(1024);
  const hmac = forge.hmac.create();
  hmac.start("sha256", "key");
  hmac.update("message");
  const hashes = ["md5", "sha1", "sha256", "sha384", "sha512"];
  return [
    ...hashes.map((hash) => util.bytesToHex(key.sign(digest(hash)))),
    ...hashes.map((hash) => digest(hash).digest().toHex()),
    `${open.verify(digest("sha256").digest().bytes(), key.sign(digest("sha256"), scheme()), scheme())}`,
    key.decrypt(open.encrypt("text", "RSA-OAEP"), "RSA-OAEP"),
    `${made.publicKey.verify(digest("sha1").digest().bytes(), made.privateKey.sign(digest("sha1")))}`,
    hmac.digest().toHex(),
    util.bytesToHex(pkcs5.pbkdf2("password", "salt", 100, 50, "sha512")),
    ...numbers(forge.jsbn.BigInteger),
  ];
}
