// What a response consists of, and what its methods make of bodies of every kind.
const Response = pm.response.constructor;
const of = (type, body) =>
  new Response({
    code: 200,
    header: type && [{ key: "Content-Type", value: type }],
    stream: Buffer.from(body),
  });

pm.test("own members, in Postman's order", () => {
  const names = [
    "id",
    "_details",
    "status",
    "code",
    "headers",
    "stream",
    "cookies",
    "responseTime",
    "responseSize",
    "downloadedBytes",
  ];
  pm.expect(Object.keys(pm.response)).to.eql(names);
  pm.expect(Object.keys(pm.response.toJSON())).to.eql([
    "id",
    "status",
    "code",
    "header",
    "stream",
    "cookie",
    "responseTime",
    "responseSize",
    "downloadedBytes",
  ]);
});
pm.test("text in many character sets", () => {
  pm.expect(of("text/plain; charset=ISO-8859-1", [0xe9, 0x80]).text()).to.equal("\u00e9\u0080");
  pm.expect(of("text/plain; charset=windows-1252", [0x80]).text()).to.equal("\u20ac");
  pm.expect(of("text/plain;charset=shift_jis", [0x82, 0xa0]).text()).to.equal("\u3042");
  pm.expect(of("text/xml; encoding=utf-16le", [0x41, 0]).text()).to.equal("A");
  pm.expect(of("text/plain; charset=unheard-of", [0xc3, 0xa9]).text()).to.equal("\u00e9");
  pm.expect(new Response({ code: 200, stream: new Uint8Array([0xe9]).buffer }).text()).to.equal(
    "\u00e9",
  );
});
pm.test("what the body is", () => {
  /** @type {(type: string | undefined, body?: unknown) => string} */
  const info = (type, body = "x") => Object.values(of(type, body).contentInfo()).join(" ");
  pm.expect(info("application/vnd.api+json")).to.equal(
    "application/vnd.api+json text json utf8 response",
  );
  pm.expect(info("text/HTML; charset=UTF-8")).to.equal(
    "text/html text html utf8 html response.html",
  );
  pm.expect(info("image/png")).to.equal("image/png image image utf8 png response.png");
  pm.expect(info(undefined, [0x89, 0x50, 0x4e, 0x47])).to.equal(
    "image/png image image utf8 png response.png",
  );
  pm.expect(info(undefined)).to.equal("text/plain text plain utf8 txt response.txt");
});
pm.test("the name of a file", () => {
  const name = (disposition) =>
    new Response({
      code: 200,
      header: { "Content-Disposition": disposition },
      body: "",
    }).contentInfo().fileName;
  pm.expect(name('attachment; filename="a \\"b\\".txt"')).to.equal('a "b".txt');
  pm.expect(name("attachment; filename=plain.txt; filename*=utf-8''%e2%82%ac.txt")).to.equal(
    "\u20ac.txt",
  );
  pm.expect(name("attachment; filename*=other''x; filename=y")).to.equal("y");
  pm.expect(name("inline")).to.equal("response.txt");
});
pm.test("JSON, and JSON that is called", () => {
  const json = (body) => new Response({ code: 200, body });
  pm.expect(json('call({"a":1});').jsonp()).to.eql({ a: 1 });
  pm.expect(json("\ufeff[1]").json()).to.eql([1]);
  pm.expect(() => json("{a").json()).to.throw("Unexpected token 'a' at 1:2\n{a\n ^");
});
pm.test("details follow the code", () => {
  const response = new Response({ code: 200, status: "Fine" });
  pm.expect(response.details()).to.include({ name: "Fine", code: 200, standardName: "OK" });
  response.code = 404;
  pm.expect([response.details().name, response.reason()]).to.eql(["Not Found", "Fine"]);
  pm.expect(new Response({ code: 418 }).reason()).to.equal("I'm a teapot (RFC 2324)");
});
pm.test("sizes", () => {
  const size = (options) => new Response({ code: 200, ...options }).size().body;
  pm.expect([
    size({ body: "h\u00e9" }),
    size({ header: { "Content-Length": "7" }, body: "x" }),
    size({ downloadedBytes: 3, body: "" }),
  ]).to.eql([3, 7, 3]);
});
pm.test("encodings and data", () => {
  pm.expect(of(undefined, [0x1f, 0x8b, 0x08]).encoding()).to.eql({
    format: "gzip",
    source: "body",
  });
  pm.expect(new Response({ header: { "Content-Encoding": "br" } }).encoding()).to.eql({
    format: "br",
    source: "header",
  });
  pm.expect(of("text/plain", "ab").dataURI()).to.equal("data:text/plain;base64, YWI=");
});
pm.test("what a script does to the response is what it sees", () => {
  pm.expect(pm.response.text()).to.contain("Ann");
  pm.response.stream = Buffer.from("changed");
  pm.expect(pm.response.text()).to.equal("changed");
  delete pm.response.stream;
  pm.response.body = '{"b":2}';
  pm.expect(pm.response.json()).to.eql({ b: 2 });
});
