const date = new Date(Date.UTC(2026, 0, 5, 15, 4, 5));
const shown = (options, locale = "en-US") =>
  date.toLocaleString(locale, { timeZone: "UTC", ...options });
pm.test("dates", () => {
  pm.expect(shown()).to.equal("1/5/2026, 3:04:05 PM");
  pm.expect(date.toLocaleDateString("en-US", { timeZone: "UTC" })).to.equal("1/5/2026");
  pm.expect(date.toLocaleTimeString("en-US", { timeZone: "UTC" })).to.equal("3:04:05 PM");
  pm.expect(shown({ weekday: "long", year: "numeric", month: "long", day: "numeric" })).to.equal(
    "Monday, January 5, 2026",
  );
  pm.expect(shown({ dateStyle: "full", timeStyle: "long" })).to.equal(
    "Monday, January 5, 2026 at 3:04:05 PM UTC",
  );
  pm.expect(shown({ year: "numeric", month: "2-digit", day: "2-digit" })).to.equal("01/05/2026");
  pm.expect(shown({ hour: "2-digit", minute: "2-digit", hour12: false })).to.equal("15:04");
  pm.expect(
    shown({ hour: "numeric", timeZone: "America/New_York", timeZoneName: "short" }),
  ).to.equal("10 AM EST");
  pm.expect(shown({}, "en-GB")).to.equal("05/01/2026, 15:04:05");
  pm.expect(shown({}, "sv-SE")).to.equal("2026-01-05 15:04:05");
  pm.expect(new Intl.DateTimeFormat("en-US", { timeZone: "UTC" }).format(date)).to.equal(
    "1/5/2026",
  );
  pm.expect(() => shown({ timeZone: "Mars" })).to.throw(RangeError);
});
pm.test("numbers", () => {
  pm.expect((1234567.891).toLocaleString()).to.equal("1,234,567.891");
  pm.expect((1234.5).toLocaleString("en-US", { style: "currency", currency: "USD" })).to.equal(
    "$1,234.50",
  );
  pm.expect((0.256).toLocaleString("en-US", { style: "percent" })).to.equal("26%");
  pm.expect((12).toLocaleString("en-US", { minimumFractionDigits: 2 })).to.equal("12.00");
  pm.expect((1234567.891).toLocaleString("de-DE")).to.equal("1.234.567,891");
  pm.expect(Intl.NumberFormat("en-US").format(1000000)).to.equal("1,000,000");
});
pm.test("texts", () => {
  const words = ["résumé", "b", "A", "resume", "10", "a", "Resume", "2"];
  pm.expect(words.sort((a, b) => a.localeCompare(b))).to.eql([
    "10",
    "2",
    "a",
    "A",
    "b",
    "resume",
    "Resume",
    "résumé",
  ]);
  pm.expect("a2".localeCompare("a10", undefined, { numeric: true })).to.equal(-1);
  pm.expect("a".localeCompare("A", undefined, { sensitivity: "base" })).to.equal(0);
});
pm.test("dates in parts, ranges and what is wrong", () => {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "medium" });
  pm.expect(
    format
      .formatToParts(date)
      .map((part) => `${part.type}=${part.value}`)
      .join("|"),
  ).to.equal("month=Jan|literal= |day=5|literal=, |year=2026");
  pm.expect(format.formatRange(0, date)).to.equal("Jan 1, 1970\u2009–\u2009Jan 5, 2026");
  pm.expect(() => format.format(NaN)).to.throw(RangeError, "Invalid time value");
  // @ts-expect-error: no such month.
  pm.expect(() => new Intl.DateTimeFormat("en-US", { month: "x" })).to.throw(
    "Value x out of range for Intl.DateTimeFormat options property month",
  );
  pm.expect(() => new Intl.DateTimeFormat("en-US", { dateStyle: "full", month: "long" })).to.throw(
    "Can't set option month when dateStyle is used",
  );
  pm.expect(() => date.toLocaleDateString("en-US", { timeStyle: "short" })).to.throw(
    "Invalid option : timeStyle",
  );
  pm.expect(shown({ second: "2-digit", fractionalSecondDigits: 3 })).to.equal("5.000");
});
pm.test("time zones", () => {
  const named = (timeZone, timeZoneName) => shown({ timeZone, hour: "numeric", timeZoneName });
  pm.expect(named("America/New_York", "long")).to.equal("10 AM Eastern Standard Time");
  pm.expect(named("Asia/Kolkata", "short")).to.equal("8 PM GMT+5:30");
  pm.expect(named("Europe/Berlin", "longOffset")).to.equal("4 PM GMT+01:00");
  pm.expect(
    new Intl.DateTimeFormat("en-US", { timeZone: "europe/london" }).resolvedOptions().timeZone,
  ).to.equal("Europe/London");
});
pm.test("numbers of every kind", () => {
  const number = (value, options, locale = "en-US") =>
    new Intl.NumberFormat(locale, options).format(value);
  pm.expect(number(1e21)).to.equal("1,000,000,000,000,000,000,000");
  pm.expect(number(1.005, { maximumFractionDigits: 2 })).to.equal("1.01");
  pm.expect(
    number(-5, { style: "currency", currency: "USD", currencySign: "accounting" }),
  ).to.equal("($5.00)");
  pm.expect(number(1, { style: "currency", currency: "EUR", currencyDisplay: "name" })).to.equal(
    "1.00 euros",
  );
  pm.expect([1234, 999999, 1.5e9].map((it) => number(it, { notation: "compact" }))).to.eql([
    "1.2K",
    "1M",
    "1.5B",
  ]);
  pm.expect(number(12345, { notation: "compact", compactDisplay: "long" })).to.equal("12 thousand");
  pm.expect(number(12345, { notation: "scientific" })).to.equal("1.235E4");
  pm.expect(number(16, { style: "unit", unit: "mile-per-hour" })).to.equal("16 mph");
  pm.expect(number(5, { signDisplay: "always", minimumIntegerDigits: 2 })).to.equal("+05");
  pm.expect(number(2.5, { maximumFractionDigits: 0, roundingMode: "halfEven" })).to.equal("2");
  pm.expect(number(1234567.891, {}, "en-IN")).to.equal("12,34,567.891");
  pm.expect(number(1234.5, { style: "currency", currency: "EUR" }, "de-DE")).to.equal(
    "1.234,50\u00a0€",
  );
  pm.expect(() => number(1, { style: "x" })).to.throw(
    "Value x out of range for Intl.NumberFormat options property style",
  );
  const parts = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
  }).formatToParts(-1234.5);
  pm.expect(parts.map((part) => part.type).join(" ")).to.equal(
    "minusSign currency integer group integer decimal fraction",
  );
});
pm.test("plurals, relative times and lists", () => {
  pm.expect(
    [1, 2, 3, 11, 21].map((it) => new Intl.PluralRules("en-US", { type: "ordinal" }).select(it)),
  ).to.eql(["one", "two", "few", "other", "one"]);
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  pm.expect([
    relative.format(-1, "day"),
    relative.format(3, "weeks"),
    relative.format(-2, "hour"),
  ]).to.eql(["yesterday", "in 3 weeks", "2 hours ago"]);
  pm.expect(new Intl.ListFormat("en").format(["a", "b", "c"])).to.equal("a, b, and c");
  pm.expect(new Intl.ListFormat("en", { type: "disjunction" }).format(["a", "b"])).to.equal(
    "a or b",
  );
});
pm.test("the order of signs, numbers and ligatures", () => {
  const sorted = (list, options) => list.sort(new Intl.Collator("en", options).compare).join(" ");
  pm.expect(sorted(["$", "#", "@", "!", "1", "a", "_"])).to.equal("_ ! @ # $ 1 a");
  pm.expect(sorted(["a10", "a2", "10", "2"], { numeric: true })).to.equal("2 10 a2 a10");
  pm.expect(sorted(["ß", "ss", "st", "SS"])).to.equal("ss SS ß st");
  pm.expect(sorted(["a", "A"], { caseFirst: "upper" })).to.equal("A a");
});
