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
  return patternWords(pattern, [...flags].sort().join(""));
}

/** @param {string} pattern @param {string} flags */
function patternWords(pattern, flags) {
  const open = openEnd(pattern);
  const said = open ? undefined : Words.said((parser) => parser.checkRegexp(pattern, flags));
  const [, problem] = /^Invalid regular expression: .*: ([^:]*)$/s.exec(said ?? "") ?? [];
  const known = open ?? (problem && otherProblem(pattern, problem));
  return known ? `Invalid regular expression: /${pattern}/${flags}: ${known}` : said;
}

/**
 * What V8 says where the parser says something else.
 * @param {string} pattern
 * @param {string} problem
 */
function otherProblem(pattern, problem) {
  if (problem === "Unterminated character class") return "Invalid character class";
  if (problem === "Nothing to repeat" && /\(\?<[=!][^()]*\)[*+?{]/.test(pattern))
    return "Invalid quantifier";
  return problem.startsWith("Duplicate regular expression modifiers") ? "Invalid group" : undefined;
}

/**
 * What is open at the end of a pattern. The parser takes for granted that nothing is: in a script it would not have found the end.
 * @param {string} pattern
 */
function openEnd(pattern) {
  // biome-ignore lint/correctness/noEmptyCharacterClassInRegex: `[^]` is any character.
  const rest = pattern.replace(/\\[^]/g, "").replace(/\[[^\]]*\]/g, "");
  if (rest.endsWith("\\")) return "\\ at end of pattern";
  return rest.includes("[") ? "Unterminated character class" : undefined;
}
