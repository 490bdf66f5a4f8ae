// How a request is authorized: a type, and the parameters of each type that has any.
import { publish } from "./kind.js";
import { Property, isObject } from "./property.js";
import { VariableList } from "./variable-list.js";

/** @param {VariableList} parameters @param {unknown} options */
function fill(parameters, options) {
  if (Array.isArray(options) || VariableList.isVariableList(options))
    parameters.assimilate(options);
  else parameters.syncFromObject(options, false, false);
}

export class RequestAuth extends Property {
  /** @param {any} options @param {unknown} [parent] */
  constructor(options, parent) {
    super(options);
    if (parent) this.setParent(parent);
    const { type, ...parameters } = options ?? {};
    if (isObject(options) && Object.hasOwn(options, "type")) this.use(type);
    for (const name of Object.keys(parameters)) this.update(parameters[name], name);
  }

  /** @param {unknown} options @param {string} [type] */
  update(options, type) {
    const name = type || this.type;
    if (!isObject(options) || !RequestAuth.isValidType(name)) return;
    if (!VariableList.isVariableList(this[name])) {
      this[name] = new VariableList(this);
      this[name]._postman_requestAuthType = name;
    }
    fill(this[name], options);
  }

  /** @param {unknown} type @param {unknown} [options] */
  use(type, options) {
    if (!RequestAuth.isValidType(type)) return;
    this.type = type;
    if (!VariableList.isVariableList(this[type])) this[type] = new VariableList(this);
    fill(this[type], options);
  }

  current() {
    throw new Error("`Request#current` has been discontinued, use `Request#parameters` instead.");
  }

  parameters() {
    return this[/** @type {string} */ (this.type)];
  }

  /** @param {unknown} type */
  clear(type) {
    if (!(RequestAuth.isValidType(type) && VariableList.isVariableList(this[type]))) return;
    this[type].clear();
    if (type !== this.type) delete this[type];
  }

  /** @param {unknown} type @returns {type is string} */
  static isValidType(type) {
    return typeof type === "string" && type !== "type";
  }
}

publish(RequestAuth, "RequestAuth", "PostmanRequestAuth", Property);
