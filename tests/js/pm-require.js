const messageOf = (act) => {
  try {
    act();
  } catch (error) {
    return error.message;
  }
};
pm.test("a package exports, sees pm and none of the old names", () => {
  pm.expect(pm.require("@team/one")).to.eql({
    id: "@team/one",
    env: pm.environment.get("scope"),
    old: "undefinedundefined",
  });
});
pm.test("a package is evaluated once", () =>
  pm.expect(pm.require("@team/one")).to.equal(pm.require("@team/one")),
);
pm.test("packages load packages, their own files and libraries, and share globals", () => {
  const two = pm.require("@team/two");
  pm.expect(two.one).to.equal(pm.require("@team/one"));
  pm.expect([two.next, two.sum, made]).to.eql(["next", 3, "a global"]);
});
pm.test("a circle ends with what was exported so far", () =>
  pm.expect(pm.require("@team/circle")).to.eql({ first: 1, again: 1 }),
);
pm.test("packages of a registry see no pm", () =>
  pm.expect(pm.require("npm:plain@1.0.0")).to.equal("undefined"),
);
pm.test("what a package throws names it", () => {
  pm.expect(messageOf(() => pm.require("@team/throws"))).to.equal(
    "Error in package '@team/throws': Cannot read properties of null (reading 'x')",
  );
});
pm.test("what is not there is said, with where it was looked for", () => {
  pm.expect(messageOf(() => pm.require("@team/none"))).to.equal(
    "Cannot find package '@team/none': `@team/none` is not on the shelf",
  );
});
pm.test("at the top of a package, this is an object with the names that it has", () => {
  const { self, names, pm: isOwn } = pm.require("@team/self");
  pm.expect([isOwn, self.Map === Map, self.tests, self.undefined]).to.eql([
    true,
    true,
    undefined,
    undefined,
  ]);
  pm.expect(names).to.match(/\bURLSearchParams\b.*\bsetTimeout\b/);
  pm.expect(names).to.not.match(/\b(tests|globals|responseBody|CryptoJS|postman)\b/);
});
const late = pm.require("@team/late");
setTimeout(() => pm.test("timers of a package run", () => pm.expect(late.value).to.equal(2)), 5);
