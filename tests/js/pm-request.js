pm.test("url", () => {
  const { url } = pm.request;
  pm.expect(url.toString()).to.equal(
    "https://example.com/users/:id/posts?page=1&sort={{order}}#top",
  );
  pm.expect(url.getHost()).to.equal("example.com");
  pm.expect(url.getPath()).to.equal("/users/:id/posts");
  pm.expect(url.getPathWithQuery()).to.equal("/users/:id/posts?page=1&sort={{order}}");
  pm.expect(url.getQueryString()).to.equal("page=1&sort={{order}}");
  pm.expect(url.getRemote(true)).to.equal("example.com:443");
  pm.expect(url.getOAuth1BaseUrl()).to.equal("https://example.com/users/:id/posts");
  pm.expect(url.path).to.eql(["users", ":id", "posts"]);
  pm.expect(url.query.get("page")).to.equal("1");
  pm.expect(url.query.has("sort", "{{order}}")).to.equal(true);
  pm.expect(url.query.toObject()).to.eql({ page: "1", sort: "{{order}}" });
});
pm.test("path variables", () => {
  pm.request.url.variables.one("id").set("42");
  pm.expect(pm.request.url.getPath()).to.equal("/users/42/posts");
  pm.expect(pm.request.url.getPath(true)).to.equal("/users/:id/posts");
});
pm.test("headers", () => {
  pm.expect(pm.request.headers.get("x-trace")).to.equal("abc");
  pm.expect(pm.request.getHeaders({ enabled: true })).to.eql({ "X-Trace": "abc" });
  pm.request.addHeader("X-Line: from a line");
  pm.request.upsertHeader({ key: "X-Trace", value: "new" });
  pm.request.removeHeader("X-Off");
  const seen = [];
  pm.request.forEachHeader((header) => seen.push(String(header)));
  pm.expect(seen).to.eql(["X-Trace: new", "X-Line: from a line"]);
});
pm.test("query", () => {
  pm.request.addQueryParams("a=1&b");
  pm.request.removeQueryParams("page");
  pm.expect(pm.request.url.getQueryString()).to.equal("sort={{order}}&a=1&b");
});
pm.test("body and method", () => {
  pm.expect(pm.request.method).to.equal("POST");
  pm.expect(pm.request.body.mode).to.equal("raw");
  pm.expect(JSON.parse(pm.request.body.raw)).to.eql({ name: "n" });
  pm.expect(pm.request.body.isEmpty()).to.equal(false);
  pm.request.body.update({ mode: "urlencoded", urlencoded: [{ key: "a", value: "b&c" }] });
  pm.expect(pm.request.body.toString()).to.equal("a=b%26c");
});
pm.test("authorization", () => {
  pm.request.authorizeUsing("bearer", { token: "t" });
  pm.expect(pm.request.auth.parameters().get("token")).to.equal("t");
  pm.expect(pm.request.toJSON().auth).to.eql({
    type: "bearer",
    bearer: [{ type: "any", value: "t", key: "token" }],
  });
});
pm.test("as JSON", () => {
  const json = pm.request.toJSON();
  pm.expect(json.method).to.equal("POST");
  pm.expect(json.url.host).to.eql(["example", "com"]);
  pm.expect(pm.request.clone().url.toString()).to.equal(pm.request.url.toString());
});
