// `pm.test`: tests that have not ended when the script is over.
pm.test("never calls back", (_done) => {});
pm.test("takes a context", async (_t) => {});
pm.test("waits for ever", () => new Promise(() => {}));
pm.test("calls back", (done) => {
  setTimeout(done, 1);
});
pm.test("passes before it fails", async (done) => {
  done();
  await null;
  throw new Error("afterwards");
});
//> async test 4 passes before it fails passed
//> async test 4 passes before it fails failed: Error: afterwards
//> async test 3 calls back passed
//> async test 0 never calls back failed: Error: the test never ended: its function takes a callback and did not call it (line 2)
//> async test 1 takes a context failed: Error: the test never ended: its function takes a callback and did not call it (line 3)
//> test 2 waits for ever failed: Error: the test never ended: its promise was still pending when the script was over (line 4)
