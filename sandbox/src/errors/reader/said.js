// The parser's words for what is wrong with a script → V8's. What is not listed is the same in both.

const ILLEGAL = "Invalid or unexpected token";

/** @type {[pattern: RegExp, words: string][]} */
export const SAID = [
  [
    /^(?:Unterminated string|Unexpected character|Identifier directly after number|Invalid number|Unterminated comment)/,
    ILLEGAL,
  ],
  [
    /^Expected number in radix|^Numeric separator is not allowed at the first|^Expecting Unicode escape/,
    ILLEGAL,
  ],
  [
    /^Numeric separator is not allowed at the last/,
    "Numeric separators are not allowed at the end of numeric literals",
  ],
  [/^Numeric separator must be exactly one/, "Only one underscore is allowed as numeric separator"],
  [/^Unterminated template/, "Unexpected end of input"],
  [/^Unterminated regular expression/, "Invalid regular expression: missing /"],
  [/^(?:Invalid|Duplicate) regular expression flag/, "Invalid regular expression flags"],
  [/^Bad character escape sequence/, "Invalid hexadecimal escape sequence"],
  [/^Invalid Unicode escape/, "Invalid Unicode escape sequence"],
  [/^'return' outside of function/, "Illegal return statement"],
  [/^Label '(.*)' is already declared/, "Label '$1' has already been declared"],
  [/^Missing catch or finally clause/, "Missing catch or finally after try"],
  [/^Multiple default clauses/, "More than one default clause in switch statement"],
  [
    /^(?:Binding|Assigning to) (?:arguments|eval) in strict mode/,
    "Unexpected eval or arguments in strict mode",
  ],
  [/^Argument name clash/, "Duplicate parameter name not allowed in this context"],
  [/^Comma is not permitted after the rest element/, "Rest element must be last element"],
  [
    /^Complex binding patterns require an initialization value/,
    "Missing initializer in destructuring declaration",
  ],
  [/^(for-\w+ loop variable declaration may not have an initializer)/, "$1."],
  [/^'with' in strict mode/, "Strict mode code may not include a with statement"],
  [
    /^Deleting local variable in strict mode/,
    "Delete of an unqualified identifier in strict mode.",
  ],
  [/^Octal literal in strict mode/, "Octal escape sequences are not allowed in strict mode."],
  [
    /^Redefinition of __proto__ property/,
    "Duplicate __proto__ fields are not allowed in object literals",
  ],
  [/^getter should have no params/, "Getter must not have any formal parameters."],
  [/^setter should have exactly one param/, "Setter must have exactly one formal parameter."],
  [/^Setter cannot use rest params/, "Setter function argument must not be a rest parameter"],
  [/^Duplicate constructor in the same class/, "A class may only have one constructor"],
  [/^Constructor can't be a generator/, "Class constructor may not be a generator"],
  [/^Constructor can't be an async method/, "Class constructor may not be an async method"],
  [/^Constructor can't have get\/set modifier/, "Class constructor may not be an accessor"],
  [
    /^Classes may not have a static property named prototype/,
    "Classes may not have a static property named 'prototype'",
  ],
  [
    /^Classes can't have an element named '#constructor'/,
    "Classes may not have a field named 'constructor'",
  ],
  [/^super\(\) call outside constructor|^'super' keyword/, "'super' keyword unexpected here"],
  [/^'new\.target' can only be used in functions/, "new.target expression is not allowed here"],
  [
    /^Optional chaining cannot appear in the callee of new/,
    "Invalid optional chain from new expression",
  ],
  [
    /^Optional chaining cannot appear in the tag of tagged/,
    "Invalid tagged template on optional chain",
  ],
  [/^Shorthand property assignments are valid only/, "Invalid shorthand property initializer"],
  [
    /^Cannot use 'arguments' in class/,
    "'arguments' is not allowed in class field initializer or static initialization block",
  ],
  [
    /^Cannot use 'await' as|^The keyword '(?:await|enum)'|^Cannot use await in class static/,
    "Unexpected reserved word",
  ],
  [/^The keyword '/, "Unexpected strict mode reserved word"],
  [/^Cannot use '(.*)' as identifier/, "Unexpected identifier '$1'"],
  [/^Unexpected keyword '(.*)'/, "Unexpected token '$1'"],
  [
    /^Await expression cannot be a default value/,
    "Illegal await-expression in formal parameters of async function",
  ],
];
