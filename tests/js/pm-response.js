pm.test("members", () => {
  pm.expect(pm.response.code).to.equal(200);
  pm.expect(pm.response.status).to.equal("OK");
  pm.expect(pm.response.responseTime).to.equal(12);
  pm.expect(pm.response.reason()).to.equal("OK");
  pm.expect(pm.response.details()).to.include({ code: 200, name: "OK", standardName: "OK" });
  pm.expect(pm.response.responseSize).to.equal(pm.response.text().length);
  pm.expect(pm.response.id).to.match(/^[0-9a-f-]{36}$/);
});
pm.test("body", () => {
  pm.expect(pm.response.json().nested.deep).to.eql({ x: null });
  pm.expect(pm.response.text()).to.include('"name":"Ann"');
  pm.expect(pm.response.stream.toString()).to.equal(pm.response.text());
  pm.expect(pm.response.json((key, value) => (key === "id" ? value * 2 : value)).id).to.equal(14);
});
pm.test("headers", () => {
  pm.expect(pm.response.headers.get("content-type")).to.equal("application/json; charset=utf-8");
  pm.expect(pm.response.headers.has("X-TWICE")).to.equal(true);
  pm.expect(pm.response.headers.one("x-twice").value).to.equal("2");
  pm.expect(pm.response.headers.all().map((header) => header.key)).to.eql([
    "Content-Type",
    "X-Twice",
    "X-Twice",
  ]);
  pm.expect(pm.response.headers.toObject()).to.eql({
    "content-type": "application/json; charset=utf-8",
    "x-twice": ["1", "2"],
  });
  // @ts-expect-error: it is there.
  pm.expect(pm.response.headers.find({ key: "X-Twice" }).value).to.equal("1");
});
pm.test("content info and sizes", () => {
  pm.expect(pm.response.contentInfo()).to.eql({
    contentType: "application/json",
    mimeType: "text",
    mimeFormat: "json",
    charset: "utf8",
    fileExtension: "json",
    fileName: "response.json",
  });
  pm.expect(pm.response.size().body).to.equal(pm.response.responseSize);
  pm.expect(pm.response.dataURI()).to.match(/^data:application\/json;base64, eyJ/);
  pm.expect(() => pm.response.mime()).to.throw("discontinued");
});
pm.test("as JSON", () => {
  const json = JSON.parse(JSON.stringify(pm.response));
  pm.expect(json).to.include({ code: 200, status: "OK", responseTime: 12 });
  pm.expect(json.header[0]).to.eql({
    key: "Content-Type",
    value: "application/json; charset=utf-8",
  });
});
