// Packages of a registry have a realm of their own: what they replace is theirs alone, and what they make is of the script's classes, too.
Function("return this")().ofScript = true;
const evil = pm.require("npm:evil@1.0.0");
pm.test("a package sees neither pm nor what scripts make", () => {
  pm.expect([evil.seen, evil.made]).to.eql(["undefined", "undefined"]);
  pm.expect(evil.own).to.not.equal(Function("return this")());
});
const secret = await pm.vault.get("key");
[pm].map((it) => it.environment.get("scope"));
Function.prototype.call.call((it) => it.variables.get("scope"), undefined, pm);
pm.require("npm:helper@1.0.0");
pm.test("whatever it replaces, it is given nothing of pm, of the vault, or of what is ours", () => {
  pm.expect(secret).to.equal("secret");
  pm.expect(String(Function.prototype.call)).to.include("[native code]");
  pm.expect("sendRequest" in {}).to.equal(false);
  const known = (it) =>
    it === pm || it === secret || it?.sendRequest || it?.vaultGet || it?.assertion;
  const taken = evil.stolen.flatMap(([self, given]) => [self, ...given]).filter(known);
  pm.expect(taken.length).to.equal(0);
});
const helper = pm.require("npm:helper@1.0.0");
pm.test("what it makes is of the script's classes", () => {
  pm.expect(helper.list).to.eql([1, { two: 2 }]);
  pm.expect(Array.isArray(helper.list) && helper.list[1] instanceof Object).to.equal(true);
  pm.expect(helper.bytes).to.eql(new Uint8Array([1, 2]));
  pm.expect(helper.bytes instanceof Uint8Array).to.equal(true);
  pm.expect(helper.list instanceof Map).to.equal(false);
  pm.expect([helper.sum, helper.hash()]).to.eql([3, "0cc175b9c0f1b6a831c399e269772661"]);
  pm.expect(new helper.Mine()).to.be.an.instanceof(Array);
  pm.expect(helper.list).to.be.an.instanceof(Array);
  pm.expect([] instanceof helper.Mine).to.equal(false);
});
pm.test("what a script makes is of the package's classes", () => {
  const kinds = helper.kinds([1], new Uint8Array(1), new TypeError("x"), new Date());
  pm.expect(kinds).to.eql([true, true, true, true]);
});
pm.test("its errors are errors", () => {
  pm.expect(helper.fail).to.throw(TypeError, "Cannot read properties of null (reading 'x')");
});
pm.test("its promises are promises", async () => {
  const error = await helper.later().catch((it) => it);
  pm.expect(error).to.be.an.instanceof(RangeError);
  pm.expect(error.message).to.equal("later");
});
pm.test("its timers run", (done) => helper.wait(() => helper.again(done)));
