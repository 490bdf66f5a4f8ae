// Finds in a script what was called where something was not a function, and writes it as V8 does: `list.items.forEach`, `json(...).map`.
//
// Not a parser: it walks back from the place over names, dots, brackets and calls. Where that fails it says nothing.

const NAME = /[\p{ID_Start}$_#\p{ID_Continue}\u200c\u200d]/u;

/** The position of line and column (both from 1) in `source`; undefined if there is none. */
export function offsetOf(source, line, column) {
  const lines = source.split("\n");
  if (!(line >= 1 && line <= lines.length)) return undefined;
  let offset = column - 1;
  for (let index = 0; index < line - 1; index += 1) offset += lines[index].length + 1;
  return offset;
}

/** Returns {text, constructed} for what is called at `offset`, or around it, or undefined. */
export function calleeAt(source, offset) {
  const open = startsArgument(source, offset) ? enclosing(source, offset) : -1;
  return open > 0 ? callee(source, source.slice(0, open).trimEnd().length - 1) : callee(source, offset);
}

/** Returns what is looped over, spread or taken apart at `offset`, or undefined. */
export function iterableAt(source, offset) {
  const start = chainStart(source, nameStart(source, offset));
  if (!/(?:\bof\s+|\.\.\.\s*|\]\s*=\s*)$/.test(source.slice(Math.max(0, start - 20), start))) return undefined;
  return print(source.slice(start, extend(source, nameEnd(source, offset)))) || undefined;
}

/** Returns {property, nested, from} of the object pattern that is filled from the expression at `offset`, or undefined. */
export function patternAt(source, offset) {
  const rest = source.slice(source.slice(0, offset).lastIndexOf("\n") + 1);
  const match = /\b(?:var|let|const)\s*\{\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)[^=]*?\}\s*=\s*([^;\n]+)/u.exec(rest);
  if (!match) return undefined;
  const nested = /:\s*\{\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(match[0].slice(0, match[0].lastIndexOf("=")));
  return { property: match[1], nested: nested?.[1], from: print(balanced(match[2]).trim()) };
}

/** What of `text` comes before a bracket that closes what was opened before it. */
function balanced(text) {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] in PAIRS) depth += 1;
    if (text[index] in OPENING && (depth -= 1) < 0) return text.slice(0, index);
  }
  return text;
}

/**
 * The engine points at the last name or function before the call: within the arguments where there are such. Tells whether what
 * stands at `offset` is an argument, and not the thing called.
 */
function startsArgument(source, offset) {
  const rest = source.slice(offset, offset + 400);
  if (/\bnew\s+$/.test(source.slice(Math.max(0, offset - 12), chainStart(source, nameStart(source, offset))))) return false;
  if (/^(?:async\b|function\b|\(|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u.test(rest)) return true;
  const after = source.slice(extend(source, nameEnd(source, offset)));
  return !/^\s*(?:\?\.)?[(`]/.test(after);
}

/** The innermost `(` that is open at `offset`; -1 if there is none. */
function enclosing(source, offset) {
  let depth = 0;
  for (let index = offset - 1; index >= 0; index -= 1) {
    const char = source[index];
    if (char in OPENING) depth += 1;
    else if (char in PAIRS && depth > 0) depth -= 1;
    else if (char === "(") return index;
  }
  return -1;
}

function callee(source, offset) {
  const last = source[offset];
  const start = last in OPENING ? chainStart(source, opening(source, offset)) : chainStart(source, nameStart(source, offset));
  const end = last in OPENING ? offset + 1 : extend(source, nameEnd(source, offset));
  const text = print(source.slice(start, end));
  const before = source.slice(Math.max(0, start - 12), start);
  return text ? { text, constructed: /\bnew\s+$/.test(before) } : undefined;
}

function nameStart(source, offset) {
  let start = offset;
  while (start > 0 && NAME.test(source[start - 1]) && NAME.test(source[start] ?? "")) start -= 1;
  return start;
}

function nameEnd(source, offset) {
  let end = offset;
  while (end < source.length && NAME.test(source[end])) end += 1;
  return end;
}

/** Goes on over members that follow, up to the bracket of the call that failed. */
function extend(source, from) {
  let end = from;
  for (;;) {
    const member = /^\s*(?:\?\.|\.)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(source.slice(end, end + 200));
    if (source[end] === "[") {
      const close = closing(source, end);
      if (close < 0) return end;
      end = close + 1;
    } else if (member) {
      end += member[0].length;
    } else {
      return end;
    }
  }
}

const PAIRS = { "(": ")", "[": "]", "{": "}" };
const OPENING = { ")": "(", "]": "[", "}": "{" };

function closing(source, open) {
  let depth = 0;
  for (let index = open; index < source.length; index += 1) {
    const char = source[index];
    if (char in PAIRS) depth += 1;
    if (char in OPENING && (depth -= 1) === 0) return index;
  }
  return -1;
}

function opening(source, close) {
  let depth = 0;
  let quote = "";
  for (let index = close; index >= 0; index -= 1) {
    const char = source[index];
    if (quote) {
      if (char === quote) quote = "";
      continue;
    }
    if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char in OPENING) depth += 1;
    else if (char in PAIRS && (depth -= 1) === 0) return index;
  }
  return -1;
}

/** Walks back over `a.b(…)[…].` to where the expression begins. */
function chainStart(source, from) {
  let start = from;
  for (;;) {
    const head = source.slice(0, start).trimEnd();
    const dot = head.endsWith("?.") ? 2 : head.endsWith(".") && !head.endsWith("..") ? 1 : 0;
    if (dot === 0) return start;
    let index = head.slice(0, -dot).trimEnd().length;
    while (index > 0 && source[index - 1] in OPENING && source[index - 1] !== "}") {
      const open = opening(source, index - 1);
      if (open < 0) return start;
      index = source.slice(0, open).trimEnd().length;
      if (open < index) index = open;
    }
    const begin = index > 0 && NAME.test(source[index - 1]) ? nameStart(source, index - 1) : index;
    if (begin === start) return start;
    start = begin;
  }
}

/** Writes a chain as V8 prints it: arguments as `...`, string keys as names, no blanks. */
function print(chain) {
  let text = "";
  for (let index = 0; index < chain.length; index += 1) {
    const char = chain[index];
    if (char === "(") {
      index = closing(chain, index);
      if (index < 0) return "";
      text = text === "" ? "(intermediate value)" : `${text}(...)`;
    } else if (char === "[") {
      const close = closing(chain, index);
      if (close < 0) return "";
      const key = chain.slice(index + 1, close).trim();
      const quoted = /^(["'])(.*)\1$/s.exec(key);
      text = text === "" ? "[]" : quoted ? `${text}.${quoted[2]}` : `${text}[${/^[\w$]+$/.test(key) ? key : "..."}]`;
      index = close;
    } else if (!/\s/.test(char)) {
      text += char;
    }
  }
  return text;
}
