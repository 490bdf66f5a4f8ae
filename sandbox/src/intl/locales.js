// What the formatters know of languages: English as it is written in the United States in full; of others how they write numbers
// and numeric dates. Words are always English.

const ENGLISH = { group: ",", decimal: ".", order: "mdy", separator: "/", pad: false, join: ", ", hours: 12, am: "AM", pm: "PM" };

const OTHERS = {
  "en-GB": { order: "dmy", pad: true, hours: 24 },
  "en-AU": { order: "dmy", pad: true, am: "am", pm: "pm" },
  "en-CA": { order: "ymd", separator: "-", pad: true, am: "a.m.", pm: "p.m." },
  de: { group: ".", decimal: ",", order: "dmy", separator: ".", hours: 24 },
  es: { group: ".", decimal: ",", order: "dmy", hours: 24 },
  fr: { group: "\u202f", decimal: ",", order: "dmy", pad: true, join: " ", hours: 24 },
  it: { group: ".", decimal: ",", order: "dmy", pad: true, hours: 24 },
  ja: { order: "ymd", join: " ", hours: 24 },
  nl: { group: ".", decimal: ",", order: "dmy", separator: "-", hours: 24 },
  pt: { group: ".", decimal: ",", order: "dmy", pad: true, hours: 24 },
  sv: { group: "\u00a0", decimal: ",", order: "ymd", separator: "-", pad: true, join: " ", hours: 24 },
};

export const MONTHS = `January February March April May June July August September October November December`.split(" ");
export const DAYS = `Sunday Monday Tuesday Wednesday Thursday Friday Saturday`.split(" ");

/** The first of the languages that were asked for; `en-US` where none was. */
export function localeOf(locales) {
  const [first] = [].concat(locales ?? []);
  const name = first === undefined ? "en-US" : String(first);
  if (!/^[a-z]{2,8}(?:[-_][a-z0-9]+)*$/i.test(name)) throw new RangeError(`Incorrect locale information provided`);
  return name.replaceAll("_", "-");
}

/** How a language writes numbers and dates. */
export function habits(locale) {
  return { ...ENGLISH, ...(OTHERS[locale] ?? OTHERS[locale.split("-")[0]] ?? {}) };
}
