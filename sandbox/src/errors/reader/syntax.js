// V8's words for a script that does not parse. A parser of the language reads the script as Postman wraps it, and where it gives up,
// this says what V8 says there.
import { TokenType, tokTypes as tokens } from "acorn";
import { SwiftParser } from "./parser.js";
import { SAID } from "./said.js";

/** @import { AnyNode, Options, Parser } from "acorn" */

/** What V8 makes of the parameters and the body that `Function` is given. */
export const FUNCTION = ["(function anonymous(", "\n) {\n", "\n})"];

/** What stands around a script when Postman compiles it: what is missing or too much in the script is felt there. */
export const BEFORE = `${FUNCTION[0]}${FUNCTION[1]};var arguments = undefined;\n;(async()=>{;\n`;
export const AFTER = `\n;})().then(__exitscope).catch(__exitscope);\n;${FUNCTION[2]}`;

/** What cannot begin or continue anything. V8 complains when it gets there, not when it sees it from afar. */
// @ts-expect-error: acorn declares the class, but not that one can make more of them.
const illegal = new TokenType("illegal");

/** V8's complaint: what ends the parsing. */
class Complaint extends Error {}

/** @type {Options} */
const OPTIONS = { ecmaVersion: "latest", sourceType: "script" };

/**
 * The message for what is wrong with `source`; undefined if the parser finds nothing.
 * @param {string} source
 * @param {string[]} around
 */
export function syntaxWords(source, [before, after] = [BEFORE, AFTER]) {
  return Words.said((parser) => parser.parse(), `${before}${source}${after}`);
}

/** A parser that complains in V8's words. */
export class Words extends SwiftParser {
  /**
   * What a parser of `source` complains of when it does something.
   * @param {(parser: Words) => void} act
   * @param {string} source
   */
  static said(act, source = "") {
    try {
      // @ts-expect-error: for its types, only the class itself makes parsers; where one derives from it, this is how.
      act(new Words(OPTIONS, source));
    } catch (error) {
      if (error instanceof Complaint) return error.message;
    }
    return undefined;
  }

  /** @param {string} pattern @param {string} flags */
  checkRegexp(pattern, flags) {
    // The parser's own state for them is made when it reads the first.
    // @ts-expect-error: as in `said`.
    new Words(OPTIONS, "/x/").nextRegexp(this);
    this.regexpState.reset(0, pattern, flags);
    this.validateRegExpPattern(this.regexpState);
  }

  /** @param {Parser} other */
  nextRegexp(other) {
    this.nextToken();
    other.regexpState = this.regexpState;
    this.regexpState.parser = other;
  }

  /** How deep within a pattern the parser is. */
  depth = 0;
  /** The last variable that was declared, with the position after it. */
  declared = { kind: "", end: -1 };

  /** @param {number} position @param {string} message @returns {never} */
  raise(position, message) {
    throw new Complaint(this.special(position, message) ?? this.listed(message));
  }

  /** @param {number} position @param {string} message */
  raiseRecoverable(position, message) {
    this.raise(position, message);
  }

  /** @param {string} message */
  listed(message) {
    for (const [pattern, words] of SAID) {
      const match = pattern.exec(message);
      if (match) return words.replace("$1", match[1] ?? "");
    }
    return message.replace(/ \(\d+:\d+\)$/, "");
  }

  /**
   * Words that depend on more than the parser's.
   * @param {number} position
   * @param {string} message
   */
  special(position, message) {
    if (/^Assigning to rvalue|^Optional chaining cannot appear in left-hand side/.test(message))
      return this.targetWords(position);
    if (message.startsWith("Unsyntactic ")) return this.jumpWords(position);
    if (message.startsWith("Logical expressions and coalesce")) return this.tokenWords();
    if (message.startsWith("Bad escape sequence in untagged")) {
      const wrong = /\\(?:x(?![\da-f]{2})|u(?!\{[\da-f]+\}|[\da-f]{4}))/i.exec(
        this.input.slice(position),
      )?.[0];
      return `Invalid ${wrong === "\\x" ? "hexadecimal" : "Unicode"} escape sequence`;
    }
    if (/^'import' and 'export'/.test(message)) {
      return this.type === tokens._export
        ? "Unexpected token 'export'"
        : "Cannot use import statement outside a module";
    }
    const [, regexp, problem] = /^Invalid regular expression: \/(.*)\/: (.*)$/s.exec(message) ?? [];
    if (problem === undefined) return undefined;
    return `Invalid regular expression: /${regexp}/${this.regexpState.flags}: ${problem.replace("unicode", "Unicode")}`;
  }

