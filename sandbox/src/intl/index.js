// `Intl`, which QuickJS lacks, as far as scripts use it. A bundle of its own, loaded when a script first formats something.
import { connect } from "../native.js";
import { Collator, compare } from "./collator.js";
import { ANY, DateTimeFormat, ONLY_DATE, ONLY_TIME, localeString } from "./date.js";
import { NumberFormat } from "./number.js";

/** Lets a class be called without `new`, as those of `Intl` may. */
function callable(Class) {
  return new Proxy(Class, { apply: (target, _, args) => new target(...args) });
}

export default {
  connect,
  Intl: {
    Collator: callable(Collator),
    DateTimeFormat: callable(DateTimeFormat),
    NumberFormat: callable(NumberFormat),
    getCanonicalLocales: (locales) => [].concat(locales ?? []),
    [Symbol.toStringTag]: "Intl",
  },
  date: (date, args) => localeString(date, args, ANY),
  onlyDate: (date, args) => localeString(date, args, ONLY_DATE),
  onlyTime: (date, args) => localeString(date, args, ONLY_TIME),
  number: (number, [locales, options]) => new NumberFormat(locales, options).format(number),
  compare,
};
