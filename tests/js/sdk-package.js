// `require("postman-collection")`: its objects are taken for ours, and ours for its own.
const sdk = require("postman-collection");

pm.test("ours are instances of its classes", () => {
  pm.expect(pm.request).to.be.an.instanceof(sdk.Request);
  pm.expect(pm.request).to.be.an.instanceof(sdk.Property);
  pm.expect(pm.request).to.not.be.an.instanceof(sdk.Response);
  pm.expect(pm.request.url).to.be.an.instanceof(sdk.Url);
  pm.expect(pm.request.headers.idx(0)).to.be.an.instanceof(sdk.Header);
  pm.expect(pm.environment.values).to.be.an.instanceof(sdk.VariableList);
  pm.expect(sdk.Response.isResponse(pm.response)).to.equal(true);
  pm.expect(sdk.Header.isHeader({})).to.equal(false);
});
pm.test("its are instances of ours", () => {
  pm.expect(new sdk.Request("a")).to.be.an.instanceof(pm.request.constructor);
  class Mine extends sdk.Request {}
  // @ts-expect-error: nobody knows what the class takes that it derives.
  pm.expect(new Mine("a")).to.be.an.instanceof(Mine);
  pm.expect(pm.request).to.not.be.an.instanceof(Mine);
});
pm.test("its objects become parts of the request as they are", () => {
  const header = new sdk.Header("X-Own: 1");
  pm.request.headers.add(header);
  pm.expect(pm.request.headers.one("x-own")).to.equal(header);
  pm.request.headers.remove(header);
  pm.expect(pm.request.headers.has("x-own")).to.equal(false);
  pm.request.url = new sdk.Url("http://b/c");
  pm.expect(pm.request.toJSON().url.path).to.eql(["c"]);
});
pm.test("assertions take its responses and requests", () => {
  pm.expect(new sdk.Response({ code: 404 })).to.be.notFound;
  pm.expect(new sdk.Response({ code: 200, body: '{"a":1}', header: "A: 1" })).to.have.jsonBody(
    "a",
    1,
  );
  pm.expect(new sdk.Request({ url: "a", header: "A: 1" })).to.have.header("A", "1");
});
pm.test("it finds values in our scopes", () => {
  pm.expect(sdk.Property.replaceSubstitutions("{{scope}}", pm.environment.values)).to.equal(
    "environment",
  );
  pm.expect(new sdk.VariableScope(pm.environment.toJSON()).get("scope")).to.equal("environment");
});
pm.test("it knows what bodies are", () => {
  pm.expect(
    new sdk.Response({ code: 200, header: "Content-Type: text/csv" }).contentInfo().fileName,
  ).to.equal("response.csv");
  pm.expect(() => require("mime")).to.throw("Cannot find module 'mime'");
});
