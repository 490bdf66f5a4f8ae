// V8's words for a regular expression that a script made of a text.
import { Words } from "./syntax.js";

/**
 * The message for what is wrong with a pattern or its flags; undefined if nothing is.
 * @param {string} pattern
 * @param {string} flags
 */
export function regexpWords(pattern, flags) {
  const parts = new Set(flags);
  const isWrong =
    parts.size !== flags.length || /[^dgimsuvy]/.test(flags) || (parts.has("u") && parts.has("v"));
  if (isWrong) return `Invalid flags supplied to RegExp constructor '${flags}'`;
  const open = openEnd(pattern);
  if (open) return `Invalid regular expression: /${pattern}/${flags}: ${open}`;
  return Words.said((parser) => parser.checkRegexp(pattern, flags));
}

/**
 * What is open at the end of a pattern. The parser takes for granted that nothing is: in a script it would not have found the end.
 * @param {string} pattern
 */
function openEnd(pattern) {
  // biome-ignore lint/correctness/noEmptyCharacterClassInRegex: `[^]` is any character.
  const rest = pattern.replace(/\\[^]/g, "").replace(/\[[^\]]*\]/g, "");
  if (rest.includes("[")) return "Unterminated character class";
  return rest.endsWith("\\") ? "\\ at end of pattern" : undefined;
}
