// Errors on their way out, and the engine's words put into V8's.
import { quietly } from "../language.js";
import { load } from "../require.js";
import { note, offsetOf, placeOf } from "./places.js";

/** @import { Frame } from "../../types/engine.d.ts" */

/**
 * What the engine's messages were reworded to, by place: an error that is thrown again and again is looked at once.
 * @type {Map<string, string | undefined>}
 */
const known = new Map();
const MOST_KNOWN = 500;

/**
 * Takes note of a script that is about to be compiled.
 * @param {string} file
 * @param {string} source
 */
export function remember(file, source) {
  if (quietly(() => note(file, source))) known.clear();
}

/**
 * Gives a native error V8's message, where it is known.
 * @param {Error} error
 * @param {Frame[]} frames
 */
function reword(error, frames) {
  const { message } = error;
  if (typeof message !== "string" || message === "") return;
  const said = remembered(keyOf(message, frames), () => {
    const told = words(error, message, frames);
    return absentWords(told ?? message, frames) ?? told;
  });
  if (said !== undefined)
    Object.defineProperty(error, "message", { value: said, writable: true, configurable: true });
}

/** @param {string} message @param {Frame[]} frames */
function keyOf(message, frames) {
  const [first] = frames;
  const caller = placeOf(first)
    ? undefined
    : frames.find((frame) => !frame.isNative() && placeOf(frame));
  return `${message}\n${first && frameText(first)}${caller ? frameText(caller) : ""}`;
}

/** @param {string} key @param {() => string | undefined} make */
function remembered(key, make) {
  if (known.has(key)) return known.get(key);
  if (known.size >= MOST_KNOWN) known.clear();
  const said = make();
  known.set(key, said);
  return said;
}

/** What only Postman's app gives to scripts. */
const ABSENT = /\bpm\.(?:datasets|message)\b/;

/** Says of what is missing that it is missing on purpose, where an error comes of it. */
// Differs from Postman: Newman leaves it at `pm.datasets is not a function` (`absent.js`).
/** @param {string} said @param {Frame[]} frames */
function absentWords(said, frames) {
  if (!/^(?:pm\.\w+ is not a function|Cannot read properties of undefined)/.test(said))
    return undefined;
  const place = placeOf(frames.find((frame) => !frame.isNative()));
  const [name] = ABSENT.exec(place?.source.split("\n")[place.line - 1] ?? "") ?? [];
  return name && `${said} (${name} is only there in Postman's app)`;
}

/** @param {Error} error @param {string} message @param {Frame[]} frames */
function words(error, message, frames) {
  if (error instanceof SyntaxError) return syntax(message, frames);
  if (/^class constructors must be invoked/.test(message))
    return classWords(frames[0]?.getFunctionName());
  return fromPlace(message, frames) ?? load("wording").tableWords(message) ?? otherwise(message);
}

/**
 * What the script tells of an error in it, or in a built-in function that it called.
 * @param {string} message
 * @param {Frame[]} frames
 */
function fromPlace(message, frames) {
  const native = frames[0]?.isNative() ? (frames[0].getFunctionName() ?? "") : undefined;
  const place = placeOf(frames.find((frame) => !frame.isNative()));
  return place && isPlaced(message)
    ? load("reader").words(message, { source: place.source, offset: offsetOf(place), native })
    : undefined;
}

/**
 * Most errors are common ones that need no look at the script.
 * @param {string} message
 */
