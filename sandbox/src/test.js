// `pm.test`. What came of a test is told to the engine, which knows what was begun: a test of which it is told nothing has failed.
import { settle } from "./lazy.js";
import { native } from "./native.js";

/** @import { Postman } from "./pm.js" */
/**
 * The tests of one script: how many assertions were made.
 * @typedef {{next: number}} Tests
 */

const ASYNC = 1;
const SKIPPED = 2;
/** Of a test that may have been over before: then nothing is told. */
const IF_OPEN = 4;
/** Of words of ours: they end with the line of the script, for reports show no more of an assertion's place than its number. */
const WITH_LINE = 8;

const NOT_CALLED = "the test never ended: its function takes a callback and did not call it";
const NOT_SETTLED = "the test never ended: its promise was still pending when the script was over";

// Texts are put together with `+` here: a template calls `String.prototype.concat`, which a script can replace.

/**
 * What to say of a test that was given something else than a function.
 * @param {unknown} check
 */
function misuse(check) {
  const given = check === null ? "null" : "a value of type " + typeof check;
  const said = typeof check === "boolean" ? String(check) : given;
  const what = check === undefined ? "no function" : said + " instead of a function";
  return new TypeError("pm.test was given " + what + ": write pm.test(name, () => { … })");
}

/**
 * A function that takes a callback has passed when it calls back, and failed when it calls back with an error, throws, or rejects its
 * promise; only the first word counts after a failure.
 * @param {string} name
 * @param {number} index
 * @param {Function} check
 */
function runWithCallback(name, index, check) {
  let failed = false;
  /** @param {unknown} error */
  const fail = (error) => {
    failed = true;
    native.assertion(name, index, ASYNC, error);
  };
  native.openTest(name, index, ASYNC, new Error(NOT_CALLED));
  try {
    const returned = check((/** @type {unknown} */ error) => {
      if (failed) return;
      if (error) fail(error);
      else native.assertion(name, index, ASYNC);
    });
    native.follow(returned, undefined, (error) => {
      if (!failed) fail(error);
    });
  } catch (error) {
    fail(error);
  }
}

/**
 * Any other function has passed or failed when it returns or throws; one that returns a promise, when that is settled.
 * @param {string} name
 * @param {number} index
 * @param {Function} check
 */
function runPlain(name, index, check) {
  let returned;
  try {
    returned = check();
    // Differs from Postman: there it has passed when it returns, whatever comes of its promise (`pm-test.js`).
    if (!native.isPending(returned)) {
      native.assertion(name, index, 0);
      return;
    }
  } catch (error) {
    native.assertion(name, index, 0, error);
    return;
  }
  native.openTest(name, index, 0, new Error(NOT_SETTLED));
  native.follow(
    returned,
    () => native.assertion(name, index, IF_OPEN),
    (error) => native.assertion(name, index, IF_OPEN, error),
  );
}

/** @param {Tests} tests */
function nextIndex(tests) {
  tests.next += 1;
  return tests.next - 1;
}

/**
 * Makes the `test` of one script.
 * @param {Postman} pm
 * @param {Tests} tests
 */
export function makeTest(pm, tests) {
  /** @param {unknown} title @param {unknown} check */
  function test(title, check) {
    const name = String(title);
    const index = nextIndex(tests);
    // Differs from Postman: there a test without a function has passed (`pm-test.js`).
    if (typeof check !== "function") native.assertion(name, index, WITH_LINE, misuse(check));
    else if (check.length > 0) runWithCallback(name, index, check);
    else runPlain(name, index, check);
    return pm;
  }

  /** @param {unknown} title */
  const skip = (title) => {
    native.assertion(String(title), nextIndex(tests), SKIPPED);
    return pm;
  };
  settle(test, "skip", skip);
  settle(test, "index", () => tests.next);
  return test;
}
