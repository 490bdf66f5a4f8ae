// Where in users' scripts errors arise.
import { prepareLanguage } from "../language.js";
import { prepareSugar } from "../sugar.js";

/**
 * A place in a user's script; line and column from 1.
 * @typedef {{source: string, line: number, column: number}} Place
 */

/**
 * The users' scripts by the file name that the engine shows in stacks.
 * @type {Record<string, string>}
 */
const sources = /** @type {any} */ ({ __proto__: null });

/**
 * Takes note of a script that is about to be compiled; tells whether its file's name was that of another, which did not parse.
 * @param {string} file
 * @param {string} source
 */
export function note(file, source) {
  const isTaken = file in sources;
  sources[file] = source;
  try {
    const evaluates = /\b(?:eval|Function)\b/.test(source);
    prepareLanguage(source, evaluates);
    prepareSugar(source, evaluates);
  } catch {
    // An earlier script has replaced what these are made with: this one finds the language as it is.
  }
  return isTaken;
}

/**
 * Where a frame lies in a user's script: {source, line, column}; undefined for what is not a user's.
 * @param {any} frame a `Frame`, or undefined
 * @returns {Place | undefined}
 */
export function placeOf(frame) {
  const source = frame ? sources[frame.getFileName()] : undefined;
  if (source === undefined) return undefined;
  // The first line is ours.
  return { source, line: frame.getLineNumber() - 1, column: frame.getColumnNumber() };
}

/** How files of scripts are called, before a number; the realm of packages knows no more of them. */
const SCRIPT = "script-";

/** @param {string} file */
function isScript(file) {
  for (let index = 0; index < SCRIPT.length; index += 1)
    if (file[index] !== SCRIPT[index]) return false;
  return true;
}

/**
 * How a file is called in stacks. The number of a script says no more than what the engine ran before: it is left out, so that
 * a failure reads the same in each run.
 * @param {string} file
 */
export function shownFile(file) {
  return isScript(file) ? "script.js" : file;
}

/**
 * The line of a frame as its author counts.
 * @param {any} frame a `Frame`
 * @returns {number}
 */
export function lineOf(frame) {
  const line = frame.getLineNumber();
  const file = frame.getFileName();
  if (file === null) return line;
  return isScript(file) ? line - 1 : (placeOf(frame)?.line ?? line);
}

/**
 * The position of a place in its script.
 * @param {Place} place
 */
export function offsetOf({ source, line, column }) {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = source.indexOf("\n", start) + 1;
  return start + characters(source, start, column - 1);
}

/**
 * How many characters the first `bytes` bytes of UTF-8 from `start` on are: the engine counts bytes.
 * @param {string} source
 * @param {number} start
 * @param {number} bytes
 */
function characters(source, start, bytes) {
  let index = start;
  for (let left = bytes; left > 0 && index < source.length; index += 1) {
    const code = source.charCodeAt(index);
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return index - start;
}
