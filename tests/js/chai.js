// chai is the real one; here is what depends on the engine below it.
const { expect, assert, config } = require("chai");
const says = (check) => {
  try {
    check();
    return "nothing";
  } catch (error) {
    return error.message;
  }
};
const failing = function outer() {
  expect("foo").to.equal("bar");
};
const stackOf = (act) => {
  try {
    act();
  } catch (error) {
    return error.stack;
  }
};
pm.test("its own frames are in a stack only when asked for", () => {
  expect(stackOf(failing)).to.include("outer").and.not.include("assertEqual");
  config.includeStack = true;
  const whole = stackOf(failing);
  config.includeStack = false;
  expect(whole).to.include("assertEqual").and.include("outer");
});
pm.test("a method that is not there", () => {
  expect(says(() => expect(1).to.be.nope)).to.equal(
    'Invalid Chai property: nope. Did you mean "not"?',
  );
  expect(says(() => expect(1).to.equal.foo)).to.match(/^Invalid Chai property: equal\.foo/);
});
pm.test("what is not there is told from what is, without a proxy around each assertion", () => {
  expect(says(() => expect(1).to.be.eqll(2))).to.equal(
    'Invalid Chai property: eqll. Did you mean "eql"?',
  );
  expect(says(() => expect(1).to.be.a.strng)).to.equal(
    'Invalid Chai property: strng. Did you mean "string"?',
  );
  expect(says(() => expect(1).to.be.something)).to.equal("Invalid Chai property: something");
  expect(says(() => expect(1).to.equal.call.foo)).to.equal("nothing");
  expect("eql" in expect(1) && !("nope" in expect(1)) && expect(1) instanceof Object).to.equal(
    true,
  );
  expect([Object.keys(expect(1)), expect(1).then, JSON.stringify(expect(1))]).to.eql([
    ["__flags"],
    undefined,
    '{"__flags":{"object":1}}',
  ]);
  config.useProxy = false;
  const { nope } = expect(1);
  config.useProxy = true;
  expect(nope).to.equal(undefined);
});
pm.test("an assertion does not change with those that follow from it", () => {
  const one = expect(1);
  one.to.not.equal(2);
  one.to.equal(1);
  expect(says(() => expect({ a: 1 }).to.have.property("a").that.equals(2))).to.equal(
    "expected 1 to equal 2",
  );
  expect(says(() => expect([1]).to.have.length.above(0))).to.equal("nothing");
});
console.log(
  says(() => expect({ a: [1, { b: new Map([[1, 2]]) }], f() {}, d: new Date(0) }).to.eql(1)),
);
// biome-ignore lint/suspicious/noSparseArray: it is about holes.
console.log(says(() => expect([1, , 3]).to.include(2)));
console.log(says(() => expect(new TypeError("bad")).to.be.null));
console.log(
  says(() =>
    expect(() => {
      throw new RangeError("x");
    }).to.throw(TypeError, "y"),
  ),
);
console.log(says(() => expect("long ".repeat(30)).to.be.empty));
console.log(says(() => assert.sameDeepMembers([{ id: 1 }], [{ id: 2 }], "ids")));
console.log(says(() => expect({ a: { b: [1] } }).to.have.nested.property("a.b[0]", 2)));
//> test 0 its own frames are in a stack only when asked for passed
//> test 1 a method that is not there passed
//> test 2 what is not there is told from what is, without a proxy around each assertion passed
//> test 3 an assertion does not change with those that follow from it passed
//> log 'expected { a: [ 1, { b: Map{} } ], …(2) } to deeply equal 1'
//> log 'expected [ 1, undefined, 3 ] to include 2'
//> log 'expected TypeError: bad to be null'
//> log "expected [Function] to throw 'TypeError' but 'RangeError: x' was thrown"
//> log "expected 'long long long long long long long lo…' to be empty"
//> log 'ids: expected [ { id: 1 } ] to have the same members as [ { id: 2 } ]'
//> log "expected { a: { b: [ 1 ] } } to have nested property 'a.b[0]' of 2, but got 1"
