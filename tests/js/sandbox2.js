"use sandbox2";
pm.test("nothing old", () => {
  pm.expect([typeof _, typeof CryptoJS, typeof tests, typeof postman, typeof responseBody]).to.eql(
    Array(5).fill("undefined"),
  );
});
pm.test("everything else", () =>
  pm.expect([typeof Buffer, typeof pm, typeof require]).to.eql(["function", "object", "function"]),
);
