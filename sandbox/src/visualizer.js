// `pm.visualizer`: a Handlebars template that a script gives, filled with its data when the script is over.
import { native } from "./native.js";
import { load } from "./require.js";

/** @import { Parts } from "./pm.js" */
/** @typedef {{template: string, data?: unknown, options?: unknown}} Seen */

/** @param {string} words @param {string} what @param {unknown} value @param {string} type @returns {never} */
function refuse(words, what, value, type) {
  throw new Error(`Invalid ${words}. ${what} must be ${type}, found ${typeof value}`);
}

/**
 * Makes the visualizer of one script, which keeps what it is given last in `parts`.
 * @param {Parts} parts
 */
export function makeVisualizer(parts) {
  return {
    /** @param {unknown} [template] @param {unknown} [data] @param {unknown} [options] */
    set(template, data, options) {
      if (typeof template !== "string") refuse("template", "Template", template, "of type string");
      if (data && typeof data !== "object") refuse("data", "Data", data, "an object");
      if (options && typeof options !== "object")
        refuse("options", "Options", options, "an object");
      parts.visualizer = { template, data, options };
    },
    clear() {
      parts.visualizer = undefined;
    },
  };
}

/**
 * Fills the template, and tells the engine what came of it. The engine's limits hold here as for the script itself.
 * @param {Seen} seen
 */
export function visualize(seen) {
  try {
    const page = load("handlebars").compile(seen.template, seen.options ?? undefined)(seen.data);
    native.visualize({ ...seen, page });
  } catch (error) {
    native.visualize({ ...seen, error });
  }
}
