// A typed variable.
import { isKind, publish } from "./kind.js";
import { Property, isObject, owns } from "./property.js";

/** @typedef {((value: any) => unknown) | {in: (value: any) => unknown, out: (value: any) => unknown}} Handler */

/** @param {unknown} value */
function asJson(value) {
  try {
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return "null";
  }
}

/** @param {string} value @param {(it: unknown) => boolean} fits */
function fromJson(value, fits) {
  try {
    const parsed = JSON.parse(value);
    return fits(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
const same = (value) => value;

/**
 * How each type stores a value (`in`) and gives it back (`out`); a function does both. Types that are not listed leave it alone.
 * @type {{[type: string]: Handler, any: Handler}}
 */
export const types = {
  string: String,
  boolean: Boolean,
  number: Number,
  array: { in: asJson, out: (value) => fromJson(value, Array.isArray) },
  object: {
    in: asJson,
    out: (value) => fromJson(value, (it) => it instanceof Object && !Array.isArray(it)),
  },
  any: { in: same, out: same },
};

/** @param {string} type @param {"in" | "out"} direction @param {unknown} value @returns {any} */
export function cast(type, direction, value) {
  const handler = types[type] || types.any;
  return typeof handler === "function" ? handler(value) : handler[direction](value);
}

export class Variable extends Property {
  /** @param {any} [definition] */
  constructor(definition) {
    super(definition);
    /** @type {string} */
    this.type = "any";
    /** @type {any} */
    this.value = undefined;
    /** @type {unknown} */
    this.source = undefined;
    if (definition === null || definition === undefined) return;
    if (owns(definition, "key")) this.key = definition.key;
    this.update(definition);
  }

  get() {
    return this.castOut(typeof this.value === "function" ? this.value() : this.value);
  }

  /** @param {unknown} value */
  set(value) {
    this.value = typeof value === "function" ? value : this.castIn(value);
  }

  /** @param {unknown[]} args */
  valueOf(...args) {
    if (args.length > 0) this.set(args[0]);
    return this.get();
  }

  toString() {
    const value = this.valueOf();
    if (value === null) return "null";
    return value !== undefined && typeof value.toString === "function" ? value.toString() : "";
  }

  /** @param {unknown} value */
  cast(value) {
    return this.castOut(value);
  }

  /** @param {unknown} value */
  castIn(value) {
    return cast(this.type, "in", value);
  }

  /** @param {unknown} value */
  castOut(value) {
    return cast(this.type, "out", value);
  }

  /** @param {any} [type] @param {boolean} [keepValue] */
  valueType(type, keepValue) {
    const name = type === undefined || type === null ? type : type.toString().toLowerCase();
    if (!types[name]) return this.type || "any";
    this.type = name;
    if (!keepValue && typeof this.value !== "function") this.set(this.get());
    return this.type;
  }

  /** @param {any} options */
  update(options) {
    if (!isObject(options)) return;
    if (owns(options, "type")) this.valueType(options.type, owns(options, "value"));
    if (owns(options, "value")) this.set(options.value);
    for (const name of ["system", "secret", "disabled"])
      if (owns(options, name)) this[name] = options[name];
    if (owns(options, "description")) this.describe(options.description);
    if (owns(options, "source")) this.source = options.source;
  }

  static _postman_propertyIndexKey = "key";
  static types = types;

  /** @param {unknown} value @returns {value is Variable} */
  static isVariable(value) {
    return isKind(value, "Variable");
  }
}

publish(Variable, "Variable", "PostmanVariable", Property);
