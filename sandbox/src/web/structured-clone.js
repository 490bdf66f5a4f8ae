// `structuredClone`, as the HTML standard has it.
import { Blob } from "./blob.js";
import { coded } from "./errors.js";

/**
 * What was cloned → its clone.
 * @typedef {Map<object, any>} Seen
 */

/** @type {Record<string, ErrorConstructor>} */
const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const BOXES = [String, Number, Boolean, BigInt];

/** @param {unknown} value @param {string} text @returns {never} */
function refuse(value, text = String(value)) {
  throw new DOMException(`${text} could not be cloned.`, "DataCloneError");
}

/** @param {any} value @param {Seen} seen @returns {any} */
function clone(value, seen) {
  if (typeof value === "function" || typeof value === "symbol") refuse(value);
  if (value === null || typeof value !== "object") return value;
  if (!seen.has(value)) fill(value, seen);
  return seen.get(value);
}

/** @template C @param {Seen} seen @param {object} value @param {C} copy */
function keep(seen, value, copy) {
  seen.set(value, copy);
  return copy;
}

/** @param {any} value @param {Seen} seen */
function fill(value, seen) {
  for (const Type of [WeakMap, WeakSet, Promise])
    if (value instanceof Type) refuse(value, `#<${Type.name}>`);
  if (value[Symbol.toStringTag] === "Generator") refuse(value);
  if (value instanceof Date) return keep(seen, value, new Date(value));
  if (value instanceof RegExp) return keep(seen, value, new RegExp(value.source, value.flags));
  if (value instanceof SharedArrayBuffer || value instanceof Blob) return keep(seen, value, value);
  if (value instanceof ArrayBuffer) return keep(seen, value, value.slice(0));
  if (ArrayBuffer.isView(value)) return keep(seen, value, cloneView(value, seen));
  if (BOXES.some((Box) => value instanceof Box)) return keep(seen, value, Object(value.valueOf()));
  if (value instanceof Map) return cloneMap(value, seen);
  if (value instanceof Set) return cloneSet(value, seen);
  if (value instanceof Error) return cloneError(value, seen);
  /** @type {any} */
  const copy = keep(seen, value, Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

/**
 * A view of the copy of its buffer; a `Buffer` becomes a plain list of bytes.
 * @param {any} value
 * @param {Seen} seen
 */
function cloneView(value, seen) {
  const buffer = clone(value.buffer, seen);
  if (value instanceof DataView) return new DataView(buffer, value.byteOffset, value.byteLength);
  const Type = value instanceof Uint8Array ? Uint8Array : value.constructor;
  return new Type(buffer, value.byteOffset, value.length);
}

/** @param {Map<unknown, unknown>} value @param {Seen} seen */
function cloneMap(value, seen) {
  const copy = keep(seen, value, new Map());
  for (const [key, item] of [...value]) copy.set(clone(key, seen), clone(item, seen));
}

/** @param {Set<unknown>} value @param {Seen} seen */
function cloneSet(value, seen) {
  const copy = keep(seen, value, new Set());
  for (const item of [...value]) copy.add(clone(item, seen));
}

/** @param {Error} value @param {Seen} seen */
function cloneError(value, seen) {
  if (value instanceof DOMException)
    return keep(seen, value, new DOMException(value.message, value.name));
  const copy = keep(seen, value, new (ERRORS[value.name] ?? Error)(String(value.message)));
  /** @param {string} name @param {unknown} it */
  const hidden = (name, it) =>
    Object.defineProperty(copy, name, { value: it, writable: true, configurable: true });
  if (typeof value.stack === "string") hidden("stack", value.stack);
  if (Object.hasOwn(value, "cause")) hidden("cause", clone(value.cause, seen));
  return copy;
}

/** @param {any[]} args */
export function structuredClone(...args) {
  if (args.length === 0)
    throw coded(TypeError, "ERR_MISSING_ARGS", "The value argument must be specified");
  const [value, options] = args;
  const seen = new Map();
  for (const item of options?.transfer ?? []) {
    if (!(item instanceof ArrayBuffer)) {
      throw coded(TypeError, "ERR_INVALID_TRANSFER_OBJECT", "Found invalid object in transferList");
    }
  }
  // What is transferred keeps its bytes under its own name there, and has none here.
  const copy = clone(value, seen);
  for (const item of options?.transfer ?? []) item.transfer();
  return copy;
}
