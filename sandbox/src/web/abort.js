// `AbortController` and `AbortSignal`.
import { coded, wrongType } from "./errors.js";
import { Event, EventTarget, trusted } from "./events.js";
import { asInterface } from "./interface.js";

const LONGEST = 2 ** 32 - 1;

let mayMake = false;
/** @type {(signal: AbortSignal, reason?: unknown) => void} */
let trigger;
/** @type {(signal: AbortSignal, at: number) => void} */
let expire;
/** @type {(signal: AbortSignal, other: AbortSignal) => void} */
let follow;

function makeSignal() {
  mayMake = true;
  try {
    return new AbortSignal();
  } finally {
    mayMake = false;
  }
}

export class AbortSignal extends EventTarget {
  #aborted = false;
  /** @type {unknown} */
  #reason;
  /**
   * When it aborts by itself.
   * @type {number | undefined}
   */
  #expires;
  #isTimed = false;
  /** @type {Function | null} */
  #onabort = null;

  constructor() {
    if (!mayMake) throw coded(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    super();
  }

  get aborted() {
    this.#look();
    return this.#aborted;
  }

  /** @returns {any} */
  get reason() {
    this.#look();
    return this.#reason;
  }

  get onabort() {
    return this.#onabort;
  }

  /** @param {Function | null} listener */
  set onabort(listener) {
    if (this.#onabort) super.removeEventListener("abort", this.#onabort);
    this.#onabort = typeof listener === "function" ? listener : null;
    if (this.#onabort) this.addEventListener("abort", this.#onabort);
  }

  throwIfAborted() {
    if (this.aborted) throw this.#reason;
  }

  /**
   * As in Node, its time keeps no script waiting; here it is only kept for those who listen.
   * @param {any[]} args
   */
  addEventListener(...args) {
    super.addEventListener(...args);
    if (this.#expires === undefined || this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => this.#look(), Math.max(this.#expires - Date.now(), 0));
  }

  #look() {
    if (this.#expires === undefined || this.#aborted || Date.now() < this.#expires) return;
    trigger(this, new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  }

  /** @param {unknown} [reason] */
  static abort(reason) {
    const signal = makeSignal();
    trigger(signal, reason);
    return signal;
  }

  /** @param {unknown} delay */
  static timeout(delay) {
    if (typeof delay !== "number") throw wrongType("delay", "of type number", delay);
    if (!(delay >= 0 && delay <= LONGEST)) {
      const range = `It must be >= 0 && <= ${LONGEST}. Received ${delay}`;
      throw coded(RangeError, "ERR_OUT_OF_RANGE", `The value of "delay" is out of range. ${range}`);
    }
    const signal = makeSignal();
    expire(signal, Date.now() + delay);
    return signal;
  }

  /** @param {Iterable<AbortSignal>} signals */
  static any(signals) {
    const all = [...signals];
    all.forEach((signal, index) => {
      if (!(signal instanceof AbortSignal))
        throw wrongType(`signals[${index}]`, "an instance of AbortSignal", signal);
    });
    const signal = makeSignal();
    const first = all.find((it) => it.aborted);
    if (first) trigger(signal, first.reason);
    else for (const it of all) follow(signal, it);
    return signal;
  }

  static {
    expire = (signal, at) => {
      signal.#expires = at;
    };
    // What aborts by itself is not listened to: that would keep the script waiting.
    follow = (signal, other) => {
      if (other.#expires !== undefined)
        expire(signal, Math.min(signal.#expires ?? Infinity, other.#expires));
      else other.addEventListener("abort", () => trigger(signal, other.reason), { once: true });
    };
    trigger = (signal, reason = new DOMException("This operation was aborted", "AbortError")) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason;
      const event = new Event("abort");
      trusted.add(event);
      signal.dispatchEvent(event);
    };
  }
}
asInterface(AbortSignal);
Object.defineProperty(AbortSignal.prototype, "addEventListener", { enumerable: false });

export class AbortController {
  #signal = makeSignal();

  get signal() {
    return this.#signal;
  }

  /** @param {unknown} [reason] */
  abort(reason) {
    trigger(this.#signal, reason);
  }
}
asInterface(AbortController);
