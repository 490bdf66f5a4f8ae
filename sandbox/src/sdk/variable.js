// A typed variable, and a list of them.
import { Property } from "./property.js";
import { PropertyList } from "./property-list.js";

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

/** How each type stores a value (`in`) and gives it back (`out`). Types that are not listed leave it alone. */
export const types = {
  string: { in: String, out: String },
  boolean: { in: Boolean, out: Boolean },
  number: { in: Number, out: Number },
  array: { in: asJson, out: (value) => fromJson(value, Array.isArray) },
  object: { in: asJson, out: (value) => fromJson(value, (it) => it instanceof Object && !Array.isArray(it)) },
  any: { in: same, out: same },
};

const handler = (type) => (Object.hasOwn(types, type) ? types[type] : types.any);

export class Variable extends Property {
  constructor(definition) {
    super(definition);
    this.type = "any";
    this.value = undefined;
    if (definition === null || definition === undefined) return;
    if (Object.hasOwn(Object(definition), "key")) this.key = definition.key;
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
    return handler(this.type).in(value);
  }

  castOut(value) {
    return handler(this.type).out(value);
  }

  valueType(type, keepValue) {
    const name = String(type ?? "").toLowerCase();
    if (!Object.hasOwn(types, name)) return this.type || "any";
    const value = keepValue || typeof this.value === "function" ? undefined : this.get();
    this.type = name;
    if (!keepValue && typeof this.value !== "function") this.set(value);
    return this.type;
  }

  update(options) {
    if (options === null || typeof options !== "object") return;
    if (Object.hasOwn(options, "type")) this.valueType(options.type, Object.hasOwn(options, "value"));
    if (Object.hasOwn(options, "value")) this.set(options.value);
    for (const name of ["system", "secret", "disabled", "source"]) {
      if (Object.hasOwn(options, name)) this[name] = options[name];
    }
    if (Object.hasOwn(options, "description")) this.describe(options.description?.content ?? options.description);
  }

  static _postman_propertyName = "Variable";
  static _postman_propertyIndexKey = "key";
  static types = types;

  static isVariable(value) {
    return value instanceof Variable;
  }
}

export class VariableList extends PropertyList {
  constructor(parent, variables) {
    super(Variable, parent, variables);
  }

  /** Returns the variable of that name which counts: the last that is enabled. */
  oneNormalizedVariable(name) {
    const first = this.one(name);
    if (first && !first.disabled) return first;
    return this.members.findLast((variable) => variable.key === name && !variable.disabled) ?? first;
  }

  syncFromObject(values, _track, prune) {
    for (const key of Object.keys(values ?? {})) {
      const existing = this.one(key);
      if (existing) existing.set(values[key]);
      else this.add({ key, value: values[key] });
    }
    if (prune === false) return;
    for (const key of Object.keys(this.reference)) if (!Object.hasOwn(values ?? {}, key)) this.remove(key);
  }

  syncToObject(target = {}) {
    for (const key of Object.keys(target)) if (!this.has(key)) delete target[key];
    for (const variable of this.members) target[variable.key] = variable.valueOf();
    return target;
  }

  static _postman_propertyName = "VariableList";

  static isVariableList(value) {
    return value instanceof VariableList;
  }
}
