// URLs in parts: variables may stand anywhere, and odd ones are split as Postman splits them.
const Url = pm.request.url.constructor;
const QueryParam = pm.request.url.query.Type;
const parts = (url) => {
  const { protocol, auth, host, port, path, query, hash } = Url.parse(url);
  const values = {
    protocol,
    auth: auth && [auth.user, auth.password],
    host,
    port,
    path,
    query: query && QueryParam.unparse(query),
    hash,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
};

pm.test("variables are opaque", () => {
  pm.expect(parts("{{a.b}}.c:{{p:q}}/{{x/y}}/z?{{k&l}}={{v#w}}#{{h}}")).to.eql({
    host: ["{{a.b}}", "c"],
    port: "{{p:q}}",
    path: ["{{x/y}}", "z"],
    query: "{{k&l}}={{v#w}}",
    hash: "{{h}}",
  });
  pm.expect(parts("{{url}}")).to.eql({ host: ["{{url}}"] });
});
pm.test("odd URLs", () => {
  pm.expect(parts("http://u:p:q@h:1")).to.eql({
    protocol: "http",
    auth: ["u", "p:q"],
    host: ["h"],
    port: "1",
  });
  pm.expect(parts("http://a@b@c/")).to.eql({
    protocol: "http",
    auth: ["a@b", undefined],
    host: ["c"],
    path: [""],
  });
  pm.expect(parts("http://[::1]:3000/x").host).to.eql(["[::1]"]);
  pm.expect(parts("http:\\\\a.com\\b?c\\d")).to.eql({
    protocol: "http",
    host: ["a", "com"],
    path: ["b"],
    query: "c\\d",
  });
  pm.expect(parts("http:///a")).to.eql({ protocol: "http", host: ["a"] });
  pm.expect(parts("file:///etc/x")).to.eql({ protocol: "file", path: ["etc", "x"] });
  pm.expect(parts("#?a/b")).to.eql({ hash: "?a/b" });
  pm.expect(parts("")).to.eql({});
});
pm.test("text and parts agree", () => {
  for (const url of [
    "a.com?",
    "http://:p@h/x//y?a&b=&=c#",
    "a.com:80/?x=1&&y",
    "{{a}}://{{b}}/:c",
  ]) {
    pm.expect(new Url(url).toString()).to.equal(url);
  }
  pm.expect(new Url("a.com").toString(true)).to.equal("http://a.com");
});
pm.test("parts can be given in any form", () => {
  const url = new Url({
    protocol: "https",
    host: "a.b",
    port: 8080,
    path: "/x/y",
    query: "q=1&r",
    hash: "h",
  });
  pm.expect([url.host, url.path, url.toString()]).to.eql([
    ["a", "b"],
    ["x", "y"],
    "https://a.b:8080/x/y?q=1&r#h",
  ]);
  pm.expect(new Url({ host: ["a"], query: { x: "1", y: "2" } }).toString()).to.equal("a?x=1&y=2");
  pm.expect(
    new Url({ host: ["a"], query: [{ key: "x", value: "1", disabled: true }] }).toString(),
  ).to.equal("a");
});
pm.test("path variables are found and put in", () => {
  const url = new Url("h/:id/:file.json/:");
  pm.expect(url.variables.map("key")).to.eql(["id", "file"]);
  url.variables.one("id").set("7");
  url.variables.upsert({ key: "file", value: "f" });
  pm.expect([url.getPath(), url.getPath(true)]).to.eql(["/7/f.json/:", "/:id/:file.json/:"]);
  pm.expect(
    new Url({ host: "h", path: ":a", variable: [{ id: "a", value: "1" }] }).toString(),
  ).to.equal("h/1");
});
pm.test("a segment may have several path variables", () => {
  const variable = [
    { key: "a", value: "1" },
    { key: "b", value: "2", disabled: true },
    { key: "n", value: 7 },
  ];
  const path = [":a.:b", ":a:cancel", ":a-:b,:c", ":n", "x:a", ":ab"];
  pm.expect(new Url({ path, variable }).getPath()).to.equal("/1.2/1:cancel/1-2,:c/:n/x:a/:ab");
});
pm.test("remotes and base URLs", () => {
  const url = new Url("HTTPS://Example.com:443/P?q");
  pm.expect([url.getRemote(), new Url("https://a").getRemote(true), url.getOAuth1BaseUrl()]).to.eql(
    ["Example.com:443", "a:443", "https://example.com/P"],
  );
  pm.expect(() => url.getRaw()).to.throw(
    "`Url#getRaw` has been discontinued, use `Url#toString` instead.",
  );
});
pm.test("parts are assigned", () => {
  const url = new Url("http://a.com/b");
  Object.assign(url, { host: "h.com", path: "/x", port: 99, hash: "z", auth: { user: "u" } });
  pm.expect([url.getHost(), url.getRemote(), url.toJSON().path]).to.eql([
    "h.com",
    "h.com:99",
    "/x",
  ]);
});
pm.test("parameters", () => {
  const url = new Url("h?a=1&b=2&a=3");
  url.addQueryParams("c=4&d");
  url.addQueryParams([{ key: "e&=#", value: "{{x&y}}&" }]);
  url.removeQueryParams(["b", { key: "d" }]);
  pm.expect(url.getQueryString()).to.equal("a=1&a=3&c=4&e%26%3D%23={{x&y}}%26");
  pm.expect(QueryParam.parse("a=1&&b")).to.eql([
    { key: "a", value: "1" },
    { key: null, value: null },
    { key: "b", value: null },
  ]);
  pm.expect(QueryParam.unparse({ a: "1", b: null })).to.equal("a=1&b");
});
