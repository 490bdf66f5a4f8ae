// A request's body, in one of five modes, and its authorization.
import { Property, plain } from "./property.js";
import { PropertyList } from "./property-list.js";
import { QueryParam } from "./query-param.js";
import { VariableList } from "./variable.js";

export class FormParam extends Property {
  constructor(options = {}) {
    super(options);
    this.key = options.key ?? "";
    this.value = options.value ?? "";
    for (const name of ["type", "src", "contentType", "fileName", "system"]) {
      if (Object.hasOwn(options, name)) this[name] = options[name];
    }
  }

  valueOf() {
    return this.value;
  }

  toString() {
    return `${this.key}=${this.value}`;
  }

  static _postman_propertyName = "FormParam";
  static _postman_propertyIndexKey = "key";
  static _postman_propertyAllowsMultipleValues = true;
}

const MODES = { file: "file", formdata: "formdata", graphql: "graphql", raw: "raw", urlencoded: "urlencoded" };

export class RequestBody {
  constructor(options) {
    if (options) this.update(options);
  }

  update(options) {
    const given = typeof options === "string" ? { mode: "raw", raw: options } : options;
    if (!given.mode) return;
    const mode = MODES[String(given.mode).toLowerCase()] ?? MODES.raw;
    const { urlencoded, formdata, graphql, file } = given;
    this.mode = mode;
    this.raw = given.raw || (mode === MODES.raw ? "" : given.raw);
    this.urlencoded = urlencoded || mode === MODES.urlencoded ? new PropertyList(QueryParam, this, urlencoded ?? []) : undefined;
    this.formdata = formdata || mode === MODES.formdata ? new PropertyList(FormParam, this, formdata ?? []) : undefined;
    this.file = typeof file === "string" ? { src: file } : file;
    this.graphql = graphql
      ? { query: graphql.query, operationName: graphql.operationName, variables: graphql.variables }
      : mode === MODES.graphql
        ? {}
        : undefined;
    this.options = given.options !== null && typeof given.options === "object" ? given.options : undefined;
    this.disabled = given.disabled;
  }

  toString() {
    if (this.mode === MODES.urlencoded) {
      return this.urlencoded instanceof PropertyList ? QueryParam.unparse(this.urlencoded) : String(this.urlencoded ?? "");
    }
    return this.mode === MODES.raw ? String(this.raw ?? "") : "";
  }

  isEmpty() {
    const data = this.mode && this[this.mode];
    if (!data) return true;
    if (this.mode === MODES.file) return !(data.src || data.content);
    if (typeof data === "string") return data.length === 0;
    return typeof data.count === "function" ? data.count() === 0 : Object.keys(data).length === 0;
  }

  toJSON() {
    const result = plain(this);
    if (result.file?.content && typeof result.file.content !== "string") {
      const { content: _, ...file } = result.file;
      result.file = file;
    }
    return result;
  }

  static _postman_propertyName = "RequestBody";
  static MODES = MODES;
}

export class RequestAuth extends Property {
  constructor(options, parent) {
    super();
    if (parent) this.setParent(parent);
    const { type, ...parameters } = options ?? {};
    if (type !== undefined) this.use(type);
    for (const name of Object.keys(parameters)) this.update(parameters[name], name);
  }

  #fill(type, options) {
    if (!(this[type] instanceof VariableList)) this[type] = new VariableList(this);
    if (Array.isArray(options) || options instanceof VariableList) this[type].assimilate(options);
    else if (options) this[type].syncFromObject(options, false, false);
  }

  update(options, type = this.type) {
    if (options === null || typeof options !== "object" || !RequestAuth.isValidType(type)) return;
    this.#fill(type, options);
  }

  use(type, options) {
    if (!RequestAuth.isValidType(type)) return;
    this.type = type;
    this.#fill(type, options);
  }

  parameters() {
    return this[this.type];
  }

  clear(type) {
    if (!(RequestAuth.isValidType(type) && this[type] instanceof VariableList)) return;
    this[type].clear();
    if (type !== this.type) delete this[type];
  }

  static _postman_propertyName = "RequestAuth";

  static isValidType(type) {
    return typeof type === "string" && type !== "type";
  }
}
