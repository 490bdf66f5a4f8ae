// Scopes of variables beyond get and set: their lists, types, layers and changes.
const VariableScope = pm.environment.constructor;
const Variable = pm.environment.values.Type;

pm.test("own members, in Postman's order", () => {
  pm.expect(Object.keys(pm.environment)).to.eql([
    "id",
    "name",
    "values",
    "_postman_enableTracking",
    "mutations",
  ]);
  pm.expect(Object.keys(pm.variables)).to.eql([
    "id",
    "values",
    "_postman_enableTracking",
    "mutations",
    "_layers",
  ]);
  pm.expect(Object.keys(pm.iterationData)).to.eql(["id", "values"]);
  pm.expect(Object.keys(pm.environment.values.members[0])).to.eql([
    "type",
    "value",
    "source",
    "key",
  ]);
});
pm.test("the list is what counts once it is taken", () => {
  pm.environment.values.one("environment").value = "through the list";
  pm.environment.values.add({ key: "listed", value: 1 });
  pm.expect(pm.environment.get("environment")).to.equal("through the list");
  pm.expect([
    pm.variables.get("listed"),
    pm.variables.replaceIn("{{listed}}"),
    pm.environment.has("listed"),
  ]).to.eql([1, "1", true]);
  pm.environment.values.remove("listed");
  pm.expect(pm.variables.has("listed")).to.equal(false);
});
pm.test("a variable that is switched off is not there, and is listed", () => {
  pm.environment.set("off", 1);
  pm.environment.values.one("off").disabled = true;
  pm.expect([
    pm.environment.has("off"),
    pm.environment.get("off"),
    pm.environment.toObject().off,
    "off" in pm.environment.toObject(true),
  ]).to.eql([false, undefined, 1, false]);
  pm.environment.set("off", 2);
  pm.environment.unset("off");
  pm.expect(pm.environment.values.filter({ key: "off" }).length).to.equal(1);
});
pm.test("changes are tracked", () => {
  pm.globals.set("tracked", 1);
  pm.globals.set("typed", "5", { type: "number", secret: true });
  pm.globals.unset("globals");
  pm.expect(pm.globals.mutations.compacted).to.eql({
    tracked: ["tracked", 1, {}],
    typed: ["typed", "5", { secret: true }],
    globals: ["globals"],
  });
  pm.expect([
    pm.globals.get("typed"),
    pm.globals.values.one("typed").secret,
    pm.globals.mutations.count(),
  ]).to.eql([5, true, 3]);
});
pm.test("what JSON cannot hold stays as it is", () => {
  const kept = { a: 1 };
  pm.variables.set("kept", kept);
  kept.a = 2;
  pm.variables.set("nan", NaN);
  pm.variables.set("late", () => "called");
  pm.expect([pm.variables.get("kept"), pm.variables.get("nan"), pm.variables.get("late")]).to.eql([
    kept,
    NaN,
    "called",
  ]);
  pm.expect(pm.variables.replaceIn("{{late}} {{kept}}")).to.equal("called [object Object]");
});
pm.test("types", () => {
  const value = (type, given) => new Variable({ key: "v", type, value: given }).get();
  pm.expect([
    value("number", "x"),
    value("boolean", "false"),
    value("STRING", 5),
    value("bogus", 5),
  ]).to.eql([NaN, true, "5", 5]);
  pm.expect([
    value("array", "[1]"),
    value("array", "{}"),
    value("object", { a: 1 }),
    value("object", "[1]"),
  ]).to.eql([[1], undefined, { a: 1 }, undefined]);
});
pm.test("a script's own scope", () => {
  const scope = new VariableScope([{ key: "a", value: "1" }], [pm.collectionVariables.values]);
  pm.expect([scope.get("a"), scope.get("collection"), scope.has("z")]).to.eql([
    "1",
    "in collection",
    false,
  ]);
  scope.set("b", "{{a}}");
  pm.expect(scope.replaceIn({ x: "{{b}}", y: ["{{a}}"], n: 5 })).to.eql({ x: "1", y: ["1"], n: 5 });
  pm.expect(scope.syncVariablesFrom({ a: 2, c: 3 }, true)).to.eql({
    created: ["c"],
    updated: ["a"],
    deleted: ["b"],
  });
  pm.expect(scope.syncVariablesTo({ gone: 1 })).to.eql({ a: 2, c: 3 });
  pm.expect(() => scope.variables()).to.throw("`VariableScope#variables` has been discontinued");
});
pm.test("objects are copied on their outermost level only", () => {
  const template = { list: ["{{scope}}"], text: "{{scope}}" };
  const result = pm.environment.replaceIn(template);
  pm.expect([result.text, template.text, result.list === template.list, template.list[0]]).to.eql([
    "environment",
    "{{scope}}",
    true,
    "environment",
  ]);
});
