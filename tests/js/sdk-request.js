// What a request consists of, and what its methods do.
const Request = pm.request.constructor;
const RequestBody = pm.request.body.constructor;

pm.test("own members, in Postman's order", () => {
  pm.expect(Object.keys(pm.request)).to.eql(["description", "url", "headers", "method", "body"]);
  pm.expect(Object.keys(pm.request.url)).to.eql([
    "auth",
    "protocol",
    "port",
    "path",
    "hash",
    "host",
    "query",
    "variables",
  ]);
  pm.expect(Object.keys(pm.request.body)).to.eql([
    "mode",
    "raw",
    "urlencoded",
    "formdata",
    "file",
    "graphql",
    "options",
    "disabled",
  ]);
});
pm.test("pm.request cannot be replaced", () => {
  const { request } = pm;
  // @ts-expect-error: it is no request.
  pm.request = {};
  pm.expect(pm.request).to.equal(request);
});
pm.test("bodies take every form", () => {
  pm.expect(new RequestBody("x").toJSON()).to.eql({ mode: "raw", raw: "x" });
  pm.expect(new RequestBody({ mode: "BOGUS", raw: "x" }).mode).to.equal("raw");
  pm.expect(new RequestBody({ mode: "urlencoded", urlencoded: "a=1&b" }).toString()).to.equal(
    "a=1&b",
  );
  pm.expect(new RequestBody({ mode: "file", file: "/x" }).file).to.eql({ src: "/x" });
  pm.expect(new RequestBody({ mode: "graphql", graphql: { query: "q", other: 1 } }).graphql).to.eql(
    {
      query: "q",
      operationName: undefined,
      variables: undefined,
    },
  );
  const empty = [
    { mode: "raw" },
    { mode: "formdata" },
    { mode: "file", file: {} },
    { mode: "graphql" },
    {},
  ];
  pm.expect(empty.every((body) => new RequestBody(body).isEmpty())).to.equal(true);
  pm.expect(new RequestBody({ mode: "file", file: { content: "x" } }).isEmpty()).to.equal(false);
});
pm.test("a part that is a file has no value in JSON", () => {
  const body = new RequestBody({
    mode: "formdata",
    formdata: [
      { key: "f", type: "file", src: "x" },
      { key: "a", value: "1" },
    ],
  });
  pm.expect(JSON.stringify(body.toJSON().formdata)).to.equal(
    '[{"key":"f","type":"file","src":"x"},{"key":"a","value":"1"}]',
  );
});
pm.test("authorization", () => {
  const request = new Request("http://a");
  request.authorizeUsing("basic", { username: "u", password: "p" });
  request.authorizeUsing({ type: "bearer", token: "t" });
  pm.expect([
    request.auth.type,
    request.auth.parameters().toObject(),
    request.auth.basic.get("username"),
  ]).to.eql(["bearer", { token: "t" }, "u"]);
  request.auth.clear("basic");
  pm.expect(request.auth.basic).to.equal(undefined);
  pm.expect(() => request.auth.current()).to.throw(
    "`Request#current` has been discontinued, use `Request#parameters` instead.",
  );
  request.authorizeUsing(null);
  pm.expect("auth" in request).to.equal(false);
});
pm.test("headers", () => {
  const request = new Request({ url: "a", header: "A: 1\na: 2\nB: 3" });
  pm.expect(request.getHeaders()).to.eql({ A: "1", a: "2", B: "3" });
  pm.expect(request.getHeaders({ ignoreCase: true })).to.eql({ a: ["1", "2"], b: "3" });
  request.removeHeader("A");
  request.removeHeader("b", { ignoreCase: true });
  request.upsertHeader({ key: "a", value: "4" });
  request.upsertHeader({ key: "N", value: "5" });
  pm.expect(request.headers.toString()).to.equal("a: 4\r\nN: 5\r\n");
});
pm.test("sizes", () => {
  const request = new Request({
    url: "http://a/b?x=1",
    method: "post",
    header: "A: 1",
    body: "h\u00e9",
  });
  pm.expect(request.size()).to.eql({ body: 3, header: 30, total: 33, source: "COMPUTED" });
  request.addHeader("Content-Length: 20");
  pm.expect(request.size()).to.include({ body: 20, source: "CONTENT-LENGTH" });
});
pm.test("what scripts add of their own is in the JSON", () => {
  const request = new Request("http://a");
  Object.assign(request, { extra: { list: [1, new Date(0)] }, nothing: undefined });
  pm.expect(request.toJSON().extra).to.eql({ list: [1, "1970-01-01T00:00:00.000Z"] });
  pm.expect("nothing" in request.toJSON()).to.equal(false);
});
