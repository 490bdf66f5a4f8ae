// Errors on their way out, and the engine's words put into V8's.
import { load } from "../require.js";
import { offsetOf, placeOf } from "./places.js";
import { tableWords } from "./words.js";

export { remember } from "./places.js";

/** What the engine's messages were reworded to, by place: an error that is thrown again and again is looked at once. */
const known = new Map();
const MOST_KNOWN = 500;

/** Gives a native error V8's message, where it is known. */
function reword(error, frames) {
  const { message } = error;
  if (typeof message !== "string") return;
  const said = remembered(keyOf(error, message, frames[0]), () => words(error, message, frames));
  if (said !== undefined) Object.defineProperty(error, "message", { value: said, writable: true, configurable: true });
}

function keyOf(error, message, frame) {
  return frame ? `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}:${frame.getFunctionName()}:${message}` : message;
}

function remembered(key, make) {
  if (known.has(key)) return known.get(key);
  if (known.size >= MOST_KNOWN) known.clear();
  const said = make();
  known.set(key, said);
  return said;
}

function words(error, message, frames) {
  const place = placeOf(frames[0]);
  if (error instanceof SyntaxError) return place && load("reader").syntaxWords(place.source);
  return (place && fromPlace(message, place)) ?? tableWords(message) ?? otherwise(message);
}

/** Messages for which V8 looks at the script. */
const PLACED = new Set([
  "not a function",
  "not a constructor",
  "value is not iterable",
  "cannot read property 'Symbol.iterator' of undefined",
  "cannot read property 'Symbol.iterator' of null",
  "cannot read property 'Symbol.asyncIterator' of undefined",
  "cannot read property 'Symbol.asyncIterator' of null",
  "class constructors must be invoked with 'new'",
  "Cannot convert undefined or null to object",
]);

function fromPlace(message, place) {
  if (!PLACED.has(message)) return undefined;
  const reader = load("reader");
  return reader.placedWords(message, reader.notesAt(place.source, offsetOf(place)));
}

/** Where the script says nothing. */
function otherwise(message) {
  return message === "not a function" ? "undefined is not a function" : undefined;
}

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

/** Called by the engine for each error that is made, with its stack. The stack begins as Postman has it, whatever the error's name. */
export function prepareStackTrace(error, frames) {
  if (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    error instanceof URIError ||
    error instanceof SyntaxError
  ) {
    reword(error, frames);
  }
  return [`Error: ${error?.message}`, ...frames.filter(isTheirs).map(frameText)].join("\n");
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
