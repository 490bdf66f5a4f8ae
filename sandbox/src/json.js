// `JSON` as Postman's scripts know it: a byte order mark is no error, and what cannot be parsed is a `JSONError` that points at the place.
import { load } from "./require.js";

/** @typedef {(this: any, key: string, value: any) => any} Reviver */

const engineParse = JSON.parse;
const engineStringify = JSON.stringify;

/**
 * Parses quickly what is right, and takes its time to say what is wrong.
 * @param {unknown} text
 * @param {Reviver} [reviver]
 * @param {unknown} [strict]
 */
export function parseJson(text, reviver, strict) {
  try {
    if (typeof text === "string" && text.charCodeAt(0) < 0x80) return engineParse(text, reviver);
  } catch {
    // The slow way words the error.
  }
  return parseCarefully(text, reviver, strict);
}

/** @param {unknown} text @param {Reviver} [reviver] @param {unknown} [strict] */
function parseCarefully(text, reviver, strict) {
  try {
    return load("json").parse(text, reviver, strict);
  } catch (/** @type {any} */ error) {
    // The library's own parser found nothing wrong, so it gave the engine's error: word it as V8 would.
    if (!/ at \d+:\d+\n/.test(error.message))
      error.message = load("wording").jsonSyntaxMessage(String(text), error.message);
    throw error;
  }
}

/** @param {Parameters<typeof JSON.stringify>} args */
function stringifyJson(...args) {
  try {
    return engineStringify(...args);
  } catch (error) {
    if (error instanceof Error) name(error, args[0]);
    throw error;
  }
}

/** @param {Error} error @param {unknown} value */
function name(error, value) {
  if (/^Converting circular structure/.test(error.message))
    error.message = load("wording").circularMessage(value) ?? error.message;
  error.name = "JSONError";
}

export const legacyJson = {
  /** @param {unknown} text @param {Reviver} [reviver] @param {unknown} [strict] */
  parse: (text, reviver, strict) => parseJson(text, reviver, strict),
  /** @param {Parameters<typeof JSON.stringify>} args */
  stringify: (...args) => stringifyJson(...args),
};
