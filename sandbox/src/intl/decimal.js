// Decimal numbers as digits, so that rounding is that of what is written and not of its binary form.

/** @typedef {{negative: boolean, digits: string, point: number, special?: "nan" | "infinity"}} Decimal */
/**
 * Whether what comes after a digit rounds it up: `half` tells how it is to a half, `last` is the digit.
 * @typedef {(half: number, negative: boolean, last: string) => boolean} IsUp
 */

/**
 * {negative, digits, point, special}: the value is 0.digits times ten to the power of `point`.
 * @param {unknown} value
 * @returns {Decimal}
 */
export function decimalOf(value) {
  const number = typeof value === "bigint" ? value : exact(value);
  if (typeof number === "number" && !Number.isFinite(number)) {
    return {
      negative: number < 0,
      digits: "",
      point: 0,
      special: Number.isNaN(number) ? "nan" : "infinity",
    };
  }
  const negative = Object.is(number, -0) || number < 0;
  const [mantissa, exponent = "0"] = String(number).replace("-", "").split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  return trimmed({ negative, digits: whole + fraction, point: whole.length + Number(exponent) });
}

/**
 * Text with more digits than a number has keeps them.
 * @param {unknown} value
 */
function exact(value) {
  if (typeof value === "string" && /^\s*-?\d{16,}\s*$/.test(value)) return BigInt(value);
  return Number(value);
}

/** @param {Decimal} decimal @returns {Decimal} */
function trimmed({ negative, digits, point }) {
  const lead = /** @type {RegExpExecArray} */ (/^0*/.exec(digits))[0].length;
  const kept = digits.slice(lead).replace(/0+$/, "");
  return { negative, digits: kept, point: kept === "" ? 0 : point - lead };
}

/** @type {Record<string, IsUp>} */
const UP = {
  ceil: (_, negative) => !negative,
  floor: (_, negative) => negative,
  expand: () => true,
  trunc: () => false,
  halfExpand: (half) => half >= 0,
  halfTrunc: (half) => half > 0,
  halfCeil: (half, negative) => half > 0 || (half === 0 && !negative),
  halfFloor: (half, negative) => half > 0 || (half === 0 && negative),
  halfEven: (half, _, last) => half > 0 || (half === 0 && Number(last) % 2 === 1),
};

export const ROUNDING_MODES = Object.keys(UP);

/**
 * Keeps so many of the digits.
 * @param {Decimal} decimal
 * @param {number} count
 * @param {string} mode
 */
function keep(decimal, count, mode) {
  const { negative, digits, point } = decimal;
  if (count >= digits.length) return decimal;
  const padded = count < 0 ? "0".repeat(-count) + digits : digits;
  const at = Math.max(count, 0);
  const [kept, rest] = [padded.slice(0, at), padded.slice(at)];
  const half = rest[0] === "5" && /^50*$/.test(rest) ? 0 : rest[0] >= "5" ? 1 : -1;
  const isUp = /[1-9]/.test(rest) && UP[mode](half, negative, kept.at(-1) ?? "0");
  if (!isUp) return trimmed({ negative, digits: kept, point });
  const more = String(BigInt(kept || "0") + 1n).padStart(kept.length, "0");
  // With no digit kept, what is added stands where the last one would.
  const place = count < 0 ? point - count : point;
  return trimmed({ negative, digits: more, point: place + (more.length - kept.length) });
}

/** @param {Decimal} decimal @param {number} places @param {string} mode */
export function roundToPlaces(decimal, places, mode = "halfExpand") {
  return keep(decimal, decimal.point + places, mode);
}

/** @param {Decimal} decimal @param {number} count @param {string} mode */
export function roundToDigits(decimal, count, mode = "halfExpand") {
  return keep(decimal, count, mode);
}

/**
 * The digits before and after the point, without an exponent.
 * @param {Decimal} decimal
 */
export function written({ digits, point }) {
  if (point <= 0) return { whole: "0", fraction: digits === "" ? "" : "0".repeat(-point) + digits };
  return { whole: digits.slice(0, point).padEnd(point, "0"), fraction: digits.slice(point) };
}

/**
 * The number times ten to a power.
 * @param {Decimal} decimal
 * @param {number} power
 * @returns {Decimal}
 */
export function shifted(decimal, power) {
  return decimal.digits === "" ? decimal : { ...decimal, point: decimal.point + power };
}
