const fromPromise = await pm.sendRequest("http://example.com/a?b={{c}}");
pm.test("a promise of a response", () => {
  pm.expect(fromPromise.code).to.equal(201);
  pm.expect(fromPromise.json().method).to.equal("GET");
  pm.expect(fromPromise.headers.get("x-twice")).to.equal("2");
  pm.expect(fromPromise).to.be.a.postmanResponse;
  pm.expect(fromPromise).to.have.status(201);
});
const chained = pm.sendRequest(
  {
    url: "http://example.com/b",
    method: "post",
    header: { "X-A": "1" },
    body: { mode: "raw", raw: "x" },
  },
  (error, response, { cookies }) => {
    pm.test("a callback", () => {
      pm.expect(error).to.equal(null);
      pm.expect(response.json()).to.deep.include({
        method: "POST",
        header: [{ key: "X-A", value: "1" }],
      });
      pm.expect(cookies.get("session")).to.equal("s1");
    });
  },
);
pm.test("with a callback it returns pm", () => pm.expect(chained).to.equal(pm));
pm.sendRequest("http://refused/", (error, response) => {
  pm.test("an error", () => {
    pm.expect(error.message).to.equal("connect ECONNREFUSED 127.0.0.1:1");
    const facts = {
      errno: -111,
      code: "ECONNREFUSED",
      syscall: "connect",
      address: "127.0.0.1",
      port: 1,
      name: "Error",
    };
    pm.expect(error).to.eql({ ...facts, message: "connect ECONNREFUSED 127.0.0.1:1" });
    pm.expect([response.code, response.text(), response.headers.count()]).to.eql([
      undefined,
      undefined,
      0,
    ]);
  });
});
pm.sendRequest(undefined, (error) => {
  pm.test("nothing to request", () =>
    pm.expect(error.message).to.equal("sendrequest: nothing to request"),
  );
});
pm.sendRequest("http://example.com/c", () => {
  throw new Error("in the callback");
});
//> send GET http://example.com/a?b={{c}}
//> test 0 a promise of a response passed
//> send POST http://example.com/b
//> test 1 with a callback it returns pm passed
//> send GET http://refused/
//> send GET http://example.com/c
//> test 2 nothing to request passed
//> test 3 a callback passed
//> test 4 an error passed
//> exception Error: in the callback (line 53)