  /** @param {number} position */
  targetWords(position) {
    if (this.depth > 1) return "Invalid destructuring assignment target";
    if (this.type === tokens.incDec)
      return "Invalid left-hand side expression in postfix operation";
    if (/(?:\+\+|--)[\s(]*$/.test(this.input.slice(0, position)))
      return "Invalid left-hand side expression in prefix operation";
    return this.type === tokens._in || this.isContextual("of")
      ? "Invalid left-hand side in for-loop"
      : "Invalid left-hand side in assignment";
  }

  /** @param {number} position */
  jumpWords(position) {
    const [, keyword, label] = /** @type {RegExpExecArray} */ (
      /^(\w+)[^\S\n]*([\p{ID_Start}$_][\p{ID_Continue}$]*)?/u.exec(this.input.slice(position))
    );
    if (label && !this.labels.some(({ name }) => name === label))
      return `Undefined label '${label}'`;
    if (label)
      return `Illegal ${keyword} statement: '${label}' does not denote an iteration statement`;
    return keyword === "break"
      ? "Illegal break statement"
      : "Illegal continue statement: no surrounding iteration statement";
  }

  /** @param {AnyNode | null} node @param {boolean} isBinding @param {unknown} errors */
  toAssignable(node, isBinding, errors) {
    const isPattern = node?.type === "ObjectExpression" || node?.type === "ArrayExpression";
    if (this.depth === 0 && isPattern && this.last() === ")")
      throw new Complaint("Invalid left-hand side in assignment");
    return this.deeper(isPattern ? 2 : 1, () => super.toAssignable(node, isBinding, errors));
  }

  /** @param {AnyNode[]} list @param {boolean} isBinding */
  toAssignableList(list, isBinding) {
    return this.deeper(2, () => super.toAssignableList(list, isBinding));
  }

  /** @template R @param {number} levels @param {() => R} act */
  deeper(levels, act) {
    this.depth += levels;
    const result = act();
    this.depth -= levels;
    return result;
  }

  /** @param {number} code */
  readToken(code) {
    try {
      return super.readToken(code);
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      this.pos = this.input.length;
      return this.finishToken(illegal, error.message);
    }
  }

  readCodePoint() {
    try {
      return super.readCodePoint();
    } catch {
      throw new Complaint("Invalid Unicode escape sequence");
    }
  }

  /** The token before the current one. */
  last() {
    return this.input.slice(this.lastTokStart, this.lastTokEnd);
  }

  /** @param {number | null} [position] @returns {never} */
  unexpected(position) {
    if (position !== undefined && position !== null && position !== this.start)
      throw new Complaint(wordsFor(this.input, position));
    throw new Complaint(this.missing() ?? this.tokenWords());
  }

  /** What is said of something that is missing before the current token. */
  missing() {
    const last = this.last();
    if (this.declared.end === this.lastTokEnd && this.declared.kind === "const") {
      return `Missing initializer in ${/[}\]]/.test(last) ? "destructuring" : "const"} declaration`;
    }
    if (last === "super") return "'super' keyword unexpected here";
    if (
      this.type === tokens.parenL &&
      /\bfunction\s*\*?\s*$/.test(this.input.slice(0, this.start))
    ) {
      return "Function statements require a function name";
    }
    if (this.type === tokens._function && /^(?:\)|else|do)$/.test(last)) {
      if (this.strict)
        return "In strict mode code, functions can only be declared at top level or inside a block.";
      return "In non-strict mode code, functions can only be declared at top level, inside a block, or as the body of an if statement.";
    }
    return undefined;
  }

