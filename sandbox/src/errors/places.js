// Where in users' scripts errors arise.
import { prepareSugar } from "../sugar.js";

/** The users' scripts by the file name that the engine shows in stacks. */
const sources = new Map();

/** Takes note of a script that is about to be compiled. */
export function remember(file, source) {
  sources.set(file, source);
  prepareSugar(source);
}

/** Where a frame lies in a user's script: {source, line, column}; undefined for what is not a user's. */
export function placeOf(frame) {
  const source = frame ? sources.get(frame.getFileName()) : undefined;
  if (source === undefined) return undefined;
  // The first line is ours.
  return { source, line: frame.getLineNumber() - 1, column: frame.getColumnNumber() };
}

/** The position of a place in its script. */
export function offsetOf({ source, line, column }) {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = source.indexOf("\n", start) + 1;
  return start + characters(source, start, column - 1);
}

/** How many characters the first `bytes` bytes of UTF-8 from `start` on are: the engine counts bytes. */
function characters(source, start, bytes) {
  let index = start;
  for (let left = bytes; left > 0 && index < source.length; index += 1) {
    const code = source.charCodeAt(index);
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return index - start;
}
