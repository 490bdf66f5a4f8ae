// What the formatters know of languages: English as it is written in the United States in full; of others how they write numbers
// and numeric dates. Words are always English.

/**
 * How a language writes numbers and dates.
 * @typedef {typeof ENGLISH & Partial<Peculiar>} Habits
 */
/**
 * What English has nothing of.
 * @typedef {{currencyAfter: boolean, currencyGap: boolean, percentGap: string, indian: boolean, ownSymbols: Record<string, string>}} Peculiar
 */

const ENGLISH = {
  group: ",",
  decimal: ".",
  least: 4,
  order: "mdy",
  separator: "/",
  pad: "",
  end: "",
  join: ", ",
  hours: 12,
  am: "AM",
  pm: "PM",
  colon: ":",
};

const NARROW = "\u202f";
const GAP = "\u00a0";
const DAY_FIRST = { order: "dmy", hours: 24 };
const POINTS = { ...DAY_FIRST, group: ".", decimal: ",", currencyAfter: true };
const GAPS = { ...DAY_FIRST, group: GAP, decimal: ",", currencyAfter: true, percentGap: GAP };

/** @type {Record<string, Partial<Habits>>} */
const OTHERS = {
  "en-GB": { ...DAY_FIRST, pad: "dm" },
  "en-IE": DAY_FIRST,
  "en-AU": { order: "dmy", pad: "dm", am: "am", pm: "pm", ownSymbols: { EUR: "EUR", AUD: "$" } },
  "en-NZ": { order: "dmy", pad: "m", am: "am", pm: "pm" },
  "en-IN": { order: "dmy", am: "am", pm: "pm", indian: true },
  "en-CA": {
    order: "ymd",
    separator: "-",
    pad: "dm",
    am: "a.m.",
    pm: "p.m.",
    ownSymbols: { CAD: "$", USD: "US$" },
  },
  "en-ZA": { order: "ymd", pad: "dm", hours: 24, group: GAP, decimal: "," },
  cs: { ...GAPS, separator: ". ", join: " " },
  da: { ...POINTS, separator: ".", colon: ".", percentGap: GAP },
  de: { ...POINTS, separator: ".", percentGap: GAP },
  "de-AT": {
    ...DAY_FIRST,
    separator: ".",
    group: GAP,
    decimal: ",",
    currencyGap: true,
    percentGap: GAP,
  },
  "de-CH": {
    ...DAY_FIRST,
    separator: ".",
    group: "'",
    ownSymbols: { EUR: "EUR" },
    currencyGap: true,
  },
  es: { ...POINTS, least: 5, percentGap: GAP },
  "es-MX": {
    order: "dmy",
    am: "a.m.",
    pm: "p.m.",
    ownSymbols: { EUR: "EUR", MXN: "$", USD: "USD" },
  },
  fi: { ...GAPS, separator: ".", join: " klo ", colon: "." },
  fr: { ...GAPS, group: NARROW, pad: "dm", join: " ", percentGap: GAP },
  "fr-CA": { ...GAPS, order: "ymd", separator: "-", pad: "dm", join: " " },
  he: { ...DAY_FIRST, separator: "." },
  hi: { order: "dmy", am: "am", pm: "pm", indian: true },
  it: { ...POINTS, least: 5, pad: "dm" },
  ja: { order: "ymd", join: " ", hours: 24 },
  ko: { order: "ymd", separator: ". ", end: ".", join: " ", hours: 12 },
  nb: { ...GAPS, separator: "." },
  nl: { ...DAY_FIRST, group: ".", decimal: ",", separator: "-", currencyGap: true },
  pl: { ...GAPS, least: 5, separator: ".", pad: "m", percentGap: "" },
  pt: {
    ...DAY_FIRST,
    group: ".",
    decimal: ",",
    pad: "dm",
    currencyGap: true,
    ownSymbols: { BRL: "R$" },
  },
  "pt-PT": { ...GAPS, least: 5, pad: "dm", percentGap: "" },
  ru: { ...GAPS, separator: ".", pad: "dm" },
  sv: { ...GAPS, order: "ymd", separator: "-", pad: "dm", join: " " },
  tr: { ...DAY_FIRST, group: ".", decimal: ",", separator: ".", pad: "dm", join: " " },
  zh: { order: "ymd", join: " ", hours: 24 },
};

export const MONTHS =
  `January February March April May June July August September October November December`.split(
    " ",
  );
export const DAYS = `Sunday Monday Tuesday Wednesday Thursday Friday Saturday`.split(" ");

const LANGUAGES = new Set(
  `af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk
  ml mn mr ms my nb ne nl nn no or pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi yo zh zu`.split(
    /\s+/,
  ),
);

/** @param {string} tag */
function canonical(tag) {
  const [language, ...rest] = tag.split(/[-_]/);
  const shaped = rest.map((piece) => {
    if (piece.length === 2) return piece.toUpperCase();
    return piece.length === 4
      ? piece[0].toUpperCase() + piece.slice(1).toLowerCase()
      : piece.toLowerCase();
  });
  return [language.toLowerCase(), ...shaped].join("-");
}

/**
 * The languages that were asked for, in their usual form.
 * @param {unknown} locales
 */
export function canonicalLocales(locales) {
  if (locales === undefined) return [];
  if (locales === null) throw new TypeError("Cannot convert undefined or null to object");
  const list =
    typeof locales === "string" ? [locales] : Array.isArray(locales) ? locales : [String(locales)];
  return list.map((locale) => {
    const name = String(locale);
    if (!/^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(name))
      throw new RangeError(`Incorrect locale information provided`);
    return canonical(name);
  });
}

/** @param {string} locale */
const isKnown = (locale) => LANGUAGES.has(locale.split("-")[0]);

/** @param {unknown} locales */
export const supported = (locales) => canonicalLocales(locales).filter(isKnown);

/**
 * The first known one of the languages that were asked for; `en-US` where none was.
 * @param {unknown} locales
 */
export function localeOf(locales) {
  return canonicalLocales(locales).find(isKnown) ?? "en-US";
}

/**
 * How a language writes numbers and dates.
 * @param {string} locale
 * @returns {Habits}
 */
export function habits(locale) {
  return { ...ENGLISH, ...(OTHERS[locale] ?? OTHERS[locale.split("-")[0]] ?? {}) };
}
