// A typed variable.
import { isKind, publish } from "./kind.js";
import { Property, isObject, owns } from "./property.js";

function asJson(value) {
  try {
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return "null";
  }
}

function fromJson(value, fits) {
  try {
    const parsed = JSON.parse(value);
    return fits(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const same = (value) => value;

/** How each type stores a value (`in`) and gives it back (`out`); a function does both. Types that are not listed leave it alone. */
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

function cast(type, direction, value) {
  const handler = types[type] || types.any;
  return typeof handler === "function" ? handler(value) : handler[direction](value);
}

export class Variable extends Property {
  constructor(definition) {
    super(definition);
    this.type = "any";
    this.value = undefined;
    this.source = undefined;
    if (definition === null || definition === undefined) return;
    if (owns(definition, "key")) this.key = definition.key;
    this.update(definition);
  }

  get() {
    return this.castOut(typeof this.value === "function" ? this.value() : this.value);
  }

  set(value) {
    this.value = typeof value === "function" ? value : this.castIn(value);
  }

  valueOf(...args) {
    if (args.length > 0) this.set(args[0]);
    return this.get();
  }

  toString() {
    const value = this.valueOf();
    if (value === null) return "null";
    return value !== undefined && typeof value.toString === "function" ? value.toString() : "";
  }

  cast(value) {
    return this.castOut(value);
  }

  castIn(value) {
    return cast(this.type, "in", value);
  }

  castOut(value) {
    return cast(this.type, "out", value);
  }

  valueType(type, keepValue) {
    const name = type === undefined || type === null ? type : type.toString().toLowerCase();
    if (!types[name]) return this.type || "any";
    this.type = name;
    if (!keepValue && typeof this.value !== "function") this.set(this.get());
    return this.type;
  }

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

  static isVariable(value) {
    return isKind(value, "Variable");
  }
}

publish(Variable, "Variable", "PostmanVariable", Property);
