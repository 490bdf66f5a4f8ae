// A request's body, in one of five modes.
import { FormParam } from "./form-param.js";
import { isKind, publish } from "./kind.js";
import { PropertyBase, isObject, plain } from "./property.js";
import { PropertyList } from "./property-list.js";
import { QueryParam } from "./query-param.js";

/** @import { MemberClass } from "../../types/sdk.d.ts" */

const MODES = {
  file: "file",
  formdata: "formdata",
  graphql: "graphql",
  raw: "raw",
  urlencoded: "urlencoded",
};

export class RequestBody extends PropertyBase {
  /** @param {any} [options] */
  constructor(options) {
    super(options);
    if (options) this.update(options);
  }

  /** @param {any} options */
  update(options) {
    const given = typeof options === "string" ? { mode: "raw", raw: options } : options;
    if (!given.mode) return;
    const mode =
      /** @type {Record<string, string>} */ (MODES)[given.mode.toString().toLowerCase()] ||
      MODES.raw;
    const { raw, urlencoded, formdata, file } = given;
    this.mode = mode;
    this.raw = raw || (mode === MODES.raw ? "" : raw);
    this.urlencoded = this.#list(QueryParam, MODES.urlencoded, mode, urlencoded);
    this.formdata = this.#list(FormParam, MODES.formdata, mode, formdata);
    this.file = typeof file === "string" ? { src: file } : file;
    this.graphql = graphqlOf(given.graphql, mode);
    this.options = isObject(given.options) ? given.options : undefined;
    this.disabled = given.disabled;
  }

  /**
   * @param {MemberClass<FormParam | QueryParam>} Type
   * @param {string} own
   * @param {string} mode
   * @param {unknown} items
   */
  #list(Type, own, mode, items) {
    if (!items) return mode === own ? new PropertyList(Type, this, []) : items;
    return new PropertyList(
      Type,
      this,
      typeof items === "string" && Type === QueryParam ? QueryParam.parse(items) : items,
    );
  }

  toString() {
    if (this.mode !== MODES.urlencoded && this.mode !== MODES.raw) return "";
    const content = this[this.mode];
    if (this.mode === MODES.urlencoded && isKind(content, "PropertyList"))
      return QueryParam.unparse(content.all());
    return content && typeof content.toString === "function" ? content.toString() : "";
  }

  isEmpty() {
    const data = this.mode && this[this.mode];
    if (!data) return true;
    if (this.mode === MODES.file) return !(data.src || data.content);
    if (typeof data === "string") return data.length === 0;
    if (typeof data.count === "function") return data.count() === 0;
    return !isObject(data) || Object.keys(data).length === 0;
  }

  toJSON() {
    const json = plain(this);
    if (json.file?.content && typeof json.file.content !== "string") delete json.file.content;
    return json;
  }

  /**  */
  static MODES = MODES;
}

/** @param {any} graphql @param {string} mode */
function graphqlOf(graphql, mode) {
  if (!graphql) return mode === MODES.graphql ? {} : graphql;
  return {
    query: graphql.query,
    operationName: graphql.operationName,
    variables: graphql.variables,
  };
}

publish(RequestBody, "RequestBody", "PostmanRequestBody", PropertyBase);
