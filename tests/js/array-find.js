const methods = ["find", "findIndex", "findLast", "findLastIndex"];
for (const name of methods) {
  const method = Array.prototype[name];
  pm.test(`${name} is what the language says`, () => {
    pm.expect([method.name, method.length, "prototype" in method]).to.eql([name, 1, false]);
    pm.expect(Object.getOwnPropertyDescriptor(Array.prototype, name)).to.include({
      writable: true,
      enumerable: false,
      configurable: true,
    });
    pm.expect(String(method)).to.match(/^function \w+\(\) \{\s+\[native code\]\s+\}$/);
    pm.expect(() => new method(() => true)).to.throw(TypeError, "method is not a constructor");
  });
  pm.test(`${name} says what is wrong`, () => {
    pm.expect(() => [1][name](5)).to.throw(TypeError, "5 is not a function");
    pm.expect(() => [][name]()).to.throw(TypeError, "undefined is not a function");
    pm.expect(() => method.call(null, () => true)).to.throw(
      TypeError,
      `Array.prototype.${name} called on null or undefined`,
    );
    pm.expect(() => method.call({ length: 1n }, () => true)).to.throw(TypeError);
  });
}
pm.test("the first, the last, and where they are", () => {
  const list = [1, 2, 3, 4];
  const isEven = (value) => value % 2 === 0;
  pm.expect(methods.map((name) => list[name](isEven))).to.eql([2, 1, 4, 3]);
  pm.expect(methods.map((name) => list[name](() => false))).to.eql([undefined, -1, undefined, -1]);
  pm.expect(methods.map((name) => [][name](() => true))).to.eql([undefined, -1, undefined, -1]);
});
pm.test("a predicate is given element, index and list, and what it is called on", () => {
  for (const name of methods) {
    const seen = [];
    const list = ["a", "b", "c"];
    delete list[1];
    list[name]((element, index, all) => {
      seen.push([element, index, all]);
      return false;
    });
    const expected = [
      ["a", 0, list],
      [undefined, 1, list],
      ["c", 2, list],
    ];
    pm.expect(seen).to.eql(name.includes("Last") ? expected.reverse() : expected);
    const own = {};
    list[name](function () {
      pm.expect(this).to.equal(own);
      return false;
    }, own);
  }
});
pm.test("whatever has a length is a list, of the length that it had", () => {
  pm.expect(Array.prototype.find.call("abc", (sign) => sign > "a")).to.equal("b");
  pm.expect(
    Array.prototype.findLastIndex.call({ length: "2.9", 0: "x", 1: "x", 2: "x" }, () => true),
  ).to.equal(1);
  for (const length of [-1, NaN, undefined, null, "x"])
    pm.expect(Array.prototype.findIndex.call({ length, 0: 1 }, () => true)).to.equal(-1);
  pm.expect(Array.prototype.findIndex.call({ length: 2 ** 60, 3: 1 }, (value) => value)).to.equal(
    3,
  );
  const list = [1, 2];
  let count = 0;
  list.find((value) => {
    count += 1;
    list.push(value);
    return false;
  });
  pm.expect(count).to.equal(2);
});
pm.test("what a script puts into a prototype changes nothing", () => {
  const { apply } = Reflect;
  Reflect.apply = () => true;
  try {
    pm.expect([1, 2].find((value) => value === 2, {})).to.equal(2);
  } finally {
    Reflect.apply = apply;
  }
});
