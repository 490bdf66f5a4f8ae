pm.test("nearer scopes win", () => {
  pm.expect(pm.variables.get("scope")).to.equal("data");
  pm.variables.set("scope", "local");
  pm.expect(pm.variables.get("scope")).to.equal("local");
  pm.variables.unset("scope");
  pm.expect(pm.variables.get("scope")).to.equal("data");
  pm.expect(pm.variables.get("globals")).to.equal("in globals");
  pm.expect(pm.variables.toObject()).to.include({
    scope: "data",
    environment: "in environment",
    collection: "in collection",
  });
});
pm.test("each scope by itself", () => {
  for (const [name, scope] of Object.entries({
    globals: pm.globals,
    environment: pm.environment,
    collection: pm.collectionVariables,
    data: pm.iterationData,
  })) {
    pm.expect(scope.get("scope")).to.equal(name);
    pm.expect(scope.has("none")).to.equal(false);
    pm.expect(scope.get("none")).to.equal(undefined);
  }
  pm.expect(pm.environment.name).to.equal("Local");
});
pm.test("values keep their types", () => {
  for (const value of ["text", 5, 1.5, true, null, [1, "a"], { a: { b: 1 } }]) {
    pm.environment.set("typed", value);
    pm.expect(pm.environment.get("typed")).to.eql(value);
  }
  pm.environment.set("typed", undefined);
  pm.expect(pm.environment.has("typed")).to.equal(true);
  pm.expect(pm.environment.get("typed")).to.equal(undefined);
  const call = () => 5;
  pm.variables.set("call", call);
  pm.expect(pm.variables.get("call")).to.equal(5);
});
pm.test("declared types", () => {
  pm.globals.set("number", "12", "number");
  pm.expect(pm.globals.get("number")).to.equal(12);
  pm.globals.set("number", "13");
  pm.expect(pm.globals.get("number")).to.equal(13);
});
pm.test("unset and clear", () => {
  pm.collectionVariables.unset("collection");
  pm.expect(pm.collectionVariables.has("collection")).to.equal(false);
  pm.collectionVariables.clear();
  pm.expect(pm.collectionVariables.toObject()).to.eql({});
});
pm.test("replaceIn without its scope knows dynamic variables alone", () => {
  const { replaceIn } = pm.variables;
  pm.expect(replaceIn("{{scope}} {{$randomInt}}")).to.match(/^{{scope}} \d+$/);
  pm.expect(replaceIn(["{{$guid}}"])[0]).to.match(/^[0-9a-f-]{36}$/);
  pm.expect(replaceIn(5)).to.equal(5);
});
pm.test("replaceIn", () => {
  pm.variables.set("inner", "globals");
  pm.expect(pm.variables.replaceIn("{{scope}} {{{{inner}}}} {{none}}")).to.equal(
    "data in globals {{none}}",
  );
  pm.expect(pm.variables.replaceIn({ a: ["{{scope}}", 5] })).to.eql({ a: ["data", 5] });
  pm.expect(pm.variables.replaceIn(5)).to.equal(5);
  pm.expect(pm.variables.replaceIn(() => 5)).to.eql({});
  pm.expect(pm.variables.replaceIn("{{$guid}}")).to.match(/^[0-9a-f-]{36}$/);
});
pm.test("values as a list", () => {
  pm.expect(
    pm.environment.values.filter((variable) => variable.key === "environment")[0].value,
  ).to.equal("in environment");
  pm.environment.set("added", 1);
  pm.expect(pm.environment.values.one("added").value).to.equal(1);
});

pm.test("a method without its scope says that it has none", () => {
  const { get } = pm.environment;
  pm.expect(() => get("scope")).to.throw(TypeError, "Cannot read properties of undefined");
  pm.expect(() => get.call({}, "scope")).to.throw(TypeError, "Cannot read properties of undefined");
});
