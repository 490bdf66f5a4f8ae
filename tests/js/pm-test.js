// `pm.test`: order, numbers, callbacks, skipping, and what is not a function.
pm.test("passes", () => {}).test("chained", () => {});
pm.test("fails", () => {
  pm.expect(1).to.equal(2);
});
pm.test("throws", () => {
  throw new TypeError("mine");
});
pm.test("no function");
pm.test.skip("left out");
pm.test(undefined, () => {});
pm.test("calls back", (done) => {
  setTimeout(() => done(), 2);
});
pm.test("calls back with an error", (done) => {
  setTimeout(() => done(new Error("late")), 1);
});
pm.test("throws before it calls back", (_done) => {
  throw new Error("early");
});
pm.test("a promise is not awaited", async () => {
  throw new Error("unnoticed");
});
console.log(pm.test.index());
//> test 0 passes passed
//> test 1 chained passed
//> test 2 fails failed: AssertionError: expected 1 to equal 2
//> test 3 throws failed: TypeError: mine
//> test 4 no function passed
//> test 5 left out skipped
//> test 6 undefined passed
//> async test 9 throws before it calls back failed: Error: early
//> test 10 a promise is not awaited passed
//> log 11
//> exception Error: unnoticed (line 22)
//> async test 8 calls back with an error failed: Error: late
//> async test 7 calls back passed
