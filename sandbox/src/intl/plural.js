// `Intl.PluralRules`, `Intl.RelativeTimeFormat` and `Intl.ListFormat`, in English.
import { localeOf, supported } from "./locales.js";
import { NumberFormat, numberParts, resolveNumber } from "./number.js";
import { choice, joined, tag } from "./options.js";

/** @import { NumberOptions } from "./number.js" */
/** @import { Part } from "./options.js" */

const ORDINALS = { one: "one", two: "two", few: "few" };

/** @param {number} number */
function ordinal(number) {
  const [last, teens] = [number % 10, number % 100];
  if (last === 1 && teens !== 11) return ORDINALS.one;
  if (last === 2 && teens !== 12) return ORDINALS.two;
  return last === 3 && teens !== 13 ? ORDINALS.few : "other";
}

export class PluralRules {
  /** @type {string} */
  #locale;
  /** @type {string} */
  #type;
  /** @type {NumberOptions} */
  #digits;

  /** @param {unknown} [locales] @param {any} options */
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#type = choice(options, "type", ["cardinal", "ordinal"], "cardinal", "PluralRules");
    this.#digits = resolveNumber({ ...options, style: "decimal" });
  }

  /** @param {unknown} value */
  select(value) {
    const number = Number(value);
    if (this.#type === "ordinal") return ordinal(Math.abs(number));
    return joined(numberParts(Math.abs(number), this.#digits, "en")) === "1" ? "one" : "other";
  }

  resolvedOptions() {
    const { minimumIntegerDigits, minimumFractionDigits, maximumFractionDigits } = this.#digits;
    const pluralCategories =
      this.#type === "ordinal" ? ["few", "one", "two", "other"] : ["one", "other"];
    const digits = { minimumIntegerDigits, minimumFractionDigits, maximumFractionDigits };
    return { locale: this.#locale, type: this.#type, ...digits, pluralCategories };
  }

  /** @param {unknown} locales */
  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}
tag(PluralRules);

/** @type {Record<string, string>} */
const SHORT = {
  second: "sec.",
  minute: "min.",
  hour: "hr.",
  day: "day",
  week: "wk.",
  month: "mo.",
  quarter: "qtr.",
  year: "yr.",
};
/** @type {Record<string, string>} */
const NARROW = {
  second: "s",
  minute: "m",
  hour: "h",
  day: "d",
  week: "w",
  month: "mo",
  quarter: "q",
  year: "y",
};
const UNITS = Object.keys(SHORT);

/**
 * Unit → the words for the last, this and the next one.
 * @param {string} unit
 * @param {string} style
 * @returns {Record<number, string>}
 */
function wordsFor(unit, style) {
  if (unit === "day") return { "-1": "yesterday", 0: "today", 1: "tomorrow" };
  if (unit === "second") return { 0: "now" };
  const name = style === "long" ? unit : SHORT[unit];
  if (unit === "minute" || unit === "hour") return { 0: `this ${unit}` };
  return { "-1": `last ${name}`, 0: `this ${name}`, 1: `next ${name}` };
}

/** @param {string} unit @param {string} style @param {boolean} isOne */
function unitWord(unit, style, isOne) {
  if (style === "long") return isOne ? unit : `${unit}s`;
  if (style === "narrow") return NARROW[unit];
  if (unit === "day") return isOne ? "day" : "days";
  return unit === "quarter" && !isOne ? "qtrs." : SHORT[unit];
}

export class RelativeTimeFormat {
  /** @type {string} */
  #locale;
  /** @type {string} */
  #style;
  /** @type {string} */
  #numeric;
  /** @type {NumberFormat} */
  #number;

  /** @param {unknown} [locales] @param {any} options */
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#style = choice(
      options,
      "style",
      ["long", "short", "narrow"],
      "long",
      "RelativeTimeFormat",
    );
    this.#numeric = choice(options, "numeric", ["always", "auto"], "always", "RelativeTimeFormat");
    this.#number = new NumberFormat(this.#locale);
  }

  /** @param {unknown} value @param {unknown} unit */
  format(value, unit) {
    return joined(this.formatToParts(value, unit));
  }

  /** @param {unknown} value @param {unknown} wanted @returns {Part[]} */
  formatToParts(value, wanted) {
    const number = Number(value);
    const unit = String(wanted).replace(/s$/, "");
    if (!UNITS.includes(unit))
      throw new RangeError(
        `Invalid unit argument for Intl.RelativeTimeFormat.prototype.format() '${wanted}'`,
      );
    if (!Number.isFinite(number))
      throw new RangeError(
        "Value need to be finite number for Intl.RelativeTimeFormat.prototype.format()",
      );
    const word = this.#numeric === "auto" ? wordsFor(unit, this.#style)[number] : undefined;
    if (word !== undefined) return [{ type: "literal", value: word }];
    const digits = this.#number.formatToParts(Math.abs(number)).map((part) => ({ ...part, unit }));
    const gap = this.#style === "narrow" ? "" : " ";
    const name = gap + unitWord(unit, this.#style, Math.abs(number) === 1);
    const isPast = number < 0 || Object.is(number, -0);
    if (isPast) return [...digits, { type: "literal", value: `${name} ago` }];
    return [{ type: "literal", value: "in " }, ...digits, { type: "literal", value: name }];
  }

  resolvedOptions() {
    return {
      locale: this.#locale,
      style: this.#style,
      numeric: this.#numeric,
      numberingSystem: "latn",
    };
  }

  /** @param {unknown} locales */
  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}
tag(RelativeTimeFormat);

/** @type {Record<string, Record<string, string[]>>} */
const JOINTS = {
  conjunction: { long: [" and ", ", and "], short: [" & ", ", & "], narrow: [", ", ", "] },
  disjunction: { long: [" or ", ", or "], short: [" or ", ", or "], narrow: [" or ", ", or "] },
  unit: { long: [", ", ", "], short: [", ", ", "], narrow: [" ", " "] },
};

export class ListFormat {
  /** @type {string} */
  #locale;
  /** @type {string} */
  #type;
  /** @type {string} */
  #style;

  /** @param {unknown} [locales] @param {any} options */
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#type = choice(options, "type", Object.keys(JOINTS), "conjunction", "ListFormat");
    this.#style = choice(options, "style", ["long", "short", "narrow"], "long", "ListFormat");
  }

  /** @param {Iterable<string>} list */
  format(list) {
    return joined(this.formatToParts(list));
  }

  /** @param {Iterable<string> | null | undefined} list @returns {Part[]} */
  formatToParts(list) {
    const items = [...(list ?? [])];
    for (const item of items)
      if (typeof item !== "string")
        throw new TypeError(`Iterable yielded ${String(item)} which is not a string`);
    const [two, last] = JOINTS[this.#type][this.#style];
    const between = this.#type === "unit" && this.#style === "narrow" ? " " : ", ";
    return items.flatMap((value, index) => {
      if (index === 0) return [{ type: "element", value }];
      const joint = items.length === 2 ? two : index === items.length - 1 ? last : between;
      return [
        { type: "literal", value: joint },
        { type: "element", value },
      ];
    });
  }

  resolvedOptions() {
    return { locale: this.#locale, type: this.#type, style: this.#style };
  }

  /** @param {unknown} locales */
  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}
tag(ListFormat);
