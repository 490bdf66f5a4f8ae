// `Intl.Collator` and `String.prototype.localeCompare`: letters without regard to marks and case first, then marks, then small letters
// before capitals; signs before digits before letters.
import { localeOf } from "./locales.js";

const MARKS = /\p{M}/gu;

function rank(char) {
  if (/\p{M}/u.test(char)) return 6;
  if (/\s/u.test(char)) return 0;
  if (char === "_") return 1;
  if (char === "-") return 2;
  if (/\p{N}/u.test(char)) return 4;
  return /\p{L}/u.test(char) ? 5 : 3;
}

function compareText(a, b) {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    if (left[index] === right[index]) continue;
    const byRank = rank(left[index]) - rank(right[index]);
    return byRank || (left[index] < right[index] ? -1 : 1);
  }
  return left.length - right.length;
}

/** Compares runs of digits as numbers, everything else as text. */
function compareNumeric(a, b) {
  const split = (text) => text.split(/(\d+)/);
  const [left, right] = [split(a), split(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const digits = index % 2 === 1;
    const order = digits ? Number(left[index]) - Number(right[index]) : compareText(left[index], right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export function compare(a, b, { sensitivity = "variant", numeric = false } = {}) {
  const [left, right] = [a.normalize("NFD"), b.normalize("NFD")];
  const base = (text) => text.replace(MARKS, "").toLowerCase();
  const byLetters = (numeric ? compareNumeric : compareText)(base(left), base(right));
  if (byLetters !== 0 || sensitivity === "base") return Math.sign(byLetters);
  const byMarks = compareText(left.toLowerCase(), right.toLowerCase());
  if (sensitivity !== "case" && byMarks !== 0) return Math.sign(byMarks);
  if (sensitivity === "accent") return 0;
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return left[index] === left[index].toLowerCase() ? -1 : 1;
  }
  return 0;
}

export class Collator {
  #locale;
  #options;

  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#options = options;
    this.compare = (a, b) => compare(String(a), String(b), this.#options);
  }

  resolvedOptions() {
    return { locale: this.#locale, usage: "sort", sensitivity: "variant", numeric: false, ...this.#options };
  }
}
