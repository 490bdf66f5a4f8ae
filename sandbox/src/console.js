// `console`. What is logged crosses over as JSON in which every value that JSON lacks is tagged, so that events and terminals can each
// show it in their way (`src/script/console.rs` reads the tags).
import { native } from "./native.js";

const DEPTH = 64;

/** Encodes one value; containers and what JSON has no form for are objects with one tag. */
function encode(value, seen) {
  switch (typeof value) {
    case "string":
      // Half of a character is not text to the other side.
      return value.toWellFormed();
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { n: Object.is(value, -0) ? "-0" : String(value) };
    case "undefined":
      return { u: 1 };
    case "bigint":
      return { i: String(value) };
    case "symbol":
      return { y: value.toString() };
    case "function":
      return functionText(value);
    default:
      return value === null ? null : encodeObject(value, seen);
  }
}

function functionText(value) {
  const kind = value.constructor?.name || "Function";
  return value.name ? `[${kind}: ${value.name}]` : `[${kind}]`;
}

function encodeObject(value, seen) {
  if (seen.includes(value)) return { c: 1 };
  if (seen.length > DEPTH) return "[Object]";
  if (value instanceof Date) return { d: value.getTime() };
  const inner = [...seen, value];
  if (typeof value.toJSON === "function") return encode(value.toJSON(""), inner);
  if (value instanceof Error) return encode({ type: "Error", name: value.name, message: value.message }, inner);
  if (Array.isArray(value)) return { a: Array.from(value, (item) => encode(item, inner)) };
  if (value instanceof RegExp) return { r: String(value) };
  if (value instanceof Map) return { m: [...value].map(([key, item]) => [encode(key, inner), encode(item, inner)]) };
  if (value instanceof Set) return { s: [...value].map((item) => encode(item, inner)) };
  if (value instanceof WeakMap) return "[WeakMap]";
  if (value instanceof WeakSet) return "[WeakSet]";
  if (value instanceof ArrayBuffer) return `[ArrayBuffer { byteLength: ${value.byteLength} }]`;
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return encode(value.valueOf(), seen);
  return { o: Object.keys(value).map((key) => [key.toWellFormed(), encode(value[key], inner)]) };
}

function encodeSafely(value) {
  try {
    return encode(value, []);
  } catch (error) {
    return `[${error}]`;
  }
}

export const console = {};
for (const level of ["log", "warn", "debug", "info", "error", "clear"]) {
  console[level] = (...args) => {
    native.console(level, JSON.stringify(args.map(encodeSafely)));
  };
}
