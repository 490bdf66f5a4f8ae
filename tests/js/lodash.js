// lodash as Postman gives it: whole, in sloppy mode, with what the SDK adds. Sugar's methods, some of the same names, are prepared first.
/** @type {any[]} */
const values = [[1, 2], () => 1, "abc"];
console.log(values[0].first(), values[1].once()(), values[2].first());
const _ = require("lodash");

pm.test("it spreads and is copied", () => {
  const names = Object.keys(_);
  pm.expect(Object.keys({ ..._ })).to.eql(names);
  pm.expect(Object.keys(Object.assign({}, _))).to.eql(names);
  pm.expect(names).to.have.lengthOf(320);
  pm.expect(names.slice(-3)).to.eql(["inSuperChain", "randomString", "choose"]);
  pm.expect(_.runInContext().VERSION).to.equal("4.18.1");
  pm.expect("lodash" in _).to.equal(false);
});
pm.test("what the SDK adds is plain, chains, and does its work", () => {
  /** @type {any} */
  const { value, ...rest } = Object.getOwnPropertyDescriptor(_, "choose");
  pm.expect(value).to.be.a("function");
  pm.expect(rest).to.eql({ writable: true, enumerable: true, configurable: true });
  pm.expect(_(7).randomString().value()).to.have.lengthOf(7);
  pm.expect(_.getOwn({ a: 1 }, "a")).to.equal(1);
});
pm.test("wrappers are whole", () => {
  const lacking = _.functions(_).filter(
    (name) => name !== "_" && typeof _.prototype[name] !== "function",
  );
  pm.expect(lacking).to.eql([]);
  pm.expect(_([1, 2]).fill(0).value()).to.eql([0, 0]);
  const twice = _((value) => value * 2);
  pm.expect(twice.once().value()(4)).to.equal(8);
  pm.expect(_(2).after(twice.value()).value()(1)).to.equal(undefined);
  for (const name of ["debounce", "throttle", "delay", "after", "once", "fill"])
    pm.expect(Object.keys(_), name).to.include(name);
});
pm.test("it is sloppy where the original is", () => {
  const frozen = Object.freeze([1, 2]);
  pm.expect(_.fill(frozen, 0)).to.eql([1, 2]);
  pm.expect(_.set(Object.freeze({ a: 1 }), "a", 2)).to.eql({ a: 1 });
  pm.expect(_.pull(Object.freeze([3]), 4)).to.eql([3]);
});

//> log 1, 1, 'a'
//> test 0 it spreads and is copied passed
//> test 1 what the SDK adds is plain, chains, and does its work passed
//> test 2 wrappers are whole passed
//> test 3 it is sloppy where the original is passed
