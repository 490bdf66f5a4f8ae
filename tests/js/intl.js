const date = new Date(Date.UTC(2026, 0, 5, 15, 4, 5));
const shown = (options, locale = "en-US") => date.toLocaleString(locale, { timeZone: "UTC", ...options });
pm.test("dates", () => {
  pm.expect(shown()).to.equal("1/5/2026, 3:04:05 PM");
  pm.expect(date.toLocaleDateString("en-US", { timeZone: "UTC" })).to.equal("1/5/2026");
  pm.expect(date.toLocaleTimeString("en-US", { timeZone: "UTC" })).to.equal("3:04:05 PM");
  pm.expect(shown({ weekday: "long", year: "numeric", month: "long", day: "numeric" })).to.equal("Monday, January 5, 2026");
  pm.expect(shown({ dateStyle: "full", timeStyle: "long" })).to.equal("Monday, January 5, 2026 at 3:04:05 PM UTC");
  pm.expect(shown({ year: "numeric", month: "2-digit", day: "2-digit" })).to.equal("01/05/2026");
  pm.expect(shown({ hour: "2-digit", minute: "2-digit", hour12: false })).to.equal("15:04");
  pm.expect(shown({ hour: "numeric", timeZone: "America/New_York", timeZoneName: "short" })).to.equal("10 AM EST");
  pm.expect(shown({}, "en-GB")).to.equal("05/01/2026, 15:04:05");
  pm.expect(shown({}, "sv-SE")).to.equal("2026-01-05 15:04:05");
  pm.expect(new Intl.DateTimeFormat("en-US", { timeZone: "UTC" }).format(date)).to.equal("1/5/2026");
  pm.expect(() => shown({ timeZone: "Mars" })).to.throw(RangeError);
});
pm.test("numbers", () => {
  pm.expect((1234567.891).toLocaleString()).to.equal("1,234,567.891");
  pm.expect((1234.5).toLocaleString("en-US", { style: "currency", currency: "USD" })).to.equal("$1,234.50");
  pm.expect((0.256).toLocaleString("en-US", { style: "percent" })).to.equal("26%");
  pm.expect((12).toLocaleString("en-US", { minimumFractionDigits: 2 })).to.equal("12.00");
  pm.expect((1234567.891).toLocaleString("de-DE")).to.equal("1.234.567,891");
  pm.expect(Intl.NumberFormat("en-US").format(1000000)).to.equal("1,000,000");
});
pm.test("texts", () => {
  const words = ["résumé", "b", "A", "resume", "10", "a", "Resume", "2"];
  pm.expect(words.sort((a, b) => a.localeCompare(b))).to.eql(["10", "2", "a", "A", "b", "resume", "Resume", "résumé"]);
  pm.expect("a2".localeCompare("a10", undefined, { numeric: true })).to.equal(-1);
  pm.expect("a".localeCompare("A", undefined, { sensitivity: "base" })).to.equal(0);
});
