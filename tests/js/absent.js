const messageOf = (act) => {
  try {
    act();
  } catch (error) {
    return error.message;
  }
};
pm.test("what only Postman's app has is said to be missing", () => {
  pm.expect(messageOf(() => pm.datasets("d"))).to.equal(
    "pm.datasets is not a function (pm.datasets is only there in Postman's app)",
  );
  pm.expect(messageOf(() => pm.message.data)).to.match(
    /^Cannot read properties of undefined \(reading 'data'\) \(pm\.message is only there/,
  );
});
pm.test("other errors are left alone", () => {
  pm.expect(messageOf(() => pm.data("d"))).to.equal("pm.data is not a function");
});
