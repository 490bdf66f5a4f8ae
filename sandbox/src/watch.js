// Watches for libraries that scripts bring along as text, of big numbers and hashes: a part that is loaded then makes them quicker
// (`brought`).
import { part } from "./lazy-parts.js";
import { isLoading } from "./require.js";

/** Names of members that tell a text by: each such library has one of them. */
const TELLING = ["isProbablePrime", "BufferedBlockAlgorithm"];

/** Begins to watch. */
export function watch() {
  try {
    part("brought").watch(isLoading);
  } catch {
    // An earlier script has replaced what this is made with: such libraries are slower then.
  }
}

/**
 * Whether a text may be such a library.
 * @param {string} source
 */
export function isWatchedFor(source) {
  return TELLING.some((name) => source.includes(name));
}
