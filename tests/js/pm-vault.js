pm.test("the vault has three operations, each a promise", () => {
  pm.expect(Object.keys(pm.vault)).to.eql(["get", "set", "unset"]);
  pm.expect(pm.vault.get("key")).to.be.an.instanceof(Promise);
});
const before = [await pm.vault.get("key"), await pm.vault.get("none")];
await pm.vault.set("key", "changed");
await pm.vault.set("new", 5);
const after = [await pm.vault.get("key"), await pm.vault.get("new")];
await pm.vault.unset("key");
const gone = await pm.vault.get("key");
pm.test("secrets are read, changed and removed", () => {
  pm.expect(before).to.eql(["secret", undefined]);
  pm.expect(after).to.eql(["changed", 5]);
  pm.expect(gone).to.equal(undefined);
});
pm.test("the vault is apart from the variables", () => {
  pm.expect(pm.variables.has("new")).to.equal(false);
  pm.expect(pm.variables.replaceIn("{{vault:new}}")).to.equal("{{vault:new}}");
});
