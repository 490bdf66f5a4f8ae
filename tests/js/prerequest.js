pm.test("there is no response", () => {
  pm.expect(pm.response).to.equal(undefined);
  pm.expect(pm.info.eventName).to.equal("prerequest");
  pm.expect(typeof responseBody).to.equal("undefined");
});
pm.test("names of the response are not there", () => {
  pm.expect(typeof responseBody).to.equal("undefined");
  pm.expect(() => responseBody.length).to.throw(ReferenceError, "responseBody is not defined");
  pm.expect(typeof postman.getResponseHeader).to.equal("undefined");
});
