// `Intl`, which QuickJS lacks, as far as scripts use it. A bundle of its own, loaded when a script first formats something.
import { connect } from "../native.js";
import { Collator, localeCompare } from "./collator.js";
import { ANY, ONLY_DATE, ONLY_TIME } from "./date-options.js";
import { DateTimeFormat, localeString } from "./date.js";
import { canonicalLocales } from "./locales.js";
import { NumberFormat } from "./number.js";
import { ListFormat, PluralRules, RelativeTimeFormat } from "./plural.js";

/** Lets a class be called without `new`, as those of `Intl` may. */
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
    getCanonicalLocales: (locales) => canonicalLocales(locales),
    [Symbol.toStringTag]: "Intl",
  },
  date: (date, args) => localeString(date, args, ANY),
  onlyDate: (date, args) => localeString(date, args, ONLY_DATE),
  onlyTime: (date, args) => localeString(date, args, ONLY_TIME),
  number: (number, [locales, options]) => new NumberFormat(locales, options).format(number),
  localeCompare,
};
