// `Intl.Collator` and `String.prototype.localeCompare`: letters without regard to marks and case first, then marks, then small letters
// before capitals; signs before digits before letters, in the order of the Unicode Collation Algorithm.
import { localeOf, supported } from "./locales.js";
import { choice, tag } from "./options.js";

/** @typedef {[kind: number, place: number]} Weight */
/** @typedef {{sensitivity?: string, numeric?: boolean, caseFirst?: string, ignorePunctuation?: boolean}} Comparison */

const TYPE = "Collator";
const SIGNS = `_-,;:!?.'"()[]{}@*/\\&#%\`^+<=>|~`;
const MARK = /\p{M}/u;
const IGNORED = /[\p{P}\s]/gu;

/**
 * [kind, place in it]: blanks, signs, other symbols, money, digits, letters.
 * @param {string} char
 * @returns {Weight}
 */
function weight(char) {
  if (/\s/u.test(char)) return [0, /** @type {number} */ (char.codePointAt(0))];
  const sign = SIGNS.indexOf(char);
  if (sign >= 0) return [1, sign];
  if (/\p{Sc}/u.test(char)) return [3, /** @type {number} */ (char.codePointAt(0))];
  if (/\p{N}/u.test(char)) return [4, /** @type {number} */ (char.codePointAt(0))];
  if (/\p{L}/u.test(char)) return [5, /** @type {number} */ (char.codePointAt(0))];
  return [2, /** @type {number} */ (char.codePointAt(0))];
}

/**
 * The weights of a text's letters, without marks and case. Where numbers count, a run of digits is one.
 * @param {string} text
 * @param {boolean} numeric
 * @returns {Weight[]}
 */
function weights(text, numeric) {
  const base = text.toLowerCase().replaceAll("ß", "ss").replaceAll("æ", "ae");
  const pieces = numeric ? (base.match(/\d+|[^\d]/gsu) ?? []) : [...base];
  return pieces
    .filter((piece) => !MARK.test(piece))
    .map((piece) =>
      piece.length > 1 && /^\d/.test(piece) ? [4, Number(piece) + 48] : number(piece, numeric),
    );
}

/** @param {string} piece @param {boolean} numeric @returns {Weight} */
function number(piece, numeric) {
  return numeric && /^\d$/.test(piece) ? [4, Number(piece) + 48] : weight(piece);
}

/** @param {Weight[]} left @param {Weight[]} right */
function compareWeights(left, right) {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [a, b] = [left[index], right[index]];
    const order = a[0] - b[0] || a[1] - b[1];
    if (order !== 0) return Math.sign(order);
  }
  return Math.sign(left.length - right.length);
}

/**
 * For each letter the marks on it.
 * @param {string} text
 */
function marks(text) {
  return Array.from(text.matchAll(/(\P{M})(\p{M}*)/gsu), (match) =>
    [...match[2]].map((mark) => mark.codePointAt(0)).join(),
  );
}

/** @template I @param {I[]} left @param {I[]} right @param {(one: I, other: I) => number} order */
function compareLists(left, right, order) {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    if (left[index] !== right[index]) return order(left[index], right[index]);
  }
  return 0;
}

/** @param {string} char */
const isCapital = (char) => char !== char.toLowerCase();

/** @param {string} left @param {string} right @param {string} caseFirst */
function compareCase(left, right, caseFirst) {
  const [a, b] = [left, right].map((text) =>
    [...text].filter((char) => !MARK.test(char)).map(isCapital),
  );
  return compareLists(a, b, (capital) => (capital === (caseFirst === "upper") ? -1 : 1));
}

/** @param {string} a @param {string} b @param {Comparison} comparison */
export function compare(
  a,
  b,
  { sensitivity = "variant", numeric = false, caseFirst = "false", ignorePunctuation = false } = {},
) {
  /** @param {string} text */
  const prepare = (text) => (ignorePunctuation ? text.replace(IGNORED, "") : text).normalize("NFD");
  const [left, right] = [prepare(a), prepare(b)];
  if (left === right) return 0;
  const byLetters = compareWeights(weights(left, numeric), weights(right, numeric));
  if (byLetters !== 0 || sensitivity === "base") return byLetters;
  if (sensitivity !== "case") {
    const byMarks = compareLists(marks(left), marks(right), (one, other) => (one < other ? -1 : 1));
    if (byMarks !== 0 || sensitivity === "accent") return byMarks;
    // What is written as one letter comes after what is written as two.
    if (left.length !== right.length) return left.length < right.length ? 1 : -1;
  }
  return compareCase(left, right, caseFirst);
}

/**
 * The comparison of `localeCompare`.
 * @param {string} a
 * @param {string} b
 * @param {unknown[]} formatting
 */
export function localeCompare(a, b, [locales, options]) {
  if (locales === undefined && options === undefined) return compare(a, b);
  return new Collator(locales, options).compare(a, b);
}

export class Collator {
  #locale;
  #options;

  /** @param {unknown} [locales] @param {any} [given] */
  constructor(locales, given) {
    const options = Object(given ?? {});
    this.#locale = localeOf(locales);
    this.#options = {
      usage: choice(options, "usage", ["sort", "search"], "sort", TYPE),
      sensitivity: choice(
        options,
        "sensitivity",
        ["base", "accent", "case", "variant"],
        "variant",
        TYPE,
      ),
      ignorePunctuation: Boolean(options.ignorePunctuation),
      collation: "default",
      numeric: Boolean(options.numeric),
      caseFirst: choice(options, "caseFirst", ["upper", "lower", "false"], "false", TYPE),
    };
    /** @param {unknown} a @param {unknown} b */
    this.compare = (a, b) => compare(String(a), String(b), this.#options);
  }

  resolvedOptions() {
    return { locale: this.#locale, ...this.#options };
  }

  /** @param {unknown} locales */
  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}
tag(Collator);
