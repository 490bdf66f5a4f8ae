// One parameter of a query string or an urlencoded body. A null value means that there was no `=`.
import { isKind, publish } from "./kind.js";
import { Property, owns } from "./property.js";

const VARIABLE = /{{[^{}]*?}}/g;

/**
 * Escapes what would end the parameter, outside `{{variables}}`.
 * @param {string} text
 * @param {RegExp} ends
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the global one is not used.
function escape(text, ends) {
  /** @param {string} part */
  const outside = (part) => part.replace(ends, encodeURIComponent);
  let result = "";
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    result += outside(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return result + outside(text.slice(from));
}

export class QueryParam extends Property {
  /** @param {any} [options] */
  constructor(options) {
    super(options);
    this.update(options);
  }

  toString() {
    return QueryParam.unparseSingle(this);
  }

  /** @param {any} param */
  update(param) {
    const { key, value } =
      typeof param === "string" ? QueryParam.parseSingle(param) : (param ?? {});
    this.key = key;
    this.value = value;
    if (owns(param, "system")) this.system = param.system;
  }

  valueOf() {
    return typeof this.value === "string" ? this.value : "";
  }

  static _postman_propertyIndexKey = "key";
  static _postman_propertyAllowsMultipleValues = true;

  /** @param {unknown} query */
  static parse(query) {
    return typeof query === "string" ? query.split("&").map(QueryParam.parseSingle) : [];
  }

  /** @param {any} param @param {number} [index] @param {unknown[]} [all] */
  static parseSingle(param, index, all) {
    if (
      param === "" &&
      typeof index === "number" &&
      Array.isArray(all) &&
      index !== all.length - 1
    ) {
      return { key: null, value: null };
    }
    const equals = typeof param === "string" ? param.indexOf("=") : -1;
    return equals < 0
      ? { key: param.substr(0), value: null }
      : { key: param.substr(0, equals), value: param.substr(equals + 1) };
  }

  /** @param {any} params @returns {string} */
  static unparse(params) {
    if (!params) return "";
    if (Array.isArray(params) || isKind(params, "PropertyList")) {
      const enabled = params.filter((/** @type {QueryParam} */ param) => param.disabled !== true);
      return enabled
        .map((/** @type {QueryParam} */ param) => QueryParam.unparseSingle(param))
        .join("&");
    }
    return Object.keys(params).reduce(
      (text, key) => (text && `${text}&`) + QueryParam.unparseSingle({ key, value: params[key] }),
      "",
    );
  }

  /** @param {any} param */
  static unparseSingle(param) {
    if (!param) return "";
    const key = typeof param.key === "string" ? escape(param.key, /[&#=]/g) : "";
    return typeof param.value === "string" ? `${key}=${escape(param.value, /[&#]/g)}` : key;
  }
}

publish(QueryParam, "QueryParam", "PostmanQueryParam", Property);
