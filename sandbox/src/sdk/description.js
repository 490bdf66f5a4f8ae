// A description: text and its media type.
import { isKind, publish } from "./kind.js";

const PLAIN = "text/plain";

export class Description {
  constructor(definition) {
    if (definition || definition === "") this.update(definition);
  }

  update(content, type) {
    const given = content !== null && typeof content === "object" ? content : { content, type };
    this.content = given.content;
    this.type = given.type || PLAIN;
  }

  toString() {
    return this.content || "";
  }

  toJSON() {
    return { content: this.content, type: this.type };
  }

  static isDescription(value) {
    return isKind(value, "Description");
  }
}

publish(Description, "Description", "PostmanPropertyDescription");
