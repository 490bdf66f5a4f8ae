// Headers, and lists of them: looked up by name in any case, several values a name, `one` is the last.
import { Property } from "./property.js";
import { PropertyList } from "./property-list.js";

export class Header extends Property {
  constructor(options, name) {
    const definition =
      typeof options === "string"
        ? typeof name === "string"
          ? { key: name, value: options }
          : Header.parseSingle(options)
        : options;
    super(definition);
    this.update(definition);
  }

  update(options) {
    this.key = options?.key || "";
    this.value = options?.value === undefined ? "" : options.value;
    if (options && Object.hasOwn(options, "system")) this.system = options.system;
    if (options && Object.hasOwn(options, "disabled")) this.disabled = options.disabled;
  }

  valueOf() {
    return this.value;
  }

  toString() {
    return `${this.key}: ${this.value}`;
  }

  static _postman_propertyName = "Header";
  static _postman_propertyIndexKey = "key";
  static _postman_propertyIndexCaseInsensitive = true;
  static _postman_propertyAllowsMultipleValues = true;
  static _postman_populatesFromObject = true;

  static create(...args) {
    return new Header(...args);
  }

  static isHeader(value) {
    return value instanceof Header;
  }

  static parse(text) {
    const unfolded = String(text).replace(/\r\n([ \t])/g, "$1");
    return [...unfolded.matchAll(/^(\S+):(.*)$/gm)].map(([, key, value]) => ({ key, value: value.trim() }));
  }

  static parseSingle(line) {
    if (typeof line !== "string") return { key: "", value: "" };
    const colon = line.indexOf(":");
    return colon < 0 ? { key: line.trim(), value: "" } : { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
  }

  static unparse(headers, separator = "\r\n") {
    const list = headers instanceof PropertyList ? headers.members : headers;
    if (!Array.isArray(list)) return "";
    return list
      .filter((header) => header && !header.disabled)
      .map((header) => Header.unparseSingle(header) + separator)
      .join("");
  }

  static unparseSingle(header) {
    return header === null || typeof header !== "object" ? "" : `${header.key}: ${header.value}`;
  }
}

export class HeaderList extends PropertyList {
  constructor(parent, headers) {
    super(Header, parent, headers);
  }

  contentSize() {
    return this.count() ? Header.unparse(this).length : 0;
  }

  static _postman_propertyName = "HeaderList";

  static isHeaderList(value) {
    return value instanceof HeaderList;
  }
}
