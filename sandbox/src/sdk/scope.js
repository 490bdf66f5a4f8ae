// The scopes of variables. Their values live with the engine, which hands them on to the next script; here are only the methods.
import { native } from "../native.js";
import { lazy } from "../lazy.js";
import { Property } from "./property.js";
import { VariableList } from "./variable.js";

/** The scopes by the number that the engine knows them by. */
export const LOCAL = 0;
export const DATA = 1;
export const ENVIRONMENT = 2;
export const COLLECTION = 3;
export const GLOBALS = 4;

/** Substitutes `{{variables}}` in every string of `template`, which is changed where it is an object. */
function substitute(template, kind) {
  if (typeof template === "string") return native.replaceIn(kind, template);
  if (template === null || typeof template !== "object") return template;
  for (const key of Object.keys(template)) template[key] = substitute(template[key], kind);
  return template;
}

export class VariableScope extends Property {
  #kind;
  // What JSON cannot carry to the engine (functions, undefined, identity) stays here while the script runs.
  #kept = new Map();

  constructor(kind) {
    super();
    this.#kind = kind;
    lazy(this, "values", () => new VariableList(this, JSON.parse(native.scopeValues(kind))), { enumerable: true });
    lazy(this, "id", () => native.scopeId(kind), { enumerable: true });
    lazy(this, "name", () => native.scopeName(kind), { enumerable: true });
  }

  has(key) {
    return native.scopeHas(this.#kind, String(key));
  }

  get(key) {
    const name = String(key);
    if (this.#kept.size > 0 && this.#kept.has(name)) return this.#kept.get(name);
    return native.scopeGet(this.#kind, name);
  }

  set(key, value, options) {
    const name = String(key);
    const type = typeof options === "string" ? options : options?.type;
    const carried = value === undefined || typeof value === "function" || (typeof value === "object" && value !== null);
    if (carried && (type === undefined || type === "any")) this.#kept.set(name, value);
    else this.#kept.delete(name);
    // As JSON, a function is an object without members.
    native.scopeSet(this.#kind, name, typeof value === "function" ? {} : value, typeof type === "string" ? type : undefined);
    this.#forget();
  }

  unset(key) {
    const name = String(key);
    this.#kept.delete(name);
    native.scopeUnset(this.#kind, name);
    this.#forget();
  }

  clear() {
    this.#kept.clear();
    native.scopeClear(this.#kind);
    this.#forget();
  }

  /** The list of values was made for what there was then. */
  #forget() {
    lazy(this, "values", () => new VariableList(this, JSON.parse(native.scopeValues(this.#kind))), { enumerable: true });
  }

  toObject(_excludeDisabled, _caseSensitive) {
    return JSON.parse(native.scopeObject(this.#kind));
  }

  syncVariablesTo(target = {}) {
    const values = this.toObject();
    for (const key of Object.keys(target)) if (!Object.hasOwn(values, key)) delete target[key];
    return Object.assign(target, values);
  }

  replaceIn(template) {
    return substitute(template, this.#kind);
  }

  variables() {
    throw new Error("`VariableScope#variables` has been discontinued, use `VariableScope#syncVariablesTo` instead.");
  }

  toJSON() {
    return { id: this.id, ...(this.name && { name: this.name }), values: JSON.parse(native.scopeValues(this.#kind)) };
  }

  static _postman_propertyName = "VariableScope";

  static isVariableScope(value) {
    return value instanceof VariableScope;
  }
}

