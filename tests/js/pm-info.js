pm.test("info", () => {
  pm.expect(pm.info.eventName).to.equal("test");
  pm.expect(pm.info.iteration).to.equal(2);
  pm.expect(pm.info.iterationCount).to.equal(5);
  pm.expect(pm.info.requestName).to.equal("Make post");
  pm.expect(pm.info.requestId).to.equal("item-1");
});
pm.test("info is read-only and not listed", () => {
  pm.info.iteration = 9;
  pm.expect(pm.info.iteration).to.equal(2);
  pm.expect(JSON.stringify(pm.info)).to.equal("{}");
});
pm.test("location", () => {
  pm.expect(pm.execution.location).to.eql(["Blog", "Posts", "Make post"]);
  pm.expect(pm.execution.location.current).to.equal("Make post");
});
pm.test("skipRequest is for pre-request scripts", () => {
  pm.expect(() => pm.execution.skipRequest()).to.throw(
    TypeError,
    "pm.execution.skipRequest is not a function",
  );
});
