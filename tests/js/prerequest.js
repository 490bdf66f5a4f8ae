pm.test("there is no response", () => {
  pm.expect(pm.response).to.equal(undefined);
  pm.expect(pm.info.eventName).to.equal("prerequest");
  pm.expect(typeof responseBody).to.equal("undefined");
});
