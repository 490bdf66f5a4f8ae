// acorn's parser, made quicker where a long script makes it slow.
import { Parser } from "acorn";

// biome-ignore lint/correctness/noEmptyCharacterClassInRegex: `[^]` is any character.
const BLANK = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;

/** The parser that ours derive from. */
export class SwiftParser extends Parser {
  /**
   * Whether code that begins at `start` says `"use strict"`. acorn looks for the text in all that follows, for each function.
   * @param {number} start
   */
  strictDirective(start) {
    BLANK.lastIndex = start;
    BLANK.exec(this.input);
    const sign = this.input[BLANK.lastIndex];
    return (sign === '"' || sign === "'") && super.strictDirective(start);
  }
}
