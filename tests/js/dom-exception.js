// `DOMException`, with its name and cause as options too.
const plain = new DOMException("words", "AbortError");
const caused = new DOMException("words", { name: "TimeoutError", cause: plain });

pm.test("has the name and the code that it is given", () => {
  pm.expect([plain.name, plain.message, plain.code]).to.eql(["AbortError", "words", 20]);
  pm.expect([caused.name, caused.code, caused.cause]).to.eql(["TimeoutError", 23, plain]);
  pm.expect(new DOMException("words", {}).name).to.equal("undefined");
  pm.expect([new DOMException().name, "cause" in plain]).to.eql(["Error", false]);
});

pm.test("is one class, whoever makes it", () => {
  pm.expect(() => atob("*")).to.throw(DOMException);
  pm.expect([plain.constructor, DOMException.ABORT_ERR, plain instanceof Error]).to.eql([
    DOMException,
    20,
    true,
  ]);
  pm.expect(() => DOMException()).to.throw(
    TypeError,
    "Class constructor DOMException cannot be invoked without 'new'",
  );
});
