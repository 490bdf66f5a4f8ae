// `Intl.NumberFormat` and `Number.prototype.toLocaleString`.
import {
  ROUNDING_MODES,
  decimalOf,
  roundToDigits,
  roundToPlaces,
  shifted,
  written,
} from "./decimal.js";
import { habits, localeOf, supported } from "./locales.js";
import { choice, joined, tag, whole } from "./options.js";
import { isUnit, nameOf, placesOf, symbolOf, unitText } from "./units.js";

/** @import { Decimal } from "./decimal.js" */
/** @import { Habits } from "./locales.js" */
/** @import { Part } from "./options.js" */
/** @typedef {ReturnType<typeof moneyOf>} Money */
/** @typedef {{currency: string, currencyDisplay: string}} Currency */
/** @typedef {ReturnType<typeof resolveNumber> & {roundsCompactly?: boolean}} NumberOptions */

const TYPE = "NumberFormat";
const COMPACT = [
  ["", ""],
  ["K", "thousand"],
  ["M", "million"],
  ["B", "billion"],
  ["T", "trillion"],
];

/** @param {any} options */
function moneyOf(options) {
  const style = choice(
    options,
    "style",
    ["decimal", "percent", "currency", "unit"],
    "decimal",
    TYPE,
  );
  const currency =
    options.currency === undefined ? undefined : String(options.currency).toUpperCase();
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw new RangeError(`Invalid currency code : ${options.currency}`);
  if (style === "currency" && currency === undefined)
    throw new TypeError("Currency code is required with currency style.");
  const currencyDisplay = choice(
    options,
    "currencyDisplay",
    ["code", "symbol", "narrowSymbol", "name"],
    "symbol",
    TYPE,
  );
  const currencySign = choice(
    options,
    "currencySign",
    ["standard", "accounting"],
    "standard",
    TYPE,
  );
  const unitDisplay = choice(options, "unitDisplay", ["short", "narrow", "long"], "short", TYPE);
  if (style === "unit" && options.unit === undefined)
    throw new TypeError("Invalid unit argument for Intl.NumberFormat() ''");
  if (options.unit !== undefined && !isUnit(options.unit)) {
    throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${options.unit}'`);
  }
  if (style === "currency") return { style, currency, currencyDisplay, currencySign };
  return style === "unit" ? { style, unit: options.unit, unitDisplay } : { style };
}

/** @param {any} options @param {Money} money @param {string} notation */
function digitsOf(options, { style, currency }, notation) {
  const usual =
    style === "currency" && notation === "standard"
      ? placesOf(/** @type {string} */ (currency))
      : 0;
  const most = style === "currency" ? usual : style === "percent" ? 0 : 3;
  const minimumIntegerDigits = whole(options, "minimumIntegerDigits", [1, 21], 1);
  const minimum = whole(options, "minimumFractionDigits", [0, 100]);
  const maximum = whole(options, "maximumFractionDigits", [0, 100]);
  const least = whole(options, "minimumSignificantDigits", [1, 21]);
  const greatest = whole(options, "maximumSignificantDigits", [least ?? 1, 21]);
  if (least !== undefined || greatest !== undefined) {
    return {
      minimumIntegerDigits,
      minimumSignificantDigits: least ?? 1,
      maximumSignificantDigits: greatest ?? 21,
    };
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    throw new RangeError("maximumFractionDigits value is out of range.");
  }
  if (notation === "compact" && minimum === undefined && maximum === undefined) {
    const digits = {
      minimumSignificantDigits: 1,
      maximumSignificantDigits: 2,
      minimumFractionDigits: 0,
      maximumFractionDigits: 0,
    };
    return { minimumIntegerDigits, ...digits, roundsCompactly: true };
  }
  return {
    minimumIntegerDigits,
    minimumFractionDigits: minimum ?? Math.min(usual, maximum ?? usual),
    maximumFractionDigits: maximum ?? Math.max(most, minimum ?? most),
  };
}

/**
 * @param {any} options
 * @param {string} notation
 * @returns {"min2" | "auto" | "always" | false}
 */
function groupingOf(options, notation) {
  const { useGrouping } = options;
  if (useGrouping === false) return false;
  const usual = notation === "compact" ? "min2" : "auto";
  if (useGrouping === undefined || useGrouping === "true" || useGrouping === "false") return usual;
  return useGrouping === true
    ? "always"
    : /** @type {"min2" | "auto" | "always"} */ (
        choice(options, "useGrouping", ["min2", "auto", "always"], usual, TYPE)
      );
}

