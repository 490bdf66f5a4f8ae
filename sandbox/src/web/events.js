// `Event`, `EventTarget`, `AbortController` and `AbortSignal` (the DOM standard), without a tree to bubble through.

export class Event {
  #type;
  #cancelable;
  #prevented = false;
  #stopped = false;

  constructor(type, { cancelable = false } = {}) {
    this.#type = String(type);
    this.#cancelable = Boolean(cancelable);
    this.target = null;
    this.currentTarget = null;
  }

  get type() {
    return this.#type;
  }

  get cancelable() {
    return this.#cancelable;
  }

  get defaultPrevented() {
    return this.#prevented;
  }

  preventDefault() {
    this.#prevented = this.#cancelable;
  }

  stopPropagation() {}

  stopImmediatePropagation() {
    this.#stopped = true;
  }

  static isStopped(event) {
    return event.#stopped;
  }
}

export class EventTarget {
  #listeners = [];

  addEventListener(type, listener, options = {}) {
    if (!listener || this.#listeners.some((it) => it.type === type && it.listener === listener)) return;
    this.#listeners.push({ type, listener, once: Boolean(options.once) });
  }

  removeEventListener(type, listener) {
    this.#listeners = this.#listeners.filter((it) => it.type !== type || it.listener !== listener);
  }

  dispatchEvent(event) {
    event.target = this;
    event.currentTarget = this;
    for (const { type, listener, once } of this.#listeners.filter((it) => it.type === event.type)) {
      if (once) this.removeEventListener(type, listener);
      if (typeof listener === "function") listener.call(this, event);
      else listener.handleEvent(event);
      if (Event.isStopped(event)) break;
    }
    return !event.defaultPrevented;
  }
}

let mayMake = false;

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
  #reason;

  constructor() {
    if (!mayMake) throw new TypeError("Illegal constructor");
    super();
    this.onabort = null;
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  static abort(reason) {
    const signal = makeSignal();
    AbortSignal.trigger(signal, reason);
    return signal;
  }

  static timeout(delay) {
    const signal = makeSignal();
    setTimeout(() => AbortSignal.trigger(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError")), delay);
    return signal;
  }

  static trigger(signal, reason = new DOMException("This operation was aborted", "AbortError")) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason;
    const event = new Event("abort");
    signal.onabort?.(event);
    signal.dispatchEvent(event);
  }
}

export class AbortController {
  #signal = makeSignal();

  get signal() {
    return this.#signal;
  }

  abort(reason) {
    AbortSignal.trigger(this.#signal, reason);
  }
}
