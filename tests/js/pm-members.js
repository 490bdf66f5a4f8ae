pm.test("pm has Postman's members", () => {
  const names =
    `info vault globals environment collectionVariables variables iterationData request response cookies visualizer
    sendRequest execution require test`.split(/\s+/);
  pm.expect(Object.getOwnPropertyNames(pm)).to.eql(names);
  pm.expect(Object.keys(pm)).to.eql(["test"]);
  pm.expect(pm.constructor.name).to.equal("Postman");
  pm.expect(pm.datasets).to.equal(undefined);
  pm.expect(pm.message).to.equal(undefined);
});
pm.test("members can't be replaced", () => {
  const { globals } = pm;
  pm.globals = [];
  pm.execution.setNextRequest = 1;
  pm.expect(pm.globals).to.equal(globals);
  pm.expect(pm.execution.setNextRequest).to.be.a("function");
});
pm.test("execution", () => {
  pm.expect(Object.getOwnPropertyNames(pm.execution)).to.eql([
    "skipRequest",
    "location",
    "setNextRequest",
    "runRequest",
  ]);
  pm.expect(Object.keys(pm.execution)).to.eql([]);
});
pm.test("expect is chai's own", () => pm.expect(pm.expect).to.equal(require("chai").expect));
pm.test("test counts and chains", () => {
  pm.expect(Object.keys(pm.test)).to.eql(["skip", "index"]);
  pm.expect(pm.test.index()).to.equal(5);
});
pm.execution.runRequest().catch((error) => pm.test(error.message, () => {}));
