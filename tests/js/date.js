// Dates as text, as V8 reads them.
const NOON = Date.UTC(2020, 0, 1, 12);
for (const text of [
  "2020-01-01t12:00:00z",
  "2020-01-01T12:00z",
  "2020-01-01t12:00:00.000Z",
  "2020-01-01t13:00:00+01:00",
  "+002020-01-01t12:00:00z",
  "2020-01-01 12:00:00z",
  "Jan 1 2020 12:00z",
  "2020/01/01 12:00 pm Z",
  "01/01/2020 12:00Z",
]) {
  pm.test(text, () => {
    pm.expect(Date.parse(text)).to.equal(NOON);
    pm.expect(+new Date(text)).to.equal(NOON);
    pm.expect(+new Date(/** @type {any} */ (new String(text)))).to.equal(NOON);
  });
}
pm.test("what is no date is none", () => {
  for (const text of [
    "2020-01-01T10:00:00,5Z",
    "2020-01-01T10:00:00-08",
    "2020t",
    "2020-1-1t0:0:0z",
    "20200101t000000z",
    "10:00z",
    "2020-01-01T10:00 z",
  ])
    pm.expect(Date.parse(text), text).to.be.NaN;
});
pm.test("the class is the language's own in all else", () => {
  class Day extends Date {}
  const day = new Day("2020-01-01t12:00z");
  pm.expect([day instanceof Day, day instanceof Date, +day]).to.eql([true, true, NOON]);
  pm.expect([Date.name, Date.length, Date.prototype.constructor === Date]).to.eql([
    "Date",
    7,
    true,
  ]);
  pm.expect(new Date(2020, 0, 1).getFullYear()).to.equal(2020);
  pm.expect(new Date(new Date(5)).getTime()).to.equal(5);
  pm.expect(Date()).to.match(/^\w{3} \w{3} \d\d \d{4} /);
  pm.expect(new Date().toISOString()).to.have.lengthOf(24);
  pm.expect(new Date(0)).to.be.a("date").and.to.eql(new Date(0));
  pm.expect(require("moment")("2020-01-01t12:00:00z").valueOf()).to.equal(NOON);
  pm.expect(new Date(NaN).getTime()).to.be.NaN;
});
