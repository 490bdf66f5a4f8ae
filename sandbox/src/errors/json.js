// V8's words for text that is not JSON; the engine has most of them already.

const SPECIAL = new Set(["", "undefined", "NaN", "Infinity", "[object Object]"]);
const CONTEXT = 10;

/** Words the error of parsing `text`, given what the engine said. */
export function jsonSyntaxMessage(text, message) {
  if (SPECIAL.has(text) && text !== "") return `"${text}" is not valid JSON`;
  const match = /^unexpected token: '(.*)'$/su.exec(message);
  if (!match) return message;
  const position = text.indexOf(match[1]);
  const token = String.fromCodePoint(text.codePointAt(Math.max(position, 0)) ?? 0x20);
  return `Unexpected token '${token}', ${excerpt(text, position)} is not valid JSON`;
}

function excerpt(text, position) {
  if (text.length <= 2 * CONTEXT) return `"${text}"`;
  const start = position < CONTEXT ? 0 : position - CONTEXT;
  const end = position >= text.length - CONTEXT ? text.length : position + CONTEXT;
  return `${start > 0 ? "..." : ""}"${text.slice(start, end)}"${end < text.length ? "..." : ""}`;
}
