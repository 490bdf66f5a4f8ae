// `Intl`, which QuickJS lacks, as far as scripts use it. A bundle of its own, loaded when a script first formats something.
import { connect } from "../native.js";
import { Collator, localeCompare } from "./collator.js";
import { ANY, ONLY_DATE, ONLY_TIME } from "./date-options.js";
import { DateTimeFormat, localeString } from "./date.js";
import { canonicalLocales } from "./locales.js";
import { NumberFormat } from "./number.js";
import { ListFormat, PluralRules, RelativeTimeFormat } from "./plural.js";

/**
 * Lets a class be called without `new`, as those of `Intl` may.
 * @template {new (...args: any[]) => object} C
 * @param {C} Class
 */
function callable(Class) {
  return new Proxy(Class, { apply: (target, _, args) => new target(...args) });
}

export default {
  connect,
  Intl: {
    Collator: callable(Collator),
    DateTimeFormat: callable(DateTimeFormat),
    ListFormat,
    NumberFormat: callable(NumberFormat),
    PluralRules,
    RelativeTimeFormat,
    /** @param {unknown} locales */
    getCanonicalLocales: (locales) => canonicalLocales(locales),
    [Symbol.toStringTag]: "Intl",
  },
  /** @param {Date} date @param {unknown[]} args */
  date: (date, args) => localeString(date, args, ANY),
  /** @param {Date} date @param {unknown[]} args */
  onlyDate: (date, args) => localeString(date, args, ONLY_DATE),
  /** @param {Date} date @param {unknown[]} args */
  onlyTime: (date, args) => localeString(date, args, ONLY_TIME),
  /** @param {unknown} number @param {unknown[]} formatting */
  number: (number, [locales, options]) => new NumberFormat(locales, options).format(number),
  localeCompare,
};
