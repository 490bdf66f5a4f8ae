// Currencies and units, as they are written in American English.

/** @param {string} text @returns {Record<string, string>} */
const list = (text) =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s*,\s*/)
      .map((pair) => pair.split("=")),
  );

const SYMBOLS =
  list(`USD=$, EUR=€, GBP=£, JPY=¥, INR=₹, CNY=CN¥, KRW=₩, BRL=R$, CAD=CA$, AUD=A$, MXN=MX$, ILS=₪, NZD=NZ$, HKD=HK$, TWD=NT$,
  VND=₫, PHP=₱, XAF=FCFA, XOF=F\u202fCFA, XPF=CFPF, XCD=EC$`);
const NARROW =
  list(`CNY=¥, CAD=$, AUD=$, MXN=$, NZD=$, HKD=$, TWD=$, SGD=$, ARS=$, CLP=$, COP=$, XCD=$, RUB=₽, TRY=₺, UAH=₴, PLN=zł, CZK=Kč,
  SEK=kr, NOK=kr, DKK=kr, ISK=kr, HUF=Ft, THB=฿, ZAR=R, IDR=Rp, NGN=₦, EGP=E£, CRC=₡, RON=lei, BTC=BTC`);
const NAMES =
  list(`USD=US dollar, EUR=euro, GBP=British pound, JPY=Japanese yen, INR=Indian rupee, CNY=Chinese yuan, CAD=Canadian dollar,
  AUD=Australian dollar, CHF=Swiss franc, MXN=Mexican peso, BRL=Brazilian real, SEK=Swedish krona, NOK=Norwegian krone, DKK=Danish krone,
  PLN=Polish zloty, RUB=Russian ruble, TRY=Turkish lira, ZAR=South African rand, NZD=New Zealand dollar, SGD=Singapore dollar,
  HKD=Hong Kong dollar, KRW=South Korean won, THB=Thai baht, CZK=Czech koruna, HUF=Hungarian forint, ILS=Israeli new shekel, VND=Vietnamese dong,
  TWD=New Taiwan dollar, PHP=Philippine peso, IDR=Indonesian rupiah, CLP=Chilean peso, COP=Colombian peso, ARS=Argentine peso,
  XAF=Central African CFA franc, XOF=West African CFA franc, XPF=CFP franc, XCD=East Caribbean dollar, KWD=Kuwaiti dinar,
  BHD=Bahraini dinar, ISK=Icelandic króna, UGX=Ugandan shilling`);
const SAME_IN_PLURAL = new Set(["JPY", "CNY", "KRW", "THB", "VND"]);
/** @type {Record<string, string>} */
const PLURALS = {
  TRY: "Turkish Lira",
  ISK: "Icelandic krónur",
  SEK: "Swedish kronor",
  NOK: "Norwegian kroner",
  DKK: "Danish kroner",
  PLN: "Polish zlotys",
  ZAR: "South African rand",
  CZK: "Czech korunas",
};
/** @type {Record<string, number>} */
const PLACES = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  ISK: 0,
  UGX: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  PYG: 0,
  RWF: 0,
  IDR: 0,
  COP: 0,
  HUF: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  JOD: 3,
  TND: 3,
};

/** @param {string} currency */
export const placesOf = (currency) => PLACES[currency] ?? 2;

/** @param {string} currency @param {string} display */
export function symbolOf(currency, display) {
  if (display === "code") return currency;
  return (display === "narrowSymbol" && NARROW[currency]) || SYMBOLS[currency] || currency;
}

/** @param {string} currency @param {boolean} isOne */
export function nameOf(currency, isOne) {
  const name = NAMES[currency] ?? currency;
  if (isOne || SAME_IN_PLURAL.has(currency) || name === currency) return name;
  return PLURALS[currency] ?? `${name}s`;
}

/**
 * Unit → [short, narrow, long in the singular, long in the plural where it isn't made with an s].
 * @type {Record<string, [short: string, narrow: string, long: string, longs?: string]>}
 */
const UNITS = {
  bit: ["bit", "bit", "bit"],
  byte: ["byte", "B", "byte"],
  celsius: ["°C", "°C", "degree Celsius", "degrees Celsius"],
  centimeter: ["cm", "cm", "centimeter"],
  day: ["day", "d", "day"],
  degree: ["deg", "°", "degree"],
  fahrenheit: ["°F", "°", "degree Fahrenheit", "degrees Fahrenheit"],
  foot: ["ft", "′", "foot", "feet"],
  gigabyte: ["GB", "GB", "gigabyte"],
  gram: ["g", "g", "gram"],
  hour: ["hr", "h", "hour"],
  inch: ["in", "″", "inch", "inches"],
  kilobyte: ["kB", "kB", "kilobyte"],
  kilogram: ["kg", "kg", "kilogram"],
  kilometer: ["km", "km", "kilometer"],
  "kilometer-per-hour": ["km/h", "km/h", "kilometer per hour", "kilometers per hour"],
  liter: ["L", "L", "liter"],
  megabyte: ["MB", "MB", "megabyte"],
  meter: ["m", "m", "meter"],
  mile: ["mi", "mi", "mile"],
  "mile-per-hour": ["mph", "mph", "mile per hour", "miles per hour"],
  milliliter: ["mL", "mL", "milliliter"],
  millimeter: ["mm", "mm", "millimeter"],
  millisecond: ["ms", "ms", "millisecond"],
  minute: ["min", "m", "minute"],
  month: ["mth", "m", "month"],
  ounce: ["oz", "oz", "ounce"],
  percent: ["%", "%", "percent", "percent"],
  pound: ["lb", "#", "pound"],
  second: ["sec", "s", "second"],
  terabyte: ["TB", "TB", "terabyte"],
  week: ["wk", "w", "week"],
  year: ["yr", "y", "year"],
};

/** @param {string} unit */
export const isUnit = (unit) => Object.hasOwn(UNITS, unit);
export const unitNames = () => Object.keys(UNITS);

const COUNTED = new Set(["day", "week", "month", "year", "byte", "bit"]);
const CLOSE = new Set(["celsius", "fahrenheit", "percent"]);

/**
 * {text, close}: how a unit is written, and whether it follows the number at once.
 * @param {string} unit
 * @param {string} display
 * @param {boolean} isOne
 */
export function unitText(unit, display, isOne) {
  const [short, narrow, long, longs = `${long}s`] = UNITS[unit];
  if (display === "long") return { text: isOne ? long : longs, close: false };
  if (display === "narrow") return { text: narrow, close: true };
  const isCounted = COUNTED.has(unit) && !isOne && unit !== "byte" && unit !== "bit";
  return { text: isCounted ? `${short}s` : short, close: CLOSE.has(unit) };
}
