// Timers. The engine keeps the time; here are the callbacks, by id. A script isn't over while one is pending.
import { describe } from "./errors/index.js";
import { native } from "./native.js";

/** To the engine, a delay below zero is none at all; other timers wait for a millisecond at least, as in Node. */
const AT_ONCE = -1;

const callbacks = new Map();
let last = 0;

function start(callback, delay, repeats) {
  if (typeof callback !== "function") return undefined;
  last += 1;
  const wait = Number(delay);
  if (!native.startTimer(last, Number.isFinite(wait) ? wait : 0, repeats)) return undefined;
  callbacks.set(last, callback);
  return last;
}

function stop(id) {
  if (callbacks.delete(id)) native.stopTimer(id);
}

export const timers = {
  setTimeout: function setTimeout(callback, delay) {
    return start(callback, Math.max(delay, 0), false);
  },
  setInterval: function setInterval(callback, delay) {
    return start(callback, Math.max(delay, 0), true);
  },
  setImmediate: function setImmediate(callback) {
    return start(callback, AT_ONCE, false);
  },
  clearTimeout: function clearTimeout(id) {
    stop(id);
  },
  clearInterval: function clearInterval(id) {
    stop(id);
  },
  clearImmediate: function clearImmediate(id) {
    stop(id);
  },
};

/** Called by the engine when a timer is due. What it throws is reported; the script goes on. */
export function fire(id, again) {
  const callback = callbacks.get(id);
  if (!again) callbacks.delete(id);
  try {
    callback?.call({});
  } catch (error) {
    native.exception(describe(error));
  }
}

/** Forgets all callbacks, at the end of a script. */
export function clearAll() {
  callbacks.clear();
}

/** Operations that the host carries out, by the number that it answers with. */
const waiting = new Map();
let asked = 0;

/** Hands `operation` a number under which the engine will answer; `callback(error, ...results)` gets the answer. */
export function ask(operation, callback) {
  asked += 1;
  waiting.set(asked, callback);
  operation(asked);
}

/** Called by the engine when the host has answered. */
export function answer(number, error, result) {
  const callback = waiting.get(number);
  waiting.delete(number);
  try {
    callback?.(error, result);
  } catch (thrown) {
    native.exception(describe(thrown));
  }
}

export function forgetQuestions() {
  waiting.clear();
}
