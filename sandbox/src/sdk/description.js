// A description: text and its media type.
import { isKind, publish } from "./kind.js";

const PLAIN = "text/plain";

export class Description {
  /** @param {unknown} [definition] */
  constructor(definition) {
    if (definition || definition === "") this.update(definition);
  }

  /** @param {any} content @param {string} [type] */
  update(content, type) {
    const given = content !== null && typeof content === "object" ? content : { content, type };
    this.content = given.content;
    this.type = given.type || PLAIN;
  }

  /** @returns {string} */
  toString() {
    return this.content || "";
  }

  toJSON() {
    return { content: this.content, type: this.type };
  }

  /** @param {unknown} value @returns {value is Description} */
  static isDescription(value) {
    return isKind(value, "Description");
  }
}

publish(Description, "Description", "PostmanPropertyDescription");
