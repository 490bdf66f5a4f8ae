// `pm.test`.
import { describe } from "./errors/index.js";
import { native } from "./native.js";

/** @import { Postman } from "./pm.js" */
/** @typedef {{async?: boolean, skipped?: boolean, error?: unknown}} Result */
/**
 * The tests of one script.
 * @typedef {object} Tests
 * @property {number} next How many assertions were made.
 * @property {Map<number, () => void> | undefined} open Those that have begun and not ended, by number: what reports that they never did.
 */

const ASYNC = 1;
const SKIPPED = 2;

const NOT_CALLED = "the test never ended: its function takes a callback and did not call it";
const NOT_SETTLED = "the test never ended: its promise was still pending when the script was over";

/** @type {(promise: any, fulfilled: (() => void) | undefined, rejected: (reason: unknown) => void) => void} */
const whenSettled = Function.prototype.call.bind(Promise.prototype.then);

const ignore = () => {};

const NativePromise = Promise;

/** @param {Tests} tests */
function openOf(tests) {
  tests.open ??= new Map();
  return tests.open;
}

/**
 * Our own words end with the line of the script: reports show no more of an assertion's place than its number.
 * @param {Error} error
 */
function withLine(error) {
  const [, line] = /script-\d+\.js:(\d+)/.exec(String(error.stack)) ?? [];
  if (line) error.message += ` (line ${line})`;
  return error;
}

/**
 * Whether it is a promise that nothing has come of yet. Throws what one was rejected with: nobody else need handle it then.
 * @param {unknown} returned
 */
function isPending(returned) {
  if (!(returned instanceof NativePromise)) return false;
  try {
    return native.isPending(returned);
  } catch (error) {
    whenSettled(returned, undefined, ignore);
    throw error;
  }
}

/**
 * What to say of a test that was given something else than a function.
 * @param {unknown} check
 */
function misuse(check) {
  const given = check === null ? "null" : `a value of type ${typeof check}`;
  const said = typeof check === "boolean" ? String(check) : given;
  const what = check === undefined ? "no function" : `${said} instead of a function`;
  return withLine(new TypeError(`pm.test was given ${what}: write pm.test(name, () => { … })`));
}

/**
 * Makes the `test` of one script.
 * @param {Postman} pm
 * @param {Tests} tests
 */
export function makeTest(pm, tests) {
  function nextIndex() {
    tests.next += 1;
    return tests.next - 1;
  }

  /** @param {string} name @param {number} index @param {Result} result */
  function report(name, index, result) {
    const flags = (result.async ? ASYNC : 0) + (result.skipped ? SKIPPED : 0);
    native.assertion(name, index, flags, "error" in result ? describe(result.error) : undefined);
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
    /** @param {Result} result */
    const end = (result) => {
      failed = "error" in result;
      tests.open?.delete(index);
      report(name, index, { async: true, ...result });
    };
    const never = new Error(NOT_CALLED);
    openOf(tests).set(index, () => end({ error: withLine(never) }));
    try {
      const returned = check((/** @type {unknown} */ error) => {
        if (!failed) end(error ? { error } : {});
      });
      if (isPending(returned)) {
        whenSettled(returned, undefined, (error) => {
          if (!failed) end({ error });
        });
      }
    } catch (error) {
      end({ error });
    }
  }

  /**
   * Any other function has passed or failed when it returns or throws; one that returns a promise, when that is settled.
   * @param {string} name
   * @param {number} index
   * @param {Function} check
   */
  function runPlain(name, index, check) {
    /** @type {Result} */
    let result = {};
    try {
      const returned = check();
      // Differs from Postman: there it has passed when it returns, whatever comes of its promise (`pm-test.js`).
      if (isPending(returned)) {
        follow(name, index, returned);
        return;
      }
    } catch (error) {
      result = { error };
    }
    report(name, index, result);
  }

  /** @param {string} name @param {number} index @param {unknown} promise */
  function follow(name, index, promise) {
    /** @param {Result} result */
    const end = (result) => {
      if (tests.open?.delete(index)) report(name, index, result);
    };
    const never = new Error(NOT_SETTLED);
    openOf(tests).set(index, () => end({ error: withLine(never) }));
    whenSettled(
      promise,
      () => end({}),
      (error) => end({ error }),
    );
  }

  /** @param {unknown} title @param {unknown} check */
  function test(title, check) {
    const name = String(title);
    const index = nextIndex();
    // Differs from Postman: there a test without a function has passed (`pm-test.js`).
    if (typeof check !== "function") report(name, index, { error: misuse(check) });
    else if (check.length > 0) runWithCallback(name, index, check);
    else runPlain(name, index, check);
    return pm;
  }

  /** @param {unknown} title */
  test.skip = (title) => {
    const index = nextIndex();
    report(String(title), index, { skipped: true });
    return pm;
  };
  test.index = () => tests.next;
  return test;
}

/**
 * The script is over: tests that have not ended have failed.
 * @param {Tests} tests
 */
// Differs from Postman: there nothing is told of them, and the run is green (`pm-test-never.js`).
export function endTests({ open }) {
  if (open) for (const fail of [...open.values()]) fail();
}
