// Conversion of what scripts pass, as Web IDL prescribes. A converter takes a value and the place where it stands, for messages.
import { typeError } from "./errors.js";
import { isKey } from "./key.js";

/**
 * Where a value stands, for messages.
 * @typedef {{prefix: string, context: string}} Place
 */
/** @typedef {((value: any, place: Place) => any) & {isRequired?: boolean}} Convert */

/** @param {Place} place @param {string} words @param {string} code @returns {never} */
function refuse({ prefix, context }, words, code = "ERR_INVALID_ARG_TYPE") {
  throw typeError(code, `${prefix}: ${context} ${words}`);
}

/** @param {unknown} value @returns {boolean} */
function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** @param {unknown} value @param {Place} place */
export function text(value, place) {
  if (typeof value === "symbol") refuse(place, "is a Symbol and cannot be converted to a string.");
  return String(value);
}

/** @param {unknown} value */
export const flag = (value) => Boolean(value);

/**
 * The name of an algorithm, or an object that has one.
 * @param {unknown} value
 * @param {Place} place
 */
export function identifier(value, place) {
  return isObject(value) ? value : text(value, place);
}

/**
 * Bytes in a buffer or a view of one, as `Uint8Array` over the same memory.
 * @param {unknown} value
 * @param {Place} place
 */
export function bytes(value, place) {
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (!(value instanceof ArrayBuffer))
    refuse(place, "is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.");
  return new Uint8Array(value);
}

/**
 * A whole number as bytes, the highest first.
 * @param {unknown} value
 * @param {Place} place
 */
export function bigInteger(value, place) {
  if (!(value instanceof Uint8Array)) refuse(place, "is not an Uint8Array object.");
  return value;
}

/** @param {unknown} value @param {Place} place */
function number(value, place) {
  if (typeof value === "bigint") refuse(place, "is a BigInt and cannot be converted to a number.");
  if (typeof value === "symbol") refuse(place, "is a Symbol and cannot be converted to a number.");
  return Number(value);
}

/**
 * A whole number of so many bits; what does not fit is refused.
 * @param {number} bits
 * @returns {Convert}
 */
export function unsigned(bits) {
  const most = 2 ** bits - 1;
  return (value, place) => {
    const given = number(value, place);
    if (!Number.isFinite(given)) refuse(place, "is not a finite number.");
    const whole = Math.trunc(given);
    if (whole < 0 || whole > most)
      refuse(place, `is outside the expected range of 0 to ${most}.`, "ERR_OUT_OF_RANGE");
    return whole;
  };
}

/**
 * A whole number of 32 bits; what does not fit wraps around.
 * @param {unknown} value
 * @param {Place} place
 */
export function wrappingLong(value, place) {
  const given = Math.trunc(number(value, place));
  return Number.isFinite(given) ? given % 2 ** 32 : 0;
}

/** @param {unknown} value @param {Place} place */
export function cryptoKey(value, place) {
  if (!isKey(value)) refuse(place, "is not of type CryptoKey.");
  return value;
}

/** @param {string} type @param {string[]} values @returns {Convert} */
export function oneOf(type, values) {
  return (value, place) => {
    const name = String(value);
    if (!values.includes(name)) {
      refuse(
        place,
        `value '${name}' is not a valid enum value of type ${type}.`,
        "ERR_INVALID_ARG_VALUE",
      );
    }
    return name;
  };
}

/** @param {Convert} convert @returns {Convert} */
export function listOf(convert) {
  return (value, place) => {
    if (!isObject(value) || typeof value[Symbol.iterator] !== "function")
      refuse(place, "can not be converted to sequence.");
    /** @type {unknown[]} */
    const list = [];
    for (const item of value)
      list.push(convert(item, { ...place, context: `${place.context}, index ${list.length}` }));
    return list;
  };
}

/**
 * Marks a member that a dictionary must have.
 * @param {Convert} convert
 * @returns {Convert}
 */
export function required(convert) {
  return Object.assign(
    (/** @type {unknown} */ value, /** @type {Place} */ place) => convert(value, place),
    { isRequired: true },
  );
}

/**
 * A copy of the members that the dictionary knows, each converted, in the order of their names.
 * @param {string} type
 * @param {Record<string, Convert>} members
 * @returns {Convert}
 */
export function dictionary(type, members) {
  const names = Object.keys(members).sort();
  return (value, place) => {
    if (value !== undefined && value !== null && !isObject(value))
      refuse(place, "can not be converted to a dictionary");
    /** @type {Record<string, unknown>} */
    const copy = {};
    for (const name of names) {
      const convert = members[name];
      const member = value?.[name];
      if (member !== undefined)
        copy[name] = convert(member, {
          ...place,
          context: `'${name}' of '${type}' (${place.context})`,
        });
      else if (convert.isRequired) {
        refuse(
          place,
          `can not be converted to '${type}' because '${name}' is required in '${type}'.`,
          "ERR_MISSING_OPTION",
        );
      }
    }
    return copy;
  };
}
