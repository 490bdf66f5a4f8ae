// Headers, and lists of them: looked up by name in any case, several values a name, `one` is the last.
import { isKind, publish } from "./kind.js";
import { Property, isObject, owns } from "./property.js";
import { PropertyList } from "./property-list.js";

/**
 * What a header is made of: a line, a value and its name, or an object.
 * @param {any} options
 * @param {unknown} [name]
 */
function definitionOf(options, name) {
  if (typeof options !== "string") return options;
  return typeof name === "string" ? { key: name, value: options } : Header.parseSingle(options);
}

export class Header extends Property {
  /** @param {any} [options] @param {unknown} [name] */
  constructor(options, name) {
    const definition = definitionOf(options, name);
    super(definition);
    this.update(definition);
  }

  toString() {
    return `${this.key}: ${this.value}`;
  }

  valueOf() {
    return this.value;
  }

  /** @param {any} options */
  update(options) {
    this.key = options?.key || "";
    this.value = options?.value === undefined ? "" : options.value;
    if (owns(options, "system")) this.system = options.system;
    if (owns(options, "disabled")) this.disabled = options.disabled;
  }

  static _postman_propertyIndexKey = "key";
  static _postman_propertyIndexCaseInsensitive = true;
  static _postman_propertyAllowsMultipleValues = true;

  /** @param {ConstructorParameters<typeof Header>} args */
  static create(...args) {
    return new Header(...args);
  }

  /** @param {unknown} value @returns {value is Header} */
  static isHeader(value) {
    return isKind(value, "Header");
  }

  /** @param {any} text */
  static parse(text) {
    const line = /^(\S+):(.*)$/gm;
    const headers = [];
    // Lines are unfolded after the first one has been read, as in Postman.
    let match = line.exec(text);
    const unfolded = text.toString().replace(/\r\n([ \t])/g, "$1");
    for (; match; match = line.exec(unfolded))
      headers.push({ key: match[1], value: match[2].trim() });
    return headers;
  }

  /** @param {unknown} line */
  static parseSingle(line) {
    if (typeof line !== "string") return { key: "", value: "" };
    const colon = line.indexOf(":");
    return colon < 0
      ? { key: line.trim(), value: "" }
      : { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
  }

  /** @param {any} headers @param {string} separator @returns {string} */
  static unparse(headers, separator = "\r\n") {
    if (!Array.isArray(headers) && !isKind(headers, "PropertyList")) return "";
    return headers.reduce(
      (/** @type {string} */ text, /** @type {Header} */ header) =>
        header && !header.disabled ? text + Header.unparseSingle(header) + separator : text,
      "",
    );
  }

  /** @param {any} header */
  static unparseSingle(header) {
    return isObject(header) ? `${header.key}: ${header.value}` : "";
  }
}

publish(Header, "Header", "PostmanHeader", Property);

/** @extends {PropertyList<Header>} */
export class HeaderList extends PropertyList {
  /** @param {unknown} [parent] @param {unknown} [headers] */
  constructor(parent, headers) {
    super(Header, parent, headers);
  }

  contentSize() {
    return this.count() ? Header.unparse(this).length : 0;
  }

  /** @param {unknown} value @returns {value is HeaderList} */
  static isHeaderList(value) {
    return isKind(value, "HeaderList");
  }
}

publish(HeaderList, "HeaderList", "HeaderList", PropertyList);
