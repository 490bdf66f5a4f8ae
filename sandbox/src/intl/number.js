// `Intl.NumberFormat` and `Number.prototype.toLocaleString`.
import { habits, localeOf } from "./locales.js";

const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", CNY: "CN¥", KRW: "₩", BRL: "R$", CAD: "CA$", AUD: "A$", MXN: "MX$", ILS: "₪" };
const WITHOUT_CENTS = new Set(["JPY", "KRW", "VND", "CLP", "ISK"]);
const COMPACT = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

function digits(name, value, fallback) {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!(number >= 0 && number <= 100)) throw new RangeError(`${name} value is out of range.`);
  return Math.floor(number);
}

function fractions(options, style, currency) {
  const usual = style === "currency" ? (WITHOUT_CENTS.has(currency) ? 0 : 2) : 0;
  const most = style === "currency" ? usual : style === "percent" ? 0 : 3;
  const minimum = digits("minimumFractionDigits", options.minimumFractionDigits, undefined);
  const maximum = digits("maximumFractionDigits", options.maximumFractionDigits, undefined);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) throw new RangeError("maximumFractionDigits value is out of range.");
  return {
    minimumFractionDigits: minimum ?? Math.min(usual, maximum ?? usual),
    maximumFractionDigits: maximum ?? Math.max(most, minimum ?? most),
  };
}

/** Rounds half away from zero, on the decimal digits as they are written, and returns text. */
function rounded(number, places) {
  const text = Math.abs(number).toFixed(Math.min(places, 100));
  const exact = Number(`${Math.round(Number(`${Math.abs(number)}e${places}`))}e-${places}`);
  return Number.isFinite(exact) && Math.abs(number) < 1e15 ? exact.toFixed(places) : text;
}

function grouped(whole, separator) {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator);
}

export class NumberFormat {
  #locale;
  #options;

  constructor(locales, options = {}) {
    const style = options.style ?? "decimal";
    const currency = options.currency === undefined ? undefined : String(options.currency).toUpperCase();
    if (style === "currency" && currency === undefined) throw new TypeError("Currency code is required with currency style.");
    this.#locale = localeOf(locales);
    this.#options = {
      style,
      ...(currency && { currency }),
      minimumIntegerDigits: digits("minimumIntegerDigits", options.minimumIntegerDigits, 1),
      ...fractions(options, style, currency),
      ...(options.maximumSignificantDigits && { maximumSignificantDigits: options.maximumSignificantDigits }),
      useGrouping: options.useGrouping ?? "auto",
      notation: options.notation ?? "standard",
    };
    this.format = (value) => this.#format(value);
  }

  #digits(number) {
    const { maximumSignificantDigits, minimumFractionDigits, maximumFractionDigits, minimumIntegerDigits, useGrouping } = this.#options;
    const { group, decimal } = habits(this.#locale);
    const places = maximumSignificantDigits ? undefined : maximumFractionDigits;
    const text = places === undefined ? plainText(Number(number.toPrecision(maximumSignificantDigits))) : rounded(number, places);
    const [whole, fraction = ""] = text.split(".");
    const kept = fraction.replace(/0+$/, "").padEnd(places === undefined ? 0 : minimumFractionDigits, "0");
    const padded = whole.padStart(minimumIntegerDigits, "0");
    const front = useGrouping === false || useGrouping === "false" ? padded : grouped(padded, group);
    return kept ? front + decimal + kept : front;
  }

  #format(value) {
    const number = typeof value === "bigint" ? Number(value) : Number(value);
    if (Number.isNaN(number)) return "NaN";
    const { style, currency, notation } = this.#options;
    const size = Math.abs(number);
    const sign = number < 0 || Object.is(number, -0) ? "-" : "";
    const [unit, suffix] = (notation === "compact" && COMPACT.find(([least]) => size >= least)) || [1, ""];
    if (size === Infinity) return `${sign}∞`;
    if (style === "percent") return `${sign}${this.#digits(size * 100)}%`;
    const text = notation === "compact" ? compactText(size / unit) + suffix : this.#digits(size);
    return style === "currency" ? sign + (SYMBOLS[currency] ?? `${currency}\u00a0`) + text : sign + text;
  }

  resolvedOptions() {
    return { locale: this.#locale, numberingSystem: "latn", ...this.#options };
  }

  static supportedLocalesOf(locales) {
    return [].concat(locales ?? []);
  }
}

function compactText(number) {
  return number < 100 ? String(Number(number.toPrecision(2))) : String(Math.round(number));
}

/** A number's digits without an exponent. */
function plainText(number) {
  const text = String(Math.abs(number));
  return text.includes("e") ? BigInt(Math.abs(number)).toString() : text;
}
