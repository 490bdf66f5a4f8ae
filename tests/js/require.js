const versions = {
  ajv: () => new (require("ajv"))().validate({ type: "number" }, 5),
  assert: () => typeof require("assert").deepEqual === "function",
  atob: () => require("atob")("aGk=") === "hi",
  backbone: () => require("backbone").VERSION === "1.6.0",
  btoa: () => require("btoa")("hi") === "aGk=",
  buffer: () => require("buffer").Buffer.from("hi").toString("hex") === "6869",
  chai: () => require("chai").version === "4.3.8",
  cheerio: () => require("cheerio").load("<b>x</b>")("b").text() === "x",
  "crypto-js": () => require("crypto-js").SHA256("a").toString().startsWith("ca978112"),
  "csv-parse/lib/sync": () =>
    require("csv-parse/lib/sync")("a,b\n1,2", { columns: true })[0].b === "2",
  events: () => new (require("events"))().on("x", () => {}).emit("x"),
  json: () => require("json").parse("\ufeff[1]")[0] === 1,
  lodash: () => require("lodash").VERSION === "4.18.1",
  moment: () =>
    require("moment").utc(0).format("YYYY") === "1970" && require("moment").version === "2.30.1",
  os: () => require("os").EOL === "\n",
  path: () => require("path").join("a", "..", "b") === "b",
  "postman-collection": () =>
    new (require("postman-collection").Url)("http://a/b").getPath() === "/b",
  punycode: () => require("punycode").toASCII("mañana.com") === "xn--maana-pta.com",
  querystring: () => require("querystring").stringify({ a: 1 }) === "a=1",
  stream: () => typeof require("stream").Readable === "function",
  string_decoder: () => typeof require("string_decoder").StringDecoder === "function",
  timers: () => typeof require("timers").setTimeout === "function",
  tv4: () => require("tv4").validate(5, { type: "number" }),
  url: () => require("url").parse("http://a/b?c").pathname === "/b",
  util: () => require("util").format("%s", 1) === "1",
  uuid: () =>
    /^[0-9a-f-]{36}$/.test(require("uuid")()) && /^[0-9a-f-]{36}$/.test(require("uuid").v4()),
  xml2js: () => {
    let found;
    require("xml2js").parseString("<a>1</a>", (_, result) => {
      found = result.a;
    });
    return found === "1";
  },
};
for (const [name, works] of Object.entries(versions))
  pm.test(name, () => pm.expect(works()).to.equal(true));
pm.test("the same each time", () => pm.expect(require("lodash")).to.equal(require("lodash")));
pm.test("anything else", () => {
  for (const name of ["crypto", "http", "liquid-json", "lodash3", "pm"]) {
    pm.expect(() => require(name)).to.throw(`Cannot find module '${name}'`);
  }
});
pm.test("what is missing says so with a code", () => {
  for (const name of ["util/", "node:fs", "lodash/map", null, undefined]) {
    pm.expect(() => require(name))
      .to.throw(`Cannot find module '${name}'`)
      .with.property("code", "MODULE_NOT_FOUND");
  }
});
pm.test("names are made text of", () => pm.expect(require(["lodash"])).to.equal(require("lodash")));
pm.test("_process", () =>
  pm.expect(() => require("_process").chdir("/")).to.throw("process.chdir is not supported"),
);
pm.test("buffer", () =>
  pm
    .expect(require("buffer"))
    .to.include.keys("Buffer", "Blob", "File", "constants", "isUtf8", "transcode"),
);
pm.test("lodash has what Postman's SDK adds", () =>
  pm.expect(require("lodash").randomString(5)).to.have.lengthOf(5),
);
pm.test("classes keep their names", () => {
  pm.expect([URL.name, Blob.name, AbortSignal.name]).to.eql(["URL", "Blob", "AbortSignal"]);
  pm.expect(() => pm.expect(new URL("http://a")).to.equal(1)).to.throw("expected URL{} to equal 1");
});
pm.test("atob and btoa are the same wherever they come from", () => {
  pm.expect([require("atob"), require("buffer").atob]).to.eql([atob, atob]);
  pm.expect([require("btoa"), require("buffer").btoa]).to.eql([btoa, btoa]);
});
