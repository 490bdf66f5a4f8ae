// The engine's words put into V8's.
import { apply, promiseThen } from "../captured.js";
import { quietly } from "../language.js";
import { append } from "../lists.js";
import { native } from "../native.js";
import { load } from "../require.js";
import { lineOf, note, offsetOf, placeOf, shownFile } from "./places.js";

/** @import { Frame } from "../../types/engine.d.ts" */
/** @import { Read } from "./reader/values.js" */

/**
 * What the engine's messages were reworded to, by place: an error that is thrown again and again is looked at once.
 * @type {Record<string, string | undefined>}
 */
let known = /** @type {any} */ ({ __proto__: null });
let sizeOfKnown = 0;
const MOST_KNOWN = 500;

/** The file of the sandbox itself. */
const OURS = "pm";

/** How the engine calls code that is made of a text. */
const TEXT_FILE = "<input>";

/** @param {Frame[]} frames */
const isOfText = (frames) => frames[0]?.getFileName() === TEXT_FILE;

function forget() {
  known = /** @type {any} */ ({ __proto__: null });
  sizeOfKnown = 0;
}

/**
 * Takes note of a script that is about to be compiled.
 * @param {string} file
 * @param {string} source
 */
export function remember(file, source) {
  if (quietly(() => note(file, source))) forget();
}

/**
 * Gives a native error V8's message, where it is known.
 * @param {Error} error
 * @param {Frame[]} frames
 */
function reword(error, frames) {
  const { message } = error;
  if (typeof message !== "string" || message === "") return;
  const say = () => {
    const told = words(error, message, frames);
    return absentWords(told ?? message, frames) ?? told;
  };
  // What is made of a text may be another one each time.
  const isNew = error instanceof SyntaxError && isOfText(frames);
  const said = isNew ? say() : remembered(keyOf(message, frames), say);
  if (said !== undefined)
    Object.defineProperty(error, "message", {
      __proto__: null,
      value: said,
      writable: true,
      configurable: true,
    });
}

/** @param {string} message @param {Frame[]} frames */
function keyOf(message, frames) {
  const first = frames[0];
  const caller = placeOf(first) ? undefined : callerOf(frames);
  return `${message}\n${first && frameText(first)}${caller ? frameText(caller) : ""}`;
}

/**
 * The innermost frame of a script.
 * @param {Frame[]} frames
 */
function callerOf(frames) {
  for (let index = 0; index < frames.length; index += 1)
    if (placeOf(frames[index])) return frames[index];
  return undefined;
}

/**
 * The innermost frame that is no built-in function's, nor of what stands in the place of the one that failed (`search.js`).
 * @param {Frame[]} frames
 */
function madeIn(frames) {
  const native = frames[0]?.isNative() ? frames[0].getFunctionName() : undefined;
  const standsFor = (/** @type {Frame} */ frame) =>
    native !== undefined && frame.getFileName() === OURS && frame.getFunctionName() === native;
  for (let index = 0; index < frames.length; index += 1) {
    const frame = frames[index];
    if (!frame.isNative() && !standsFor(frame)) return frame;
  }
  return undefined;
}

/** @param {string} key @param {() => string | undefined} make */
function remembered(key, make) {
  if (key in known) return known[key];
  if (sizeOfKnown >= MOST_KNOWN) forget();
  const said = make();
  known[key] = said;
  sizeOfKnown += 1;
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
  const place = placeOf(madeIn(frames));
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
  const place = placeOf(madeIn(frames));
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

/**
 * A script that does not parse, or a text that a function was given.
 * @param {string} message
 * @param {Frame[]} frames
 */
function syntax(message, frames) {
  const first = frames[0];
  const own = placeOf(first);
  if (own) return load("reader").syntaxWords(own.source);
  const name = first?.isNative() ? (first.getFunctionName() ?? "") : undefined;
  const takesText =
    name === undefined ? isOfText(frames) : /^(?:RegExp|match|matchAll|search|compile)$/.test(name);
  const place = takesText && placeOf(callerOf(frames));
  const said = place
    ? load("reader").textWords(
        { source: place.source, offset: offsetOf(place), native: name },
        held,
      )
    : fromPlace(message, frames);
  if (said !== undefined) return said;
  const { tableWords, syntaxTableWords } = load("wording");
  return tableWords(message) ?? (takesText ? syntaxTableWords(message) : undefined);
}

/** @type {Read} */
const held = (what) =>
  what === "response" ? native.responseText(0) : native.scopeGet(what.scope, what.key);

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
  const line = lineOf(frame);
  const place =
    file === null ? "native" : shownFile(file) + ":" + line + ":" + frame.getColumnNumber();
  return name ? "    at " + name + " (" + place + ")" : "    at " + place;
}

/**
 * Frames that are the script's own, not ours or the engine's.
 * @param {Frame} frame
 */
function isTheirs(frame) {
  const file = frame.getFileName();
  return file !== OURS && file !== null;
}

/** The file of what stands in the place of built-in classes, and must not be seen. */
const LANGUAGE = "language";

/**
 * Called by the engine for each error that is made, with its stack. The stack begins as Postman has it, whatever the error's name.
 * @param {any} error
 * @param {Frame[]} all
 */
export function prepareStackTrace(error, all) {
  /** @type {Frame[]} */
  const frames = [];
  for (let index = 0; index < all.length; index += 1)
    if (all[index].getFileName() !== LANGUAGE) append(frames, all[index]);
  return quietly(() => stackOf(error, frames));
}

/** @param {any} error @param {Frame[]} frames */
function stackOf(error, frames) {
  try {
    if (
      error instanceof TypeError ||
      error instanceof ReferenceError ||
      error instanceof RangeError ||
      error instanceof URIError ||
      error instanceof SyntaxError
    ) {
      reword(error, frames);
    }
  } catch {
    // A script has replaced what words are found with: the engine's stay.
  }
  // With `+`: a template calls `String.prototype.concat`, which a script can replace.
  let stack = "Error: " + error?.message;
  for (let index = 0; index < frames.length; index += 1)
    if (isTheirs(frames[index])) stack += "\n" + frameText(frames[index]);
  return stack;
}

/** Has the engine ask us for stacks, and nobody else, as in Postman; and gives the one error that it makes without a message its own. */
export function installErrors() {
  Error.prepareStackTrace = prepareStackTrace;
  Object.defineProperty(Error, "prepareStackTrace", {
    __proto__: null,
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
      const text = apply(/** @type {() => any} */ (get), this, []);
      return text === null ? "Error: " + /** @type {any} */ (this).message : text;
    },
    // V8 takes anything for a stack; the engine only text.
    /** @param {unknown} value */
    set stack(value) {
      Object.defineProperty(this, "stack", {
        __proto__: null,
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
      /** @param {any} error */
      const withMessage = (error) => {
        if (error instanceof AggregateError && error.message === "") {
          Object.defineProperty(error, "message", {
            __proto__: null,
            value: "All promises were rejected",
            writable: true,
            configurable: true,
          });
        }
        throw error;
      };
      return apply(promiseThen, apply(first, this, [candidates]), [undefined, withMessage]);
    },
  }.any;
  Object.defineProperty(Promise, "any", {
    value: any,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
