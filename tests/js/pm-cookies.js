pm.test("the request's cookies", () => {
  pm.expect(pm.cookies.get("session")).to.equal("s0");
  pm.expect(pm.cookies.get("SESSION")).to.equal("s0");
  pm.expect(pm.cookies.get("theme")).to.equal("d k");
  pm.expect(pm.cookies.has("none")).to.equal(false);
  pm.expect(pm.cookies.toObject()).to.eql({ session: "s0", theme: "d k" });
  pm.expect(pm.cookies.count()).to.equal(2);
});
const jar = pm.cookies.jar();
await jar.set("http://example.com", "a", "1");
await jar.set("http://example.com", { name: "b", value: "2", httpOnly: true });
await jar.set("http://example.com", "c=3; Path=/");
const value = await jar.get("http://example.com", "a");
const all = await jar.getAll("http://example.com");
pm.test("the jar keeps what is put into it", () => {
  pm.expect(value).to.equal("1");
  pm.expect(all.map((cookie) => cookie.name)).to.eql(["a", "b", "c"]);
});
jar.unset("http://example.com", "a", (error) => {
  jar.get("http://example.com", "a", (another, gone) => {
    pm.test("callbacks are called", () =>
      pm.expect([error, another, gone]).to.eql([null, null, null]),
    );
  });
});
pm.test("wrong arguments", async () => {
  pm.expect(() => jar.get("http://example.com", "a", 5)).to.throw(
    TypeError,
    "callback needs to be a function",
  );
});
const problem = await jar.get("", "a").catch((error) => error.message);
const refused = await jar.set("ftp://elsewhere", "a", "1").catch((error) => error.message);
pm.test("errors", () => {
  pm.expect(problem).to.equal("CookieJar.get() requires a valid url");
  pm.expect(refused).to.equal("not a URL");
});
pm.test("a cookie's own members", () => {
  pm.expect(Object.keys(pm.cookies)).to.include("jar");
  const { expires, maxAge, ...rest } = pm.cookies.one("theme");
  pm.expect([expires, maxAge, Object.keys(rest)]).to.eql([
    null,
    0,
    ["name", "domain", "path", "secure", "httpOnly", "hostOnly", "value"],
  ]);
  pm.expect(pm.cookies.one("theme").toString()).to.contain("theme=d%20k; ").and.contain("Path=/");
});
const made = await jar.set("http://example.com", "made", "x; Path=/y");
const bare = await jar.set("example.com", "without a name");
const nameless = await jar.set("http://example.com", null).catch((error) => error.message);
const wrong = await jar
  .set("http://example.com")
  .catch((error) => `${error.name}: ${error.message}`);
const listed = await jar.getAll("http://example.com", 5).catch((error) => error.message);
pm.test("what the jar answers", () => {
  pm.expect([made.constructor.name, made.value, made.valueOf()]).to.eql([
    "PostmanCookie",
    "x%3B%20Path%3D%2Fy",
    "x; Path=/y",
  ]);
  pm.expect(bare).to.be.an("object");
  pm.expect(nameless).to.equal("First argument to setCookie must be a Cookie object or string");
  pm.expect(wrong).to.equal("TypeError: CookieJar.set() requires a valid set cookie arguments");
  pm.expect(listed).to.equal("CookieJar.getAll() requires options to be an object");
});