  tokenWords() {
    const { type, value } = this;
    if (type === illegal) return value;
    if (type === tokens.eof) return "Unexpected end of input";
    if (type === tokens.num) return "Unexpected number";
    if (type === tokens.string) return "Unexpected string";
    if (type === tokens.backQuote) return "Unexpected template string";
    if (type === tokens.regexp) return "Unexpected regular expression";
    if (type === tokens.privateId) return `Unexpected identifier '#${value}'`;
    return type === tokens.name
      ? nameWords(value, this.strict)
      : `Unexpected token '${this.input.slice(this.start, this.end)}'`;
  }

  /**
   * Arguments that are followed neither by a comma nor by the bracket.
   * @param {TokenType} close
   * @param {boolean} allowTrailingComma
   * @param {boolean} allowEmpty
   * @param {unknown} errors
   */
  parseExprList(close, allowTrailingComma, allowEmpty, errors) {
    if (close !== tokens.parenR || allowEmpty)
      return super.parseExprList(close, allowTrailingComma, allowEmpty, errors);
    const list = [];
    while (!this.eat(close)) {
      if (list.length > 0) {
        if (!this.eat(tokens.comma))
          throw new Complaint(this.malformedArrow() ?? "missing ) after argument list");
        if (allowTrailingComma && this.eat(close)) break;
      }
      list.push(
        this.type === tokens.ellipsis
          ? this.parseSpread(errors)
          : this.parseMaybeAssign(false, errors),
      );
    }
    return list;
  }

  malformedArrow() {
    return this.type === tokens.arrow && this.last() === ")"
      ? "Malformed arrow function parameter list"
      : undefined;
  }

  semicolon() {
    if (this.eat(tokens.semi) || this.insertSemicolon()) return;
    const last = this.last();
    if (last === "await")
      throw new Complaint(
        "await is only valid in async functions and the top level bodies of modules",
      );
    if (last === "let" && (this.type === tokens.name || this.type === tokens.bracketL))
      throw new Complaint("Lexical declaration cannot appear in a single-statement context");
    if (this.declared.end === this.lastTokEnd) this.unexpected();
    throw new Complaint(this.malformedArrow() ?? this.tokenWords());
  }

  /** @param {TokenType} type */
  expect(type) {
    // Only the expressions within templates end this way.
    if (type === tokens.braceR && this.type !== type)
      throw new Complaint("Missing } in template expression");
    super.expect(type);
  }

  /** @param {AnyNode} declaration @param {string} kind */
  parseVarId(declaration, kind) {
    super.parseVarId(declaration, kind);
    this.declared = { kind, end: this.lastTokEnd };
  }

  /** @param {any} property @param {unknown[]} rest */
  parsePropertyValue(property, ...rest) {
    if (
      property.key.type === "Literal" &&
      this.type !== tokens.colon &&
      this.type !== tokens.parenL &&
      !property.computed
    ) {
      throw new Complaint(
        typeof property.key.value === "string" ? "Unexpected string" : "Unexpected number",
      );
    }
    super.parsePropertyValue(property, ...rest);
  }
}

/** @param {string} name @param {boolean} isStrict */
function nameWords(name, isStrict) {
  if (name === "await" || name === "enum") return "Unexpected reserved word";
  if (
    isStrict &&
    /^(?:implements|interface|let|package|private|protected|public|static|yield)$/.test(name)
  ) {
    return "Unexpected strict mode reserved word";
  }
  return `Unexpected identifier '${name}'`;
}

/**
 * The words for whatever token stands at `position`.
 * @param {string} source
 * @param {number} position
 */
function wordsFor(source, position) {
  // @ts-expect-error: as in `Words.said`.
  const tokenizer = new Words(OPTIONS, source.slice(position));
  tokenizer.nextToken();
  const words = tokenizer.tokenWords();
  if (words !== "Unexpected token '**'") return words;
  return "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence";
}
