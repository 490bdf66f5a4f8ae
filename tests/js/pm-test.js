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
pm.test("rejects at once", async () => {
  throw new Error("noticed");
});
pm.test("a value that is no function", pm.response.code === 500);
pm.test("null", null);
pm.test("text", "text");
pm.test("passes at once", async () => {});
pm.test("rejects later", async () => {
  await null;
  throw new SyntaxError("mine");
});
pm.test("passes later", () => new Promise((resolve) => setTimeout(resolve, 3)));
pm.test("its promise rejects before it calls back", async (_done) => {
  await null;
  throw new RangeError("mine");
});
pm.test("its promise rejects without a reason", () => Promise.reject());
console.log(pm.test.index());
//> test 0 passes passed
//> test 1 chained passed
//> test 2 fails failed: AssertionError: expected 1 to equal 2
//> test 3 throws failed: TypeError: mine
//> test 4 no function failed: TypeError: pm.test was given no function: write pm.test(name, () => { … }) (line 9)
//> test 5 left out skipped
//> test 6 undefined passed
//> async test 9 throws before it calls back failed: Error: early
//> test 10 rejects at once failed: Error: noticed
//> test 11 a value that is no function failed: TypeError: pm.test was given false instead of a function: write pm.test(name, () => { … }) (line 24)
//> test 12 null failed: TypeError: pm.test was given null instead of a function: write pm.test(name, () => { … }) (line 25)
//> test 13 text failed: TypeError: pm.test was given a value of type string instead of a function: write pm.test(name, () => { … }) (line 26)
//> test 14 passes at once passed
//> test 18 its promise rejects without a reason failed: Error: undefined
//> log 19
//> test 15 rejects later failed: SyntaxError: mine
//> async test 17 its promise rejects before it calls back failed: RangeError: mine
//> async test 8 calls back with an error failed: Error: late
//> async test 7 calls back passed
//> test 16 passes later passed
