pm.test("URL", () => {
  const url = new URL("../c?q=1#h", "https://u:p@example.com:8443/a/b/");
  pm.expect(url.href).to.equal("https://u:p@example.com:8443/a/c?q=1#h");
  pm.expect([url.origin, url.host, url.port, url.pathname, url.search, url.hash, url.username]).to.eql([
    "https://example.com:8443", "example.com:8443", "8443", "/a/c", "?q=1", "#h", "u",
  ]);
  url.searchParams.append("r", "a b&c");
  url.pathname = "/x y";
  pm.expect(String(url)).to.equal("https://u:p@example.com:8443/x%20y?q=1&r=a+b%26c#h");
  url.search = "?z=9";
  pm.expect(url.searchParams.get("z")).to.equal("9");
  pm.expect(() => new URL("nope")).to.throw(TypeError, "Invalid URL");
});
pm.test("URLSearchParams", () => {
  const params = new URLSearchParams("a=1&a=2&b=%C3%A9+x");
  pm.expect(params.getAll("a")).to.eql(["1", "2"]);
  pm.expect(params.get("b")).to.equal("é x");
  params.delete("a");
  params.set("c", "3");
  pm.expect(params.toString()).to.equal("b=%C3%A9+x&c=3");
  pm.expect([...new URLSearchParams({ x: 1, y: "z" })]).to.eql([["x", "1"], ["y", "z"]]);
});
pm.test("text", () => {
  pm.expect([...new TextEncoder().encode("é€")]).to.eql([195, 169, 226, 130, 172]);
  pm.expect(new TextDecoder().decode(new Uint8Array([195, 169]))).to.equal("é");
  pm.expect(new TextDecoder("latin1").decode(new Uint8Array([233]))).to.equal("é");
  pm.expect(() => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255]))).to.throw(TypeError);
});
pm.test("events and abortion", () => {
  const controller = new AbortController();
  let heard = 0;
  controller.signal.addEventListener("abort", () => (heard += 1));
  controller.abort();
  controller.abort();
  pm.expect([controller.signal.aborted, controller.signal.reason.name, heard]).to.eql([true, "AbortError", 1]);
});
const text = await new Blob(["a", new Uint8Array([98])], { type: "Text/Plain" }).text();
pm.test("Blob", () => pm.expect(text).to.equal("ab"));
