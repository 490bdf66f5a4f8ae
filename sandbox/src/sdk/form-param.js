// One part of a multipart body.
import { publish } from "./kind.js";
import { Property, plain } from "./property.js";

export class FormParam extends Property {
  /** @param {any} options */
  constructor(options = {}) {
    super(options);
    this.key = options.key || "";
    this.value = options.value || "";
    this.type = options.type;
    this.src = options.src;
    this.contentType = options.contentType;
    this.fileName = options.fileName;
  }

  toString() {
    return `${this.key}=${this.value}`;
  }

  valueOf() {
    return this.value;
  }

  toJSON() {
    const json = plain(this);
    if (json.type === "file" && (typeof json.value !== "string" || !json.value)) delete json.value;
    return json;
  }

  static _postman_propertyIndexKey = "key";
  static _postman_propertyAllowsMultipleValues = true;

  /**
   * Text has no form data in it.
   * @returns {undefined}
   */
  static parse() {}
}

publish(FormParam, "FormParam", "PostmanFormParam", Property);
