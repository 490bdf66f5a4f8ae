// The parts of acorn's parser that `errors/reader` overrides or asks, which its own types leave out.
import type { AnyNode, TokenType } from "acorn";

declare module "acorn" {
  interface Parser {
    /** The current token, its value and place, and the place of the one before it. */
    type: TokenType;
    value: any;
    start: number;
    end: number;
    lastTokStart: number;
    lastTokEnd: number;
    /** How far the text is read. */
    pos: number;
    strict: boolean;
    labels: { name: string }[];
    regexpState: RegExpState;

    input: string;

    strictDirective(start: number): boolean;
    nextToken(): void;
    readToken(code: number): void;
    readCodePoint(): number;
    finishToken(type: TokenType, value?: unknown): void;
    eat(type: TokenType): boolean;
    expect(type: TokenType): void;
    isContextual(name: string): boolean;
    insertSemicolon(): boolean;
    semicolon(): void;
    unexpected(position?: number | null): never;
    raise(position: number, message: string): never;
    raiseRecoverable(position: number, message: string): void;
    validateRegExpPattern(state: RegExpState): void;
    toAssignable(node: AnyNode | null, isBinding: boolean, errors: unknown): AnyNode;
    toAssignableList(list: AnyNode[], isBinding: boolean): AnyNode[];
    parseExprList(
      close: TokenType,
      allowTrailingComma: boolean,
      allowEmpty: boolean,
      errors: unknown,
    ): AnyNode[];
    parseSpread(errors: unknown): AnyNode;
    parseMaybeAssign(forInit: boolean, errors: unknown): AnyNode;
    parseVarId(declaration: AnyNode, kind: string): void;
    parsePropertyValue(property: any, ...rest: unknown[]): void;
  }

  /** What the parser knows while it reads a regular expression. */
  interface RegExpState {
    flags: string;
    parser: Parser;
    reset(start: number, pattern: string, flags: string): void;
  }

  interface SpreadElement {
    /** Whether it is one of a call's arguments (`errors/reader/places.js`). */
    isArgument?: boolean;
  }
}
