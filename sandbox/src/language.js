// Where `language/`, V8's `Date` and `RegExp`, is hooked in: for the first script that may notice. Most scripts start without.
import { isLoading, load } from "./require.js";

/** @type {Record<string, true>} */
const installed = /** @type {any} */ ({ __proto__: null });

let quiet = 0;

/** Whether a script can notice what `quietly` keeps from it. */
export const canNotice = () => "RegExp" in installed;

/**
 * Does what a script must not notice: `RegExp.$1` is of its own matches, not of ours.
 * @template V
 * @param {() => V} act
 */
export function quietly(act) {
  quiet += 1;
  try {
    return act();
  } finally {
    quiet -= 1;
  }
}

/** @param {string} name @param {() => void} install */
function once(name, install) {
  if (name in installed) return;
  installed[name] = true;
  install();
}

/**
 * Prepares the language for a script that is about to be compiled.
 * @param {string} source
 * @param {boolean} evaluates whether it makes code out of text: anything may be in that
 */
export function prepareLanguage(source, evaluates) {
  // moment hands on what it can't read.
  if (evaluates || source.includes("Date") || source.includes("moment"))
    once("Date", () => load("language").installDate());
  if (evaluates || source.includes("RegExp")) {
    once("RegExp", () =>
      load("language").installRegExp({
        isOurs: () => quiet > 0 || isLoading(),
        words: (pattern, flags) => load("reader").regexpWords(pattern, flags),
      }),
    );
  }
}
