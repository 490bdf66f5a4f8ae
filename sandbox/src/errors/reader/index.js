// Reads scripts for the words of errors: what failed at a place, and why a script does not parse. Loaded when the first error needs it.
import { nativeWords } from "./natives.js";
import { operatorWords } from "./operators.js";
import { SwiftParser } from "./parser.js";
import { placedWords } from "./placed.js";
import { placesOf } from "./places.js";
import { print } from "./print.js";
import { regexpWords } from "./regexp.js";
import { AFTER, BEFORE, FUNCTION, syntaxWords } from "./syntax.js";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the value of an expression.
import { valueOf } from "./values.js";

/** @import { AnyNode, Token } from "acorn" */
/** @import { Known, Read } from "./values.js" */
/** @import { Names, Note, Places } from "./places.js" */
/**
 * A script that was read, what may fail in it by place, and its variables; what reads the run, where that matters.
 * @typedef {{source: string, places: Places, names: Names, read?: Read}} Script
 */
/**
 * Where an error arose, and in which built-in function.
 * @typedef {{source: string, offset: number, native: string | undefined}} Failing
 */
/** @typedef {ReturnType<typeof callOf>} Call */

/**
 * The script that was read last: where one error is, others follow.
 * @type {{user: string | undefined} & Partial<Script>}
 */
let last = { user: undefined };

/**
 * The script around `user`'s source: {source, places, names}.
 * @param {string} user
 * @returns {Script}
 */
function scriptOf(user) {
  if (last.user !== user) last = { user, ...read(`${BEFORE}${user}${AFTER}`) };
  return /** @type {Script} */ (last);
}

/** Takes what the engine took. */
class Lenient extends SwiftParser {
  raiseRecoverable() {}
}

/** @param {string} source @returns {Script} */
function read(source) {
  /** @type {Token[]} */
  const tokens = [];
  try {
    const program = Lenient.parse(source, {
      ecmaVersion: "latest",
      sourceType: "script",
      preserveParens: true,
      onToken: tokens,
    });
    return { source, ...placesOf(program, source, tokens) };
  } catch {
    // The engine took the script, so it runs; its errors keep the engine's words.
    return { source, places: new Map(), names: new Map() };
  }
}

/**
 * Words an error that arose at `offset` of `source`, in the built-in function `native` if one was running.
 * @param {string} message
 * @param {Failing} failing
 */
function words(message, { source, offset, native }) {
  const script = scriptOf(source);
  const notes = script.places.get(BEFORE.length + offset) ?? [];
  if (isMade(notes, native)) return message;
  if (native !== undefined) return nativeWords(message, callOf(notes, native, script));
  return placedWords(message, notes, script) ?? operatorWords(message, notes, script);
}

/**
 * Whether the script itself made the error, in its own words.
 * @param {Note[]} notes
 * @param {string | undefined} native
 */
function isMade(notes, native) {
  return (
    native === undefined &&
    notes.some(
      ({ kind, node }) => (kind === "new" || kind === "call") && /Error$/.test(print(node.callee)),
    )
  );
}

/**
 * Words what a built-in function says of code, or of a regular expression, that it was given as text. `read` tells what the run has.
 * @param {Failing} failing
 * @param {Read} read
 */
function textWords({ source, offset, native }, read) {
  const script = { ...scriptOf(source), read };
  const position = BEFORE.length + offset;
  const evaluation = native === undefined ? evaluationAt(position, script) : undefined;
  const notes = evaluation ? [evaluation] : (script.places.get(position) ?? []);
  const { path, node, value } = callOf(notes, native, script);
  if (!node) return undefined;
  const texts = node.arguments.map(
    (/** @type {AnyNode} */ _, /** @type {number} */ index) => value(index)?.text,
  );
  if (texts.length === 0 || texts.includes(undefined)) return undefined;
  if (path === "eval") return syntaxWords(texts[0], ["", ""]);
  if (path === "Function")
    return syntaxWords(texts.at(-1), [
      `${FUNCTION[0]}${texts.slice(0, -1).join(",")}${FUNCTION[1]}`,
      FUNCTION[2],
    ]);
  return regexpWords(texts[0], path === "RegExp" || native === "compile" ? (texts[1] ?? "") : "");
}

/**
 * The innermost call of `eval` around a place: the engine has it where the last call is that its text is made with.
 * @param {number} position
 * @param {Script} script
 */
function evaluationAt(position, script) {
  const size = (/** @type {Note} */ { node }) => node.end - node.start;
  const around = [...script.places.values()].flat().filter(({ kind, node }) => {
    const isEvaluation = kind === "call" && print(node.callee) === "eval";
    return isEvaluation && node.start <= position && position < node.end;
  });
  return around.sort((one, other) => size(one) - size(other))[0];
}

/**
 * The call of the built-in function `native` at a place, as `nativeWords` and `textWords` look at it.
 * @param {Note[]} notes
 * @param {string | undefined} native
 * @param {Script} script
 */
function callOf(notes, native, script) {
  const calls = notes
    .filter(({ kind }) => kind === "call" || kind === "new")
    .map(({ node }) => node);
  const node =
    calls.find(
      ({ callee }) => native === undefined || print(callee).split(".").at(-1) === native,
    ) ?? calls[0];
  const isBorrowed = node !== undefined && /\.call$/.test(print(node.callee));
  /** @type {any[]} */
  const args = node?.arguments ?? [];
  /** @param {number} index */
  const value = (index) => valueOf(args[index], script);
  /** @param {number} index */
  const text = (index) => value(index)?.text ?? "undefined";
  /** @param {number} index */
  const sort = (index) => {
    /** @type {Known | {type: string, text?: undefined}} */
    const known = value(index) ?? { type: "object" };
    if (known.type === "undefined" || known.type === "object" || known.type === "function")
      return known.type;
    return known.type === "null" ? "object null" : `${known.type} ${known.text}`;
  };
  /** @type {any[]} */
  const entries = args[0]?.type === "ArrayExpression" ? args[0].elements : [];
  const element = () =>
    valueOf(
      entries.find((entry) => entry && entry.type !== "ArrayExpression"),
      script,
    )?.text ?? "undefined";
  /** @param {number} index @param {string} name */
  const member = (index, name) => {
    const property = args[index]?.properties?.find(
      (/** @type {any} */ { key }) => key?.name === name,
    );
    return (property && valueOf(property.value, script)?.text) ?? "undefined";
  };
  return {
    name: native ?? "",
    node,
    path: node && !isBorrowed ? print(node.callee) : undefined,
    value,
    text,
    sort,
    element,
    member,
    length: () => lengthOf(node),
  };

  /**
   * How many elements the array has whose method was called.
   * @param {any} call
   * @returns {number | undefined}
   */
  function lengthOf(call) {
    let holder = call?.callee.object;
    while (holder && !holder.elements) {
      holder =
        holder.type === "Identifier"
          ? script.names.get(holder.name)?.init
          : (holder.arguments?.[0] ?? holder.expression);
    }
    return holder?.elements.length;
  }
}

export default { words, textWords, syntaxWords, regexpWords };
