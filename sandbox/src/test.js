// `pm.test`.
import { describe } from "./errors/index.js";
import { native } from "./native.js";

/** @import { Postman } from "./pm.js" */
/** @typedef {{async?: boolean, skipped?: boolean, error?: unknown}} Result */

const ASYNC = 1;
const SKIPPED = 2;

/**
 * Makes the `test` of one script, which counts its assertions in `counter.next`.
 * @param {Postman} pm
 * @param {{next: number}} counter
 */
export function makeTest(pm, counter) {
  function nextIndex() {
    counter.next += 1;
    return counter.next - 1;
  }

  /** @param {string} name @param {number} index @param {Result} result */
  function report(name, index, result) {
    const flags = (result.async ? ASYNC : 0) + (result.skipped ? SKIPPED : 0);
    native.assertion(name, index, flags, "error" in result ? describe(result.error) : undefined);
  }

  /**
   * A function that takes a callback has passed or failed when it calls back; only the first word counts after a throw.
   * @param {string} name
   * @param {number} index
   * @param {Function} check
   */
  function runAsync(name, index, check) {
    let failed = false;
    try {
      check((/** @type {unknown} */ error) => {
        if (failed) return;
        failed = Boolean(error);
        report(name, index, error ? { async: true, error } : { async: true });
      });
    } catch (error) {
      failed = true;
      report(name, index, { async: true, error });
    }
  }

  /** @param {unknown} title @param {unknown} check */
  function test(title, check) {
    const name = String(title);
    const index = nextIndex();
    if (typeof check === "function" && check.length > 0) {
      runAsync(name, index, check);
      return pm;
    }
    /** @type {Result} */
    let result = {};
    try {
      if (typeof check === "function") check();
    } catch (error) {
      result = { error };
    }
    report(name, index, result);
    return pm;
  }

  /** @param {unknown} title */
  test.skip = (title) => {
    const index = nextIndex();
    report(String(title), index, { skipped: true });
    return pm;
  };
  test.index = () => counter.next;
  return test;
}
