// What Node checks of the arguments of `Buffer`, and its browser port doesn't, or words otherwise.
import { coded, received, wrongType } from "../web/errors.js";

const LARGEST = 2 ** 32;

/** @param {string} name @param {string} range @param {any} value */
const outOfRange = (name, range, value) => {
  const digits =
    typeof value === "bigint"
      ? `${value}n`
      : Math.abs(value) > LARGEST
        ? grouped(String(value))
        : String(value);
  return coded(
    RangeError,
    "ERR_OUT_OF_RANGE",
    `The value of "${name}" is out of range. It must be ${range}. Received ${digits}`,
  );
};
/** @param {string} digits */
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, "_");
/** @param {unknown} encoding */
const unknownEncoding = (encoding) =>
  coded(TypeError, "ERR_UNKNOWN_ENCODING", `Unknown encoding: ${encoding}`);

/** @param {unknown} size */
export function checkSize(size) {
  if (typeof size !== "number") throw wrongType("size", "of type number", size);
  if (!(size >= 0 && size <= LARGEST)) throw outOfRange("size", `>= 0 && <= ${LARGEST}`, size);
}

/**
 * Something that can become a buffer: text, bytes, a list, what boxes one of these, or what was written as JSON.
 * @param {any} value
 */
export function checkSource(value) {
  if (typeof value === "string") return;
  if (value !== null && typeof value === "object") {
    const boxed = value.valueOf?.();
    if ((boxed !== undefined && boxed !== null && boxed !== value) || value.length !== undefined)
      return;
    if (
      value instanceof ArrayBuffer ||
      value instanceof SharedArrayBuffer ||
      value.buffer instanceof ArrayBuffer
    )
      return;
    if (value.type === "Buffer" && Array.isArray(value.data)) return;
    if (typeof value[Symbol.toPrimitive] === "function") return;
  }
  const wanted =
    "of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object";
  throw coded(
    TypeError,
    "ERR_INVALID_ARG_TYPE",
    `The first argument must be ${wanted}. Received ${received(value)}`,
  );
}

/** @param {string} name @param {unknown} value */
export function checkBytes(name, value) {
  if (!(value instanceof Uint8Array))
    throw wrongType(name, "an instance of Buffer or Uint8Array", value);
}

/** @param {unknown} list */
export function checkList(list) {
  if (!Array.isArray(list)) throw wrongType("list", "an instance of Array", list);
  list.forEach((item, index) => {
    checkBytes(`list[${index}]`, item);
  });
}

/**
 * The port's name for an encoding; its base64 reads both alphabets.
 * @param {any} encoding
 */
export function portEncoding(encoding) {
  return /^base64url$/i.test(encoding) ? "base64" : encoding;
}

/** @param {unknown} encoding @param {(name: string) => boolean} isEncoding */
export function checkEncoding(encoding, isEncoding) {
  if (typeof encoding === "string" && encoding !== "" && !isEncoding(encoding))
    throw unknownEncoding(encoding);
}

/** @param {unknown} value */
export function checkSearched(value) {
  if (typeof value === "string" || typeof value === "number" || value instanceof Uint8Array) return;
  throw wrongType(
    "value",
    "one of type number or string or an instance of Buffer or Uint8Array",
    value,
  );
}

/**
 * Whether `size` bytes lie in the buffer from `offset` on.
 * @param {Uint8Array} buffer
 * @param {unknown} offset
 * @param {number} size
 */
export function checkOffset(buffer, offset, size) {
  if (typeof offset !== "number") throw wrongType("offset", "of type number", offset);
  const last = buffer.length - size;
  if (!Number.isInteger(offset)) throw outOfRange("offset", "an integer", offset);
  if (last < 0)
    throw coded(
      RangeError,
      "ERR_BUFFER_OUT_OF_BOUNDS",
      "Attempt to access memory outside buffer bounds",
    );
  if (offset < 0 || offset > last) throw outOfRange("offset", `>= 0 and <= ${last}`, offset);
}

/** @param {unknown} length */
export function checkLength(length) {
  if (typeof length !== "number") throw wrongType("byteLength", "of type number", length);
  if (!Number.isInteger(length)) throw outOfRange("byteLength", "an integer", length);
  if (length < 1 || length > 6) throw outOfRange("byteLength", ">= 1 and <= 6", length);
}

/**
 * Whether a whole number of `size` bytes can be written.
 * @param {any} value
 * @param {number} size
 * @param {boolean} isSigned
 */
export function checkValue(value, size, isSigned) {
  const bits = BigInt(size * 8);
  const [least, most] = isSigned
    ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
    : [0n, (1n << bits) - 1n];
  if (!(value < least || value > most)) return;
  const suffix = typeof value === "bigint" ? "n" : "";
  const range =
    size > 4 ? powers(bits, isSigned, suffix) : `>= ${least}${suffix} and <= ${most}${suffix}`;
  throw outOfRange("value", range, value);
}

/** @param {bigint} bits @param {boolean} isSigned @param {string} suffix */
function powers(bits, isSigned, suffix) {
  /** @param {bigint} exponent */
  const power = (exponent) => `2${suffix} ** ${exponent}${suffix}`;
  return isSigned
    ? `>= -(${power(bits - 1n)}) and < ${power(bits - 1n)}`
    : `>= 0${suffix} and < ${power(bits)}`;
}
