// `structuredClone`, for what scripts hold: plain data, dates, regular expressions, maps, sets, buffers and errors.

function refuse(value) {
  throw new DOMException(`${String(value)} could not be cloned.`, "DataCloneError");
}

function clone(value, seen) {
  if (typeof value === "function" || typeof value === "symbol") refuse(value);
  if (value === null || typeof value !== "object") return value;
  if (!seen.has(value)) fill(value, seen);
  return seen.get(value);
}

function keep(seen, value, copy) {
  seen.set(value, copy);
  return copy;
}

function fill(value, seen) {
  if (value instanceof Date) return keep(seen, value, new Date(value));
  if (value instanceof RegExp) return keep(seen, value, new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(seen, value, value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
    return keep(seen, value, value instanceof DataView ? new DataView(buffer) : new value.constructor(buffer));
  }
  if (value instanceof Map) {
    const copy = keep(seen, value, new Map());
    for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(seen, value, new Set());
    for (const item of value) copy.add(clone(item, seen));
    return copy;
  }
  const copy = keep(seen, value, emptyLike(value));
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

function emptyLike(value) {
  if (Array.isArray(value)) return new Array(value.length);
  if (!(value instanceof Error)) return {};
  const Known = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }[value.name] ?? Error;
  return new Known(value.message);
}

export function structuredClone(value) {
  return clone(value, new Map());
}