/** @param {any} options */
export function resolveNumber(options) {
  const money = moneyOf(options);
  const notation = choice(
    options,
    "notation",
    ["standard", "scientific", "engineering", "compact"],
    "standard",
    TYPE,
  );
  const compactDisplay = choice(options, "compactDisplay", ["short", "long"], "short", TYPE);
  return {
    ...money,
    ...digitsOf(options, money, notation),
    useGrouping: groupingOf(options, notation),
    notation,
    ...(notation === "compact" && { compactDisplay }),
    signDisplay: choice(
      options,
      "signDisplay",
      ["auto", "never", "always", "exceptZero", "negative"],
      "auto",
      TYPE,
    ),
    roundingMode: choice(options, "roundingMode", ROUNDING_MODES, "halfExpand", TYPE),
    roundingIncrement: 1,
    trailingZeroDisplay: choice(
      options,
      "trailingZeroDisplay",
      ["auto", "stripIfInteger"],
      "auto",
      TYPE,
    ),
    roundingPriority: choice(
      options,
      "roundingPriority",
      ["auto", "morePrecision", "lessPrecision"],
      "auto",
      TYPE,
    ),
  };
}

/** @param {Decimal} decimal @param {NumberOptions} options */
function round(decimal, options) {
  const { maximumSignificantDigits, maximumFractionDigits, roundingMode, roundsCompactly } =
    options;
  if (roundsCompactly && decimal.point > 1) return roundToPlaces(decimal, 0, roundingMode);
  if (maximumSignificantDigits !== undefined)
    return roundToDigits(decimal, maximumSignificantDigits, roundingMode);
  return roundToPlaces(decimal, maximumFractionDigits, roundingMode);
}

/**
 * Rounds, and returns {decimal, power}: what is written, and the power of ten that is written beside it.
 * @param {Decimal} decimal
 * @param {NumberOptions} options
 * @returns {{decimal: Decimal, power: number}}
 */
function scale(decimal, options) {
  const { notation } = options;
  if (notation === "standard" || decimal.special)
    return { decimal: decimal.special ? decimal : round(decimal, options), power: 0 };
  const step = notation === "scientific" ? 1 : 3;
  const most = notation === "compact" ? 12 : Infinity;
  const least = notation === "compact" ? 0 : -Infinity;
  /** @param {Decimal} decimal */
  const powerOf = ({ digits, point }) =>
    digits === "" ? 0 : Math.min(Math.max(Math.floor((point - 1) / step) * step, least), most);
  const power = powerOf(decimal);
  const rounded = round(shifted(decimal, -power), options);
  // 999,999 becomes 1000K, which is 1M.
  const next = powerOf(shifted(rounded, power));
  return next === power
    ? { decimal: rounded, power }
    : { decimal: round(shifted(decimal, -next), options), power: next };
}

/**
 * @param {string} text
 * @param {Habits} habits
 * @param {string | false} useGrouping
 * @returns {Part[]}
 */
