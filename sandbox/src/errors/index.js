// Errors on their way out, and the engine's words put into V8's.
import { prepareSugar } from "../sugar.js";
import { calleeAt, iterableAt, offsetOf, patternAt } from "./callee.js";
import { syntaxMessage } from "./syntax.js";

/** What follows a user's script in the function that the engine makes of it (`wrap` in `src/script/machine.rs`). */
const AFTER = "\n;})()})";

/** The users' scripts by the file name that the engine shows in stacks. */
const sources = new Map();

/** Takes note of a script that is about to be compiled. */
export function remember(file, source) {
  sources.set(file, source);
  prepareSugar(source);
}

/** Where in the user's script a frame lies: its source, line and offset; undefined for what is not a user's. */
function placeOf(frame) {
  const source = frame ? sources.get(frame.getFileName()) : undefined;
  if (source === undefined) return undefined;
  // The first line is ours.
  const line = frame.getLineNumber() - 1;
  return { source, line, offset: offsetOf(source + AFTER, line, frame.getColumnNumber()) ?? 0 };
}

const REWORDED = [
  [/^cannot read property '(.*)' of (undefined|null)$/s, (name, what) => `Cannot read properties of ${what} (reading '${symbolic(name)}')`],
  [/^cannot set property '(.*)' of (undefined|null)$/s, (name, what) => `Cannot set properties of ${what} (setting '${symbolic(name)}')`],
  [/^'(.*)' is read-only$/s, () => "Assignment to constant variable."],
  [/^(.*) is not initialized$/s, (name) => `Cannot access '${name}' before initialization`],
  [/^empty array$/, () => "Reduce of empty array with no initial value"],
  [/^invalid array length$/, () => "Invalid array length"],
  [/^invalid number of digits$/, () => "toFixed() digits argument must be between 0 and 100"],
  [/^(?:expecting hex digit|malformed UTF-8|invalid hex digit)$/i, () => "URI malformed"],
  [/^cannot convert symbol to string$/, () => "Cannot convert a Symbol value to a string"],
  [/^cannot convert symbol to number$/, () => "Cannot convert a Symbol value to a number"],
  [/^Date value is NaN$/, () => "Invalid time value"],
  [/^circular reference$/, () => "Converting circular structure to JSON"],
];

function symbolic(name) {
  return name.startsWith("Symbol.") ? `Symbol(${name})` : name;
}

/** Gives a native error V8's message, where it is known. */
function reword(error, frames) {
  const message = error.message;
  if (typeof message !== "string") return;
  const said = inPlace(message, frames) ?? fromTable(message);
  if (said !== undefined) Object.defineProperty(error, "message", { value: said, writable: true, configurable: true });
}

function rewordSyntax(error, place) {
  if (!place || typeof error.message !== "string") return;
  const said = syntaxMessage(place.source + AFTER, place.offset, error.message);
  Object.defineProperty(error, "message", { value: said, writable: true, configurable: true });
}

function fromTable(message) {
  for (const [pattern, words] of REWORDED) {
    const match = pattern.exec(message);
    if (match) return words(...match.slice(1));
  }
  return undefined;
}

/** V8 names what was called or looped over as the script has it, so the script must be looked at. */
function inPlace(message, frames) {
  const rewrite = PLACED[message.replace(/ of (?:undefined|null)$/, "")];
  if (rewrite === undefined) return undefined;
  // Where a built-in function is on top, the place in the script tells nothing.
  if (frames[0]?.getFileName() === null) return message === "not a function" ? "undefined is not a function" : undefined;
  const { source, offset } = placeOf(frames.find((it) => sources.has(it.getFileName()))) ?? { source: "", offset: 0 };
  return rewrite(source, offset, message);
}

const PLACED = {
  "not a function": (source, offset) => {
    const callee = calleeAt(source, offset);
    return callee ? `${callee.text} is not a ${callee.constructed ? "constructor" : "function"}` : "undefined is not a function";
  },
  "not a constructor": (source, offset) => `${calleeAt(source, offset)?.text ?? "(intermediate value)"} is not a constructor`,
  "value is not iterable": (source, offset) => `${iterableAt(source, offset) ?? "object"} is not iterable`,
  "cannot read property 'Symbol.iterator'": (source, offset, message) => {
    const what = iterableAt(source, offset);
    const value = message.endsWith("null") ? "null" : "undefined";
    return what ? `${what} is not iterable` : `${value} is not iterable (cannot read property Symbol(Symbol.iterator))`;
  },
  "class constructors must be invoked with 'new'": (source, offset) =>
    `Class constructor ${calleeAt(source, offset)?.text ?? ""} cannot be invoked without 'new'`,
  "Cannot convert undefined or null to object": (source, offset) => {
    const pattern = patternAt(source, offset);
    if (!pattern) return undefined;
    if (pattern.nested) return `Cannot read properties of undefined (reading '${pattern.nested}')`;
    return `Cannot destructure property '${pattern.property}' of '${pattern.from}' as it is undefined.`;
  },
};

function frameText(frame) {
  const name = frame.getFunctionName();
  const file = frame.getFileName();
  const line = placeOf(frame)?.line ?? frame.getLineNumber();
  const place = file === null ? "native" : `${file}:${line}:${frame.getColumnNumber()}`;
  return name ? `    at ${name} (${place})` : `    at ${place}`;
}

/** Frames that are the script's own, not ours or the engine's. */
function isTheirs(frame) {
  const file = frame.getFileName();
  return file !== "pm" && file !== null;
}

/** Called by the engine for each error that is made, with its stack. */
export function prepareStackTrace(error, frames) {
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError || error instanceof URIError) {
    reword(error, frames);
  }
  if (error instanceof SyntaxError) rewordSyntax(error, placeOf(frames[0]));
  const head = `${error.name}: ${error.message}`;
  return [head, ...frames.filter(isTheirs).map(frameText)].join("\n");
}

/** Returns what of a thrown value the engine is told: its parts if it is an error, else the value. */
export function describe(thrown) {
  if (!(thrown instanceof Error) && !(thrown !== null && typeof thrown === "object" && typeof thrown.message === "string")) {
    const message = thrown !== null && typeof thrown === "object" ? safeJson(thrown) : safeText(thrown);
    return { name: "Error", message };
  }
  return { name: safeText(thrown.name ?? "Error"), message: safeText(thrown.message), stack: safeText(thrown.stack ?? "") };
}

function safeText(value) {
  try {
    return String(value);
  } catch {
    return "";
  }
}

function safeJson(value) {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
