// `Event` and `EventTarget` (the DOM standard), without a tree to bubble through.
import { coded, wrongType } from "./errors.js";
import { asInterface, needArguments } from "./interface.js";

/** @typedef {Function | {handleEvent?: (event: Event) => void}} Listener */
/** @typedef {{type: string, listener: Listener, once: boolean, capture: boolean}} Listening */

const AT_TARGET = 2;

/**
 * Dispatches an event; only `Event` can.
 * @type {(event: Event, target: EventTarget, listeners: (type: string) => ((event: Event) => void)[]) => boolean}
 */
let dispatch;

export class Event {
  /** @type {string} */
  #type;
  /** @type {{bubbles: boolean, cancelable: boolean, composed: boolean}} */
  #options;
  #created = Date.now();
  #prevented = false;
  #stopped = false;
  #stoppedAtOnce = false;
  /** @type {EventTarget | null} */
  #target = null;
  #isDispatched = false;

  /** @param {any[]} args */
  constructor(...args) {
    needArguments(args, "type");
    const [type, options = {}] = args;
    if (options !== null && typeof options !== "object")
      throw wrongType("options", "of type object", options);
    this.#type = `${type}`;
    this.#options = {
      bubbles: Boolean(options?.bubbles),
      cancelable: Boolean(options?.cancelable),
      composed: Boolean(options?.composed),
    };
  }

  get type() {
    return this.#type;
  }

  get target() {
    return this.#target;
  }

  get currentTarget() {
    return this.#isDispatched ? this.#target : null;
  }

  get srcElement() {
    return this.#target;
  }

  get bubbles() {
    return this.#options.bubbles;
  }

  get cancelable() {
    return this.#options.cancelable;
  }

  get composed() {
    return this.#options.composed;
  }

  get defaultPrevented() {
    return this.#prevented;
  }

  get returnValue() {
    return !this.#prevented;
  }

  get cancelBubble() {
    return this.#stopped;
  }

  set cancelBubble(value) {
    if (value) this.#stopped = true;
  }

  get eventPhase() {
    return this.#isDispatched ? AT_TARGET : 0;
  }

  get timeStamp() {
    return this.#created;
  }

  get isTrusted() {
    return trusted.has(this);
  }

  composedPath() {
    return this.#isDispatched ? [this.#target] : [];
  }

  /** @param {unknown} type @param {unknown} bubbles @param {unknown} cancelable */
  initEvent(type, bubbles = false, cancelable = false) {
    if (this.#isDispatched) return;
    this.#type = `${type}`;
    this.#options = {
      ...this.#options,
      bubbles: Boolean(bubbles),
      cancelable: Boolean(cancelable),
    };
  }

  preventDefault() {
    this.#prevented ||= this.#options.cancelable;
  }

  stopPropagation() {
    this.#stopped = true;
  }

  stopImmediatePropagation() {
    this.#stoppedAtOnce = true;
  }

  /** @param {Event} event @param {EventTarget} target */
  static #begin(event, target) {
    if (!(event instanceof Event)) throw wrongType("event", "an instance of Event", event);
    if (event.#isDispatched)
      throw coded(
        Error,
        "ERR_EVENT_RECURSION",
        `The event "${event.#type}" is already being dispatched`,
      );
    event.#target = target;
    event.#isDispatched = true;
  }

  static {
    dispatch = (event, target, listeners) => {
      Event.#begin(event, target);
      for (const listener of listeners(event.#type)) {
        if (event.#stoppedAtOnce) break;
        listener(event);
      }
      event.#isDispatched = false;
      return !event.#prevented;
    };
  }
}
asInterface(Event);
for (const [value, name] of ["NONE", "CAPTURING_PHASE", "AT_TARGET", "BUBBLING_PHASE"].entries()) {
  for (const place of [Event, Event.prototype])
    Object.defineProperty(place, name, { value, enumerable: true });
}

/**
 * Events that no script made.
 * @type {WeakSet<Event>}
 */
export const trusted = new WeakSet();

/**
 * What a listener throws is reported; the others are called all the same.
 * @param {Listener} listener
 * @param {EventTarget} target
 * @param {Event} event
 */
function call(listener, target, event) {
  try {
    if (typeof listener === "function") listener.call(target, event);
    else listener.handleEvent?.(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** @param {unknown} value */
function isListener(value) {
  return typeof value === "function" || (value !== null && typeof value === "object");
}

export class EventTarget {
  /** @type {Listening[]} */
  #listeners = [];

  /** @param {any[]} args */
  addEventListener(...args) {
    needArguments(args, "type", "listener");
    const [type, listener, options] = args;
    if (listener === null || listener === undefined) return;
    if (!isListener(listener))
      throw wrongType("listener", "an instance of EventListener", listener);
    const { once = false, capture = options === true, signal } = Object(options);
    if (signal?.aborted || this.#find(`${type}`, listener, Boolean(capture)) >= 0) return;
    this.#listeners.push({
      type: `${type}`,
      listener,
      once: Boolean(once),
      capture: Boolean(capture),
    });
    signal?.addEventListener("abort", () => this.removeEventListener(type, listener, { capture }), {
      once: true,
    });
  }

  /** @param {any[]} args */
  removeEventListener(...args) {
    needArguments(args, "type", "listener");
    const [type, listener, options] = args;
    const { capture = options === true } = Object(options);
    const index = this.#find(`${type}`, listener, Boolean(capture));
    if (index >= 0) this.#listeners.splice(index, 1);
  }

  /** @param {string} type @param {Listener} listener @param {boolean} capture */
  #find(type, listener, capture) {
    return this.#listeners.findIndex(
      (it) => it.type === type && it.listener === listener && it.capture === capture,
    );
  }

  /** @param {Event} event */
  dispatchEvent(event) {
    return dispatch(event, this, (type) =>
      this.#listeners
        .filter((it) => it.type === type)
        .map((it) => (of) => {
          // An earlier one may have taken it away.
          if (!this.#listeners.includes(it)) return;
          if (it.once) this.#listeners.splice(this.#listeners.indexOf(it), 1);
          call(it.listener, this, of);
        }),
    );
  }
}
asInterface(EventTarget);