function isPlaced(message) {
  return !/^(?:cannot (?:read|set) property '(?!Symbol\.)|.* is not defined$)/s.test(message);
}

/** How the engine calls code that is made of a text. */
const TEXT_FILE = "<input>";

/**
 * A script that does not parse, or a text that a function was given.
 * @param {string} message
 * @param {Frame[]} frames
 */
function syntax(message, frames) {
  const [first] = frames;
  const own = placeOf(first);
  if (own) return load("reader").syntaxWords(own.source);
  const native = first?.isNative() ? (first.getFunctionName() ?? "") : undefined;
  const takesText =
    native === undefined
      ? first?.getFileName() === TEXT_FILE
      : /^(?:RegExp|match|matchAll|search|compile)$/.test(native);
  const place = takesText && placeOf(frames.find(placeOf));
  const said = place
    ? load("reader").textWords({ source: place.source, offset: offsetOf(place), native })
    : fromPlace(message, frames);
  if (said !== undefined) return said;
  const { tableWords, syntaxTableWords } = load("wording");
  return tableWords(message) ?? (takesText ? syntaxTableWords(message) : undefined);
}

/** @param {string | null | undefined} name */
function classWords(name) {
  return `Class constructor${name ? ` ${name}` : "s"} cannot be invoked without 'new'`;
}

/**
 * Where the script says nothing: in a method of ours, say, that it took off its object.
 * @param {string} message
 */
function otherwise(message) {
  if (message === "not an object" || message === "invalid brand on object")
    return "Cannot read properties of undefined";
  return message === "not a function" ? "undefined is not a function" : undefined;
}

/** @param {Frame} frame */
function frameText(frame) {
  const name = frame.getFunctionName();
  const file = frame.getFileName();
  const line = placeOf(frame)?.line ?? frame.getLineNumber();
  const place = file === null ? "native" : `${file}:${line}:${frame.getColumnNumber()}`;
  return name ? `    at ${name} (${place})` : `    at ${place}`;
}

/**
 * Frames that are the script's own, not ours or the engine's.
 * @param {Frame} frame
 */
function isTheirs(frame) {
  const file = frame.getFileName();
  return file !== "pm" && file !== null;
}

/** The file of what stands in the place of built-in classes, and must not be seen. */
const LANGUAGE = "language";

/**
 * Called by the engine for each error that is made, with its stack. The stack begins as Postman has it, whatever the error's name.
 * @param {any} error
 * @param {Frame[]} all
 */
export function prepareStackTrace(error, all) {
  const frames = all.filter((frame) => frame.getFileName() !== LANGUAGE);
  return quietly(() => stackOf(error, frames));
}

/** @param {any} error @param {Frame[]} frames */
function stackOf(error, frames) {
  if (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    error instanceof URIError ||
    error instanceof SyntaxError
  ) {
    reword(error, frames);
  }
  return [`Error: ${error?.message}`, ...frames.filter(isTheirs).map(frameText)].join("\n");
}

/** Has the engine ask us for stacks, and nobody else, as in Postman; and gives the one error that it makes without a message its own. */
export function installErrors() {
  Error.prepareStackTrace = prepareStackTrace;
  Object.defineProperty(Error, "prepareStackTrace", {
    value: prepareStackTrace,
    writable: false,
    configurable: false,
    enumerable: false,
  });
  const { get } = /** @type {PropertyDescriptor} */ (
    Object.getOwnPropertyDescriptor(Error.prototype, "stack")
  );
  const stack = {
    /** Where no stack was left to call us, there is no text: the engine has null. */
    get stack() {
      const text = get?.call(this);
      return text === null ? `Error: ${/** @type {any} */ (this).message}` : text;
    },
    // V8 takes anything for a stack; the engine only text.
    /** @param {unknown} value */
    set stack(value) {
      Object.defineProperty(this, "stack", {
        value,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    },
  };
  Object.defineProperty(Error.prototype, "stack", {
    .../** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(stack, "stack")),
    enumerable: false,
  });
  const { any: first } = Promise;
  const any = {
    /** @param {Iterable<unknown>} candidates */
    any(candidates) {
      return first.call(this, candidates).catch((error) => {
        if (error instanceof AggregateError && error.message === "") {
          Object.defineProperty(error, "message", {
            value: "All promises were rejected",
            writable: true,
            configurable: true,
          });
        }
        throw error;
      });
    },
  }.any;
  Object.defineProperty(Promise, "any", {
    value: any,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/**
 * Returns what of a thrown value the engine is told: its parts if it is an error, else the value.
 * @param {any} thrown
 */
export function describe(thrown) {
  if (
    !(thrown instanceof Error) &&
    !(thrown !== null && typeof thrown === "object" && typeof thrown.message === "string")
  ) {
    const message =
      thrown !== null && typeof thrown === "object" ? safeJson(thrown) : safeText(thrown);
    return { name: "Error", message };
  }
  return {
    name: safeText(thrown.name ?? "Error"),
    message: safeText(thrown.message),
    stack: safeText(thrown.stack ?? ""),
  };
}

/** @param {unknown} value */
function safeText(value) {
  try {
    return String(value);
  } catch {
    return "";
  }
}

/** @param {unknown} value */
function safeJson(value) {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
