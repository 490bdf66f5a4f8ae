// Lists of SDK objects: how they are filled, searched, changed and shown.
const HeaderList = pm.request.headers.constructor;
const Header = pm.request.headers.Type;
const list = (headers) => new HeaderList(null, headers);
const text = (headers) => headers.map(String).join(", ");

pm.test("a list is made of lines, objects, names with values, or single headers", () => {
  pm.expect(text(list("A: 1\nB: 2"))).to.equal("A: 1, B: 2");
  pm.expect(text(list({ A: "1", B: "2" }))).to.equal("A: 1, B: 2");
  pm.expect(text(list([{ key: "A", value: "1" }, "B: 2", null, undefined, NaN]))).to.equal(
    "A: 1, B: 2",
  );
  pm.expect(text(list({ key: "A", value: "1" }))).to.equal("key: A, value: 1");
});
pm.test("what a list consists of", () => {
  const traits = [
    "_postman_listIndexKey",
    "_postman_listIndexCaseInsensitive",
    "_postman_listAllowsMultipleValues",
  ];
  pm.expect(Object.keys(list("A: 1"))).to.eql(["members", "reference", "Type", ...traits]);
  pm.expect(Object.keys(list("A: 1").reference)).to.eql(["a"]);
  pm.expect(list("A: 1").idx(0).parent()).to.be.an.instanceof(HeaderList);
});
pm.test("names are found in any case, and the last of a name counts", () => {
  const headers = list("A: 1\na: 2\nB: 3");
  pm.expect([
    headers.get("A"),
    headers.one("a").value,
    headers.has("A", "1"),
    headers.has("b", 3),
  ]).to.eql(["2", "2", true, false]);
  pm.expect([
    headers.indexOf("B"),
    headers.indexOf(headers.idx(1)),
    headers.count(),
    headers.get("C"),
  ]).to.eql([2, 1, 3, undefined]);
});
pm.test("rules are functions, objects to match, names and pairs", () => {
  const headers = list("A: 1\nB: 2");
  pm.expect(text(headers.filter({ key: "B" }))).to.equal("B: 2");
  pm.expect(text(headers.filter(["value", "1"]))).to.equal("A: 1");
  pm.expect(headers.find("value").key).to.equal("A");
  pm.expect(
    headers.find(
      function (header) {
        return header.key === this.name;
      },
      { name: "B" },
    ).value,
  ).to.equal("2");
  pm.expect(headers.map("key")).to.eql(["A", "B"]);
  pm.expect(headers.reduce((all, header) => all + header.value, "")).to.equal("12");
  pm.expect(headers.reduce((all, header) => `${all}${header.value}`)).to.equal("undefined12");
});
pm.test("each can be left early", () => {
  const seen = [];
  list("A: 1\nB: 2").each((header) => {
    seen.push(header.key);
    return false;
  });
  pm.expect(seen).to.eql(["A"]);
});
pm.test("members are put where they are wanted", () => {
  const headers = list("A: 1\nB: 2");
  headers.insert(new Header("C: 3"), "b");
  headers.insertAfter(new Header("D: 4"), "A");
  headers.prepend(new Header("E: 5"));
  headers.append(new Header("F: 6"));
  headers.insert(new Header("G: 7"), 0);
  pm.expect(headers.map("key").join("")).to.equal("GEADCBF");
});
pm.test("a member of another list moves", () => {
  const [from, to] = [list("A: 1\nB: 2"), list("C: 3")];
  to.insert(from.one("A"));
  pm.expect([text(from), text(to)]).to.eql(["B: 2", "C: 3, A: 1"]);
});
pm.test("upsert tells whether it added", () => {
  const headers = list("A: 1");
  pm.expect([
    headers.upsert({ key: "a", value: "2" }),
    headers.upsert({ key: "B", value: "3" }),
    headers.upsert(null),
  ]).to.eql([false, true, null]);
  pm.expect(text(headers)).to.equal("a: 2, B: 3");
});
pm.test("members are removed by name, by rule, and themselves", () => {
  const headers = list("A: 1\na: 2\nB: 3\nC: 4");
  headers.remove(headers.idx(0));
  pm.expect(headers.get("A")).to.equal("2");
  headers.remove("A");
  headers.remove((header) => header.value === "4");
  headers.remove({ key: "B" });
  pm.expect([text(headers), Object.keys(headers.reference)]).to.eql(["B: 3", ["b"]]);
});
pm.test("assimilate updates and adds, and forgets others when asked", () => {
  const headers = list("a: 1\nb: 2");
  headers.assimilate(
    [
      { key: "a", value: "3" },
      { key: "c", value: "4" },
    ],
    true,
  );
  pm.expect(text(headers)).to.equal("a: 3, c: 4");
  headers.repopulate("D: 5");
  pm.expect(text(headers)).to.equal("D: 5");
  headers.clear();
  pm.expect([headers.count(), headers.toJSON(), headers.toString()]).to.eql([0, [], ""]);
});
pm.test("as an object", () => {
  const headers = list([
    { key: "A", value: "1" },
    { key: "a", value: "2" },
    { key: "", value: "3" },
    { key: "B", value: "4", disabled: true },
  ]);
  pm.expect(headers.toObject()).to.eql({ a: ["1", "2"], "": "3", b: "4" });
  pm.expect(headers.toObject(true, true, false, true)).to.eql({ A: "1", a: "2" });
});
pm.test("loops show methods, as in Postman", () => {
  const names = [];
  for (const name in new Header("A: 1")) names.push(name);
  pm.expect(names.slice(0, 5)).to.eql(["key", "value", "toString", "valueOf", "update"]);
  pm.expect(Object.keys(new Header("A: 1"))).to.eql(["key", "value"]);
});
pm.test("a header is read from a line, and keeps what it is given", () => {
  pm.expect(Header.parseSingle(" A : b : c ")).to.eql({ key: "A", value: "b : c" });
  pm.expect(Header.parse("A: 1\r\nB:2")).to.eql([
    { key: "A", value: "1" },
    { key: "B", value: "2" },
  ]);
  pm.expect(
    Header.unparse([{ key: "A", value: 1 }, { key: "B", disabled: true }, null], ";"),
  ).to.equal("A: 1;");
  const header = new Header({
    key: "A",
    value: null,
    disabled: 1,
    system: true,
    description: "d",
    _x: 1,
  });
  pm.expect(JSON.stringify(header)).to.equal(
    '{"_":{"x":1},"disabled":1,"description":{"content":"d","type":"text/plain"},"key":"A","value":null,"system":true}',
  );
  pm.expect(header.meta()).to.eql({ x: 1 });
});
pm.test("parents are asked for what they have", () => {
  const names = [];
  pm.request.headers
    .idx(0)
    .forEachParent({ withRoot: true }, (parent) => names.push(parent.constructor.name));
  pm.expect(names).to.eql(["PostmanRequest"]);
  pm.expect(pm.request.headers.idx(0).findInParents("method")).to.equal("POST");
});
