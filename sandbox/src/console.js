// `console`. What is logged crosses over as JSON in which every value that JSON lacks is tagged, so that events and terminals can each
// show it in their way (`src/script/console` reads the tags). What becomes of a value on its way is Postman's: JSON's rules, except for the
// kinds below.
import { native } from "./native.js";

/** @typedef {{value: object, reference: number | undefined}} Step */
/**
 * What `Logged::decode` of `src/script/native/console` reads.
 * @typedef {{[tag: string]: unknown} | string | number | boolean | null} Encoded
 */

const DEPTH = 64;

const TYPED = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
];

/** Encodes the arguments of one call. */
class Encoder {
  /**
   * The objects that are being encoded, outermost first: {value, reference}.
   * @type {Step[]}
   */
  path = [];
  /** How many objects were found to hold themselves. */
  circles = 0;
  /** Within maps and sets functions are lost. */
  inCollection = false;

  /**
   * `holder[key]` is the value; `value` what its `toJSON` made of it.
   * @param {any} holder
   * @param {PropertyKey} key
   * @returns {Encoded | undefined}
   */
  encode(holder, key) {
    const original = holder[key];
    const value = typeof original?.toJSON === "function" ? original.toJSON(key) : original;
    switch (typeof value) {
      case "string":
        // The other side knows no halves of characters.
        return original instanceof Date ? { d: value } : value.toWellFormed();
      case "boolean":
        return value;
      case "number":
        if (Number.isSafeInteger(value)) return value;
        return Number.isFinite(value) ? { x: String(value) } : { n: String(value) };
      case "undefined":
        return { u: 1 };
      case "bigint":
        return { i: String(value) };
      case "symbol":
        return { y: value.toString() };
      case "function":
        return this.inCollection ? undefined : functionText(value);
      default:
        return value === null ? null : this.object(value, original);
    }
  }

  /** @param {any} value @param {unknown} original @returns {Encoded} */
  object(value, original) {
    const special = this.special(value, original);
    if (special !== undefined) return special;
    const outer = this.path.find((step) => step.value === value);
    // biome-ignore lint/suspicious/noAssignInExpressions: a number is given where it is first asked for.
    if (outer) return { c: (outer.reference ??= this.circles += 1) };
    if (this.path.length > DEPTH) return "[Object]";
    const step = { value, reference: undefined };
    this.path.push(step);
    const encoded = Array.isArray(value) ? this.array(value) : this.members(value);
    this.path.pop();
    return step.reference === undefined ? encoded : { f: [step.reference, encoded] };
  }

  /**
   * What has a form of its own.
   * @param {any} value
   * @param {unknown} original
   * @returns {Encoded | undefined}
   */
  special(value, original) {
    if (!this.inCollection) {
      if (value instanceof WeakMap) return "[WeakMap]";
      if (value instanceof WeakSet) return "[WeakSet]";
      if (value instanceof ArrayBuffer) return `[ArrayBuffer { byteLength: ${value.byteLength} }]`;
    }
    if (value.type === "Buffer" && value.data && original instanceof Uint8Array)
      return { b: value.data };
    if (value instanceof RegExp) return { r: String(value) };
    if (value instanceof Map)
      return {
        m: this.collection([...value.entries()]).map((/** @type {any} */ entry) => entry.a),
      };
    if (value instanceof Set) return { s: this.collection([...value.values()]) };
    const typed = TYPED.find((type) => value instanceof type);
    if (typed) return { t: [typed.name, numbers(value)] };
    if (value instanceof BigInt) throw new TypeError("Do not know how to serialize a BigInt");
    const isBoxed = value instanceof String || value instanceof Number || value instanceof Boolean;
    return isBoxed ? JSON.parse(JSON.stringify(value)) : undefined;
  }

  /**
   * Postman writes a collection apart from what holds it; one that holds itself overflows the stack.
   * @param {unknown[]} list
   */
  collection(list) {
    const inner = new Encoder();
    inner.inCollection = true;
    return inner.array(list).a;
  }

  /** @param {unknown[]} list */
  array(list) {
    /** @type {Encoded[]} */
    const items = [];
    for (let index = 0; index < list.length; index += 1)
      items.push(this.encode(list, index) ?? null);
    return { a: items };
  }

  /** @param {object} value */
  members(value) {
    /** @type {[string, Encoded][]} */
    const members = [];
    for (const key of Object.keys(value)) {
      const encoded = this.encode(value, key);
      if (encoded !== undefined) members.push([key.toWellFormed(), encoded]);
    }
    return { o: members };
  }
}

/** How many numbers of a typed array cross over at most. */
const MOST_NUMBERS = 100_000;

/**
 * The numbers of a typed array; a single one is taken for a length, as Postman does.
 * @param {Uint8Array | Float64Array} typed
 */
function numbers(typed) {
  const list =
    typed.length === 1
      ? Array(Math.min(Math.max(Math.trunc(typed[0]) || 0, 0), MOST_NUMBERS)).fill(0)
      : [...typed.subarray(0, MOST_NUMBERS)];
  return list.map((number) => (Number.isFinite(number) ? number : 0));
}

/** @param {Function} value */
function functionText(value) {
  const kind = value.constructor?.name || "Function";
  return value.name ? `[${kind}: ${value.name}]` : `[${kind}]`;
}

export const console =
  /** @type {Record<"log" | "warn" | "debug" | "info" | "error" | "clear", (...args: unknown[]) => void>} */ ({});
for (const level of /** @type {const} */ (["log", "warn", "debug", "info", "error", "clear"])) {
  console[level] = (...args) => {
    native.console(
      level,
      JSON.stringify(args.map((_, index) => new Encoder().encode(args, index) ?? null)),
    );
  };
}
