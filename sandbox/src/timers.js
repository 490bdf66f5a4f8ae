// Timers. The engine keeps the time; here are the callbacks, by id. A script isn't over while one is pending.
import { apply } from "./captured.js";
import { native } from "./native.js";

/** @import { HostError } from "../types/engine.d.ts" */
/** @typedef {(error: HostError | null, result: any) => void} Answered */
/**
 * What a script waits for: callbacks of timers, by id, and of what the host was asked, by the number that it answers with; `outer` is that
 * of the script that waits for it to end.
 * @typedef {{timers: Record<number, Function>, questions: Record<number, Answered>, outer: Waiting | undefined}} Waiting
 */

/** To the engine, a delay below zero is none at all; other timers wait for a millisecond at least, as in Node. */
const AT_ONCE = -1;

/** @param {Waiting | undefined} outer @returns {Waiting} */
const nothing = (outer) => ({
  timers: /** @type {any} */ ({ __proto__: null }),
  questions: /** @type {any} */ ({ __proto__: null }),
  outer,
});

let waiting = nothing(undefined);

/** Timers of the realm of packages have numbers beyond this. */
const OF_PACKAGES = 1e9;

let last = 0;
let asked = 0;

/**
 * Calls back in the realm of packages.
 * @type {(id: number, again: boolean) => void}
 */
let fireElsewhere;

/** @param {typeof fireElsewhere} fireThere */
export function forward(fireThere) {
  fireElsewhere = fireThere;
}

/** This is the realm of packages. */
export function beElsewhere() {
  last = OF_PACKAGES;
}

/** A script begins. */
export function enter() {
  waiting = nothing(waiting);
}

/** The script is over; what is still pending is forgotten. */
export function leave() {
  waiting = /** @type {Waiting} */ (waiting.outer);
}

/** @param {unknown} callback @param {number} delay @param {boolean} repeats */
function start(callback, delay, repeats) {
  if (typeof callback !== "function") return undefined;
  last += 1;
  if (!native.startTimer(last, Number.isFinite(delay) ? delay : 0, repeats)) return undefined;
  waiting.timers[last] = callback;
  return last;
}

/** @param {any} id */
function stop(id) {
  if (typeof id !== "number" || !(id in waiting.timers)) return;
  delete waiting.timers[id];
  native.stopTimer(id);
}

/** @param {any} delay */
const notBefore = (delay) => Math.max(delay, 0);

export const timers = {
  /** @param {unknown} callback @param {unknown} delay */
  setTimeout: function setTimeout(callback, delay) {
    return start(callback, notBefore(delay), false);
  },
  /** @param {unknown} callback @param {unknown} delay */
  setInterval: function setInterval(callback, delay) {
    return start(callback, notBefore(delay), true);
  },
  /** @param {unknown} callback */
  setImmediate: function setImmediate(callback) {
    return start(callback, AT_ONCE, false);
  },
  /** @param {unknown} id */
  clearTimeout: function clearTimeout(id) {
    stop(id);
  },
  /** @param {unknown} id */
  clearInterval: function clearInterval(id) {
    stop(id);
  },
  /** @param {unknown} id */
  clearImmediate: function clearImmediate(id) {
    stop(id);
  },
};

/**
 * Calls what a script gave to be called later. What it throws is reported; the script goes on.
 * @param {Function} callback
 * @param {unknown} self
 * @param {unknown[]} given
 */
export function report(callback, self, given) {
  try {
    apply(callback, self, given);
  } catch (error) {
    native.exception(error);
  }
}

/**
 * Called by the engine when a timer is due.
 * @param {number} id
 * @param {boolean} again
 */
export function fire(id, again) {
  const callback = waiting.timers[id];
  if (!callback && id > OF_PACKAGES) {
    fireElsewhere(id, again);
    return;
  }
  if (!again) delete waiting.timers[id];
  if (callback) report(callback, {}, []);
}

/**
 * Hands `operation` a number under which the engine will answer; `callback(error, ...results)` gets the answer.
 * @param {(number: number) => void} operation
 * @param {Answered} callback
 */
export function ask(operation, callback) {
  asked += 1;
  waiting.questions[asked] = callback;
  operation(asked);
}

/**
 * Called by the engine when the host has answered.
 * @param {number} number
 * @param {HostError | null} error
 * @param {unknown} result
 */
export function answer(number, error, result) {
  const callback = waiting.questions[number];
  delete waiting.questions[number];
  if (callback) report(callback, undefined, [error, result]);
}
