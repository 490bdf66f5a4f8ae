pm.test("the visualizer says what it can't take", () => {
  pm.expect(() => pm.visualizer.set()).to.throw(
    "Invalid template. Template must be of type string, found undefined",
  );
  pm.expect(() => pm.visualizer.set("t", "x")).to.throw(
    "Invalid data. Data must be an object, found string",
  );
  pm.expect(() => pm.visualizer.set("t", {}, 5)).to.throw(
    "Invalid options. Options must be an object, found number",
  );
  pm.expect(Object.keys(pm.visualizer)).to.eql(["set", "clear"]);
});
