// Gives classes the look of the Web's: a tag, members that are listed, arguments that must be there.
import { coded } from "./errors.js";

/**
 * Tags a class and makes its members enumerable, as those of the Web are.
 * @param {Function} Class
 * @param {string} tag
 */
export function asInterface(Class, tag = Class.name) {
  for (const name of Object.getOwnPropertyNames(Class.prototype)) {
    if (name !== "constructor") Object.defineProperty(Class.prototype, name, { enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: tag, configurable: true });
}

/**
 * Throws unless there are as many arguments as names.
 * @param {unknown[]} args
 * @param {string[]} names
 */
export function needArguments(args, ...names) {
  if (args.length >= names.length) return;
  const list = names.map((name) => `"${name}"`).join(" and ");
  throw coded(
    TypeError,
    "ERR_MISSING_ARGS",
    `The ${list} argument${names.length > 1 ? "s" : ""} must be specified`,
  );
}
