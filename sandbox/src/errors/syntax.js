// V8's words for a script that does not parse. The engine says where it stopped; V8 names what stands there.

/** The engine's words → V8's, where they name no token. */
const FIXED = [
  [/^unexpected end of (?:string|comment)/, "Invalid or unexpected token"],
  [/^unexpected (?:end of|line terminator in) regexp/, "Invalid regular expression: missing /"],
  [/^(?:unexpected character|invalid number literal|invalid first character)/, "Invalid or unexpected token"],
  [/^function name expected/, "Function statements require a function name"],
  [/^missing initializer for variable/, "Missing initializer in const declaration"],
  [/^invalid assignment (?:left-hand side|syntax)/, "Invalid left-hand side in assignment"],
  [/^break must be inside/, "Illegal break statement"],
  [/^continue must be inside/, "Illegal continue statement: no surrounding iteration statement"],
  [/^expecting catch or finally/, "Missing catch or finally after try"],
  [/^invalid increment/, "Invalid left-hand side expression in postfix operation"],
];

const TOKEN = /\s*(?:(?<end>$)|(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)|(?<number>\d[\w.]*)|(?<string>["'])|(?<template>`)|(?<mark>=>|\.\.\.|[=!]==?|[<>]=?|&&|\|\||\?\?|\+\+|--|\*\*|[-+*/%&|^!~?:;,.(){}[\]=])|(?<other>.))/suy;

const RESERVED = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function if import in
   instanceof new null return super switch this throw true try typeof var void while with`.split(/\s+/),
);

/** Keywords before a bracket that is no call. */
const NOT_CALLED = /\b(?:if|for|while|switch|catch|with|function)\s*$/;

/** Words the syntax error that the engine met at `offset` of `source`. */
export function syntaxMessage(source, offset, message) {
  const redefined = /^invalid redefinition of/.test(message);
  if (redefined) return `Identifier '${nameBefore(source, offset)}' has already been declared`;
  const fixed = FIXED.find(([pattern]) => pattern.test(message));
  if (fixed) return fixed[1];
  if (/^unexpected|^expect|^invalid (?:property|field|method) name|expected$/i.test(message)) return tokenMessage(source, offset);
  return message;
}

function tokenMessage(source, offset) {
  if (isWithinArguments(source, offset)) return "missing ) after argument list";
  TOKEN.lastIndex = offset;
  const { end, name, number, string, template, mark, other } = TOKEN.exec(source)?.groups ?? {};
  if (name !== undefined) return RESERVED.has(name) ? `Unexpected token '${name}'` : `Unexpected identifier '${name}'`;
  if (number !== undefined) return "Unexpected number";
  if (string !== undefined) return "Unexpected string";
  if (template !== undefined) return "Unexpected template string";
  if (mark !== undefined) return `Unexpected token '${mark}'`;
  return other === undefined || end !== undefined ? "Unexpected end of input" : "Invalid or unexpected token";
}

function nameBefore(source, offset) {
  const names = source.slice(0, offset).match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];
  const here = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(source.slice(offset));
  return here && !RESERVED.has(here[0]) ? here[0] : (names.at(-1) ?? "");
}

/** Whether an argument has just ended at `offset`, and neither a comma nor the bracket follows. */
function isWithinArguments(source, offset) {
  if (/^\s*[,)]/.test(source.slice(offset))) return false;
  const before = source.slice(0, offset).trimEnd();
  if (!/[\p{ID_Continue}$"'`)\]}]$/u.test(before)) return false;
  let depth = 0;
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const char = before[index];
    if (char === ")" || char === "]" || char === "}") depth += 1;
    else if (char === "(" && depth === 0) return /[\p{ID_Continue}$)\]]\s*$/u.test(before.slice(0, index)) && !NOT_CALLED.test(before.slice(0, index));
    else if (char === "(" || char === "[" || char === "{") {
      if (depth === 0) return false;
      depth -= 1;
    }
  }
  return false;
}
