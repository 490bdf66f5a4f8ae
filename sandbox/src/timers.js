// Timers. The engine keeps the time; here are the callbacks, by id. A script isn't over while one is pending.
import { describe } from "./errors/index.js";
import { native } from "./native.js";

/** @import { HostError } from "../types/engine.d.ts" */
/** @typedef {(error: HostError | null, result: any) => void} Answered */

/** To the engine, a delay below zero is none at all; other timers wait for a millisecond at least, as in Node. */
const AT_ONCE = -1;

/**
 * The callbacks of the script that runs: of timers, by id, and of what the host was asked, by the number that it answers with.
 * @type {Map<unknown, Function>}
 */
let callbacks = new Map();
/** @type {Map<number, Answered>} */
let waiting = new Map();

/**
 * Those of the scripts that wait for it to end.
 * @type {[typeof callbacks, typeof waiting][]}
 */
const outer = [];

let last = 0;
let asked = 0;

/** A script begins. */
export function enter() {
  outer.push([callbacks, waiting]);
  callbacks = new Map();
  waiting = new Map();
}

/** The script is over; what is still pending is forgotten. */
export function leave() {
  [callbacks, waiting] = /** @type {(typeof outer)[number]} */ (outer.pop());
}

/** @param {unknown} callback @param {number} delay @param {boolean} repeats */
function start(callback, delay, repeats) {
  if (typeof callback !== "function") return undefined;
  last += 1;
  const wait = Number(delay);
  if (!native.startTimer(last, Number.isFinite(wait) ? wait : 0, repeats)) return undefined;
  callbacks.set(last, callback);
  return last;
}

/** @param {any} id */
function stop(id) {
  if (callbacks.delete(id)) native.stopTimer(id);
}

export const timers = {
  /** @param {unknown} callback @param {number} delay */
  setTimeout: function setTimeout(callback, delay) {
    return start(callback, Math.max(delay, 0), false);
  },
  /** @param {unknown} callback @param {number} delay */
  setInterval: function setInterval(callback, delay) {
    return start(callback, Math.max(delay, 0), true);
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
 * Called by the engine when a timer is due. What it throws is reported; the script goes on.
 * @param {number} id
 * @param {boolean} again
 */
export function fire(id, again) {
  const callback = callbacks.get(id);
  if (!again) callbacks.delete(id);
  try {
    callback?.call({});
  } catch (error) {
    native.exception(describe(error));
  }
}

/**
 * Hands `operation` a number under which the engine will answer; `callback(error, ...results)` gets the answer.
 * @param {(number: number) => void} operation
 * @param {Answered} callback
 */
export function ask(operation, callback) {
  asked += 1;
  waiting.set(asked, callback);
  operation(asked);
}

/**
 * Called by the engine when the host has answered.
 * @param {number} number
 * @param {HostError | null} error
 * @param {unknown} result
 */
export function answer(number, error, result) {
  const callback = waiting.get(number);
  waiting.delete(number);
  try {
    callback?.(error, result);
  } catch (thrown) {
    native.exception(describe(thrown));
  }
}
