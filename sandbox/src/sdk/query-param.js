// One parameter of a query string or an urlencoded body. A null value means that there was no `=`.
import { Property } from "./property.js";
import { PropertyList } from "./property-list.js";

const VARIABLE = /{{[^{}]*?}}/g;

/** Escapes what would end the parameter, outside `{{variables}}`. */
function escape(text, equals) {
  if (typeof text !== "string") return text;
  const outside = (part) => {
    const escaped = part.replaceAll("&", "%26").replaceAll("#", "%23");
    return equals ? escaped.replaceAll("=", "%3D") : escaped;
  };
  let result = "";
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    result += outside(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return result + outside(text.slice(from));
}

export class QueryParam extends Property {
  constructor(options) {
    super(options);
    this.update(options);
  }

  update(param) {
    const { key, value } = typeof param === "string" ? QueryParam.parseSingle(param) : (param ?? {});
    this.key = key;
    this.value = value;
    if (param && Object.hasOwn(Object(param), "system")) this.system = param.system;
  }

  valueOf() {
    return typeof this.value === "string" ? this.value : "";
  }

  toString() {
    return QueryParam.unparseSingle(this);
  }

  static _postman_propertyName = "QueryParam";
  static _postman_propertyIndexKey = "key";
  static _postman_propertyAllowsMultipleValues = true;

  static parse(query) {
    return typeof query === "string" ? query.split("&").map(QueryParam.parseSingle) : [];
  }

  static parseSingle(param, index, all) {
    if (param === "" && typeof index === "number" && Array.isArray(all) && index !== all.length - 1) {
      return { key: null, value: null };
    }
    const equals = param.indexOf("=");
    return equals < 0 ? { key: param, value: null } : { key: param.slice(0, equals), value: param.slice(equals + 1) };
  }

  static unparse(params) {
    if (!params) return "";
    const list = params instanceof PropertyList ? params.members : params;
    if (!Array.isArray(list)) {
      return Object.keys(list)
        .map((key) => QueryParam.unparseSingle({ key, value: list[key] }))
        .join("&");
    }
    return list
      .filter((param) => param.disabled !== true)
      .map(QueryParam.unparseSingle)
      .join("&");
  }

  static unparseSingle(param) {
    if (!param) return "";
    const key = typeof param.key === "string" ? escape(param.key, true) : "";
    return typeof param.value === "string" ? `${key}=${escape(param.value, false)}` : key;
  }
}