function groups(text, { group, least, indian }, useGrouping) {
  const needed = useGrouping === "min2" ? 5 : useGrouping === "always" ? 4 : least;
  if (useGrouping === false || text.length < needed) return [{ type: "integer", value: text }];
  const places = indian ? /\B(?=(?:\d{2})*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g;
  const pieces = text.replace(places, " ").split(" ");
  return pieces.flatMap((value, index) => [
    ...(index ? [{ type: "group", value: group }] : []),
    { type: "integer", value },
  ]);
}

/**
 * @param {Decimal} decimal
 * @param {NumberOptions} options
 * @param {Habits} style
 * @returns {Part[]}
 */
function digitParts(decimal, options, style) {
  if (decimal.special)
    return [{ type: decimal.special, value: decimal.special === "nan" ? "NaN" : "∞" }];
  const { whole: integer, fraction } = written(decimal);
  const {
    minimumIntegerDigits,
    minimumFractionDigits = 0,
    minimumSignificantDigits = 0,
    trailingZeroDisplay,
    roundsCompactly,
  } = options;
  const significant =
    integer === "0" ? minimumSignificantDigits - 1 : minimumSignificantDigits - integer.length;
  const least = roundsCompactly ? 0 : Math.max(minimumFractionDigits, significant, 0);
  const isBare = trailingZeroDisplay === "stripIfInteger" && fraction === "";
  const shown = isBare ? "" : fraction.padEnd(least, "0");
  const front = groups(
    integer.padStart(/** @type {number} */ (minimumIntegerDigits), "0"),
    style,
    options.useGrouping,
  );
  return shown
    ? [...front, { type: "decimal", value: style.decimal }, { type: "fraction", value: shown }]
    : front;
}

/**
 * What follows the digits for the power of ten.
 * @param {number} power
 * @param {NumberOptions} options
 * @param {Decimal} decimal
 * @returns {Part[]}
 */
function powerParts(power, { notation, compactDisplay }, { special }) {
  if (special) return [];
  if (notation === "compact" && power > 0) {
    const [short, long] = COMPACT[power / 3];
    return compactDisplay === "long"
      ? [
          { type: "literal", value: " " },
          { type: "compact", value: long },
        ]
      : [{ type: "compact", value: short }];
  }
  if (notation !== "scientific" && notation !== "engineering") return [];
  const sign = power < 0 ? [{ type: "exponentMinusSign", value: "-" }] : [];
  return [
    { type: "exponentSeparator", value: "E" },
    ...sign,
    { type: "exponentInteger", value: String(Math.abs(power)) },
  ];
}

/** @param {Decimal} decimal @param {NumberOptions["signDisplay"]} signDisplay */
function signOf({ negative, digits, special }, signDisplay) {
  const isZero = digits === "" && special !== "infinity";
  const shows = {
    auto: negative,
    never: false,
    always: true,
    exceptZero: !isZero,
    negative: negative && !isZero,
  }[signDisplay];
  return shows ? (negative ? "-" : "+") : "";
}

/**
 * The number with its currency, percent sign or unit around it.
 * @param {Part[]} body
 * @param {NumberOptions} options
 * @param {{isOne: boolean, style: Habits}} how
 * @returns {Part[]}
 */
function dress(body, options, { isOne, style }) {
  const space = { type: "literal", value: "\u00a0" };
  if (options.style === "percent")
    return [
      ...body,
      ...(style.percentGap ? [{ type: "literal", value: style.percentGap }] : []),
      { type: "percentSign", value: "%" },
    ];
  if (options.style === "currency") {
    const { currency, currencyDisplay } = /** @type {Currency} */ (options);
    if (currencyDisplay === "name")
      return [
        ...body,
        { type: "literal", value: " " },
        { type: "currency", value: nameOf(currency, isOne) },
      ];
    const value = style.ownSymbols?.[currency] ?? symbolOf(currency, currencyDisplay);
    const mark = { type: "currency", value };
    if (style.currencyAfter) return [...body, space, mark];
    const isApart = style.currencyGap || (/\p{L}$/u.test(value) && body[0].type === "integer");
    return isApart ? [mark, space, ...body] : [mark, ...body];
  }
  if (options.style !== "unit") return body;
  const { text, close } = unitText(options.unit, options.unitDisplay, isOne);
  const unit = { type: options.unit === "percent" ? "percentSign" : "unit", value: text };
  return close ? [...body, unit] : [...body, { type: "literal", value: " " }, unit];
}

/**
 * @param {unknown} value
 * @param {NumberOptions} options
 * @param {string} locale
 * @returns {Part[]}
 */
export function numberParts(value, options, locale) {
  const style = habits(locale);
  const given = decimalOf(value);
  const { decimal, power } = scale(
    options.style === "percent" ? shifted(given, 2) : given,
    options,
  );
  const digits = digitParts(decimal, options, style);
  const isOne = joined(digits) === "1" && power === 0;
  const parts = dress([...digits, ...powerParts(power, options, decimal)], options, {
    isOne,
    style,
  });
  const sign = signOf({ ...decimal, negative: given.negative }, options.signDisplay);
  if (sign === "-" && options.currencySign === "accounting") {
    return [{ type: "literal", value: "(" }, ...parts, { type: "literal", value: ")" }];
  }
  return sign ? [{ type: sign === "-" ? "minusSign" : "plusSign", value: sign }, ...parts] : parts;
}

export class NumberFormat {
  /** @type {string} */
  #locale;
  /** @type {NumberOptions} */
  #options;

  /** @param {unknown} [locales] @param {unknown} options */
  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#options = resolveNumber(Object(options));
    /** @param {unknown} value */
    this.format = (value) => joined(this.formatToParts(value));
  }

  /** @param {unknown} value */
  formatToParts(value) {
    return numberParts(value, this.#options, this.#locale);
  }

  /** @param {unknown} start @param {unknown} end */
  formatRange(start, end) {
    const [from, to] = [this.format(start), this.format(end)];
    if (from === to) return `~${from}`;
    return this.#options.style === "currency" ? `${from} – ${to}` : `${from}–${to}`;
  }

  resolvedOptions() {
    const { roundsCompactly, ...options } = this.#options;
    return {
      locale: this.#locale,
      numberingSystem: "latn",
      ...options,
      ...(roundsCompactly && { roundingPriority: "morePrecision" }),
    };
  }

  /** @param {unknown} locales */
  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}
tag(NumberFormat);
