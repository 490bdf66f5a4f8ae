pm.test("its names and encodings", () => {
  pm.expect(Buffer.name).to.equal("Buffer");
  pm.expect(Buffer.from("a-_", "base64url").toString("base64url")).to.equal("a-8");
  pm.expect(Buffer.from([255, 254, 253]).toString("base64url")).to.equal("__79");
  pm.expect(Buffer.isEncoding("base64url")).to.equal(true);
  pm.expect(Buffer.from("a").equals(new Uint8Array([97]))).to.equal(true);
  pm.expect(Buffer.from("ab").utf8Slice(1)).to.equal("b");
  pm.expect(Buffer.from("hello").indexOf("")).to.equal(0);
  pm.expect([
    new Buffer("ab").length,
    Buffer(1).length,
    // biome-ignore lint/style/useNodejsImportProtocol: scripts have no `node:`.
    new (require("buffer").SlowBuffer)(10).length,
  ]).to.eql([2, 1, 10]);
  pm.expect(Buffer).to.not.have.property("TYPED_ARRAY_SUPPORT");
});
pm.test("what is large is what it is when it is small", () => {
  for (const piece of ["a", "é", "€", "\u{1F600}", "\ufeff", "\ud800"]) {
    const text = piece.repeat(5000);
    const bytes = Buffer.from(text);
    pm.expect(bytes.equals(Buffer.concat(Array(5000).fill(Buffer.from(piece))))).to.equal(true);
    pm.expect(bytes.toString() === Buffer.from(piece).toString().repeat(5000), piece).to.equal(
      true,
    );
    pm.expect(bytes.toString("utf8", 0, 3)).to.equal(bytes.subarray(0, 3).toString());
  }
  const broken = Buffer.alloc(5000, "a");
  broken[4999] = 0xff;
  pm.expect(broken.toString().slice(-2)).to.equal("a\ufffd");
});
pm.test("a buffer is filled with a byte, a text or a number, whole or in part", () => {
  const filled = (...how) =>
    Buffer.alloc(4)
      .fill(...how)
      .toString("hex");
  pm.expect([filled("a"), filled(0x161), filled(true), filled("é", "latin1"), filled("é")]).to.eql([
    "61616161",
    "61616161",
    "01010101",
    "e9e9e9e9",
    "c3a9c3a9",
  ]);
  pm.expect([filled("a", 1), filled("a", 1, 2), filled("a", 1, 3, "utf8"), filled("")]).to.eql([
    "00616161",
    "00610000",
    "00616100",
    "00000000",
  ]);
  pm.expect(Buffer.alloc(3, "A").toString()).to.equal("AAA");
});
const says = (act) => {
  try {
    console.log(act());
  } catch (error) {
    console.log(`${error.name} [${error.code}]: ${error.message}`);
  }
};
says(() => Buffer.of(1));
says(() => Buffer.from(5));
says(() => Buffer.from("a", "none"));
says(() => Buffer.alloc(-1));
says(() => Buffer.alloc(2).readUInt32LE());
says(() => Buffer.alloc(2).readUInt8(1.5));
says(() => Buffer.alloc(2).writeUInt8(256));
says(() => Buffer.concat([1]));
says(() => Buffer.from("a").equals("a"));
//> test 0 its names and encodings passed
//> test 1 what is large is what it is when it is small passed
//> test 2 a buffer is filled with a byte, a text or a number, whole or in part passed
//> log 'Error [undefined]: Not implemented'
//> log 'TypeError [ERR_INVALID_ARG_TYPE]: The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received type number (5)'
//> log 'TypeError [ERR_UNKNOWN_ENCODING]: Unknown encoding: none'
//> log 'RangeError [ERR_OUT_OF_RANGE]: The value of "size" is out of range. It must be >= 0 && <= 4294967296. Received -1'
//> log 'RangeError [ERR_BUFFER_OUT_OF_BOUNDS]: Attempt to access memory outside buffer bounds'
//> log 'RangeError [ERR_OUT_OF_RANGE]: The value of "offset" is out of range. It must be an integer. Received 1.5'
//> log 'RangeError [ERR_OUT_OF_RANGE]: The value of "value" is out of range. It must be >= 0 and <= 255. Received 256'
//> log 'TypeError [ERR_INVALID_ARG_TYPE]: The "list[0]" argument must be an instance of Buffer or Uint8Array. Received type number (1)'
//> log `TypeError [ERR_INVALID_ARG_TYPE]: The "otherBuffer" argument must be an instance of Buffer or Uint8Array. Received type string ('a')`
