// V8's words for errors that name what stands in the script at the place.
import { print } from "./print.js";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the value of an expression.
import { valueOf } from "./values.js";

/** @import { Script } from "./index.js" */
/** @import { Note } from "./places.js" */

const ITERATOR = "(cannot read property Symbol(Symbol.iterator))";

/**
 * Words an error of the engine that has a place; `notes` are what may have failed there. Undefined where nothing fits.
 * @param {string} message
 * @param {Note[]} notes
 * @param {Script} script
 */
export function placedWords(message, notes, script) {
  const missing = /^cannot read property 'Symbol\.(?:asyncI|i)terator' of (undefined|null)$/.exec(
    message,
  );
  if (missing) return iterationWords(notes, missing[1]);
  /** @param {string[]} kinds */
  const find = (...kinds) => notes.find(({ kind }) => kinds.includes(kind));
  switch (message) {
    case "not a function":
      return asyncLoopWords(notes) ?? callWords(notes, script);
    case "not a constructor":
      return withNode(find("new"), ({ callee }) => `${print(callee)} is not a constructor`);
    case "value is not iterable":
      return iterationWords(notes, undefined);
    case "Cannot convert undefined or null to object":
      return patternWords(notes, script);
    default:
      return undefined;
  }
}

/** @param {Note | undefined} note @param {(node: any) => string} words */
const withNode = (note, words) => note && words(note.node);

/**
 * The failing one of several calls that end at one place: the first of which nothing says that it can be called.
 * @param {Note[]} notes
 * @param {Script} script
 */
function callWords(notes, script) {
  const calls = notes.filter(({ kind }) => kind === "call" || kind === "new");
  const failing = calls.find(({ node }) => !isKnown(node.callee, script)) ?? calls.at(-1);
  return withNode(
    failing,
    ({ callee }) =>
      `${print(callee)} is not a ${/** @type {Note} */ (failing).kind === "new" ? "constructor" : "function"}`,
  );
}

const KNOWN =
  /^(?:console\.(?:log|info|warn|error|debug)|JSON\.(?:parse|stringify)|pm\.(?:test|expect|sendRequest|response\.(?:json|text))|(?:pm\.)?(?:environment|globals|collectionVariables|variables|iterationData)\.(?:get|set|has|unset)|expect|require|String|Number|Boolean|parseInt|parseFloat|setTimeout|Object\.\w+|Array\.\w+|Math\.\w+)$/;

/**
 * Whether the callee is a function, as far as the script and the global object tell.
 * @param {any} callee
 * @param {Script} script
 */
function isKnown(callee, { names }) {
  if (callee.type === "Identifier") {
    const init = names.get(callee.name)?.init;
    return init
      ? /Function|Class/.test(init.type)
      : !names.has(callee.name) && typeof Function("return this")()[callee.name] === "function";
  }
  if (callee.type === "MemberExpression" && callee.object.type === "Identifier") {
    const properties = names.get(callee.object.name)?.init?.properties;
    if (
      properties?.some(
        (/** @type {any} */ { key, value }) =>
          key?.name === callee.property.name && /Function/.test(value.type),
      )
    )
      return true;
  }
  return KNOWN.test(print(callee));
}

/**
 * `for await` asks for a function too.
 * @param {Note[]} notes
 */
function asyncLoopWords(notes) {
  const loop = notes.find(({ kind, loop: { await: waits } = {} }) => kind === "iterate" && waits);
  return loop && `${print(loop.node)} is not async iterable`;
}

/**
 * What was to be iterated over and could not: `value` is "undefined", "null", or unknown.
 * @param {Note[]} notes
 * @param {string | undefined} value
 */
function iterationWords(notes, value) {
  const note = failingIteration(notes.filter(({ kind }) => kind === "iterate"));
  if (!note) return undefined;
  const { node, pattern, spread, delegated, loop } = note;
  if (note.from === ".for") return ".for is not iterable";
  if (loop?.await && value)
    return `Cannot read properties of ${value} (reading 'Symbol(Symbol.asyncIterator)')`;
  if (spread?.isArgument) return argumentWords(node, value);
  if (!node || delegated || (pattern && !isNamed(node)))
    return `${sort(node, value)} is not iterable ${ITERATOR}`;
  const isCall = node.type === "CallExpression" || node.type === "NewExpression";
  if (isCall) return `${print(node.callee)} is not a function or its return value is not iterable`;
  if (node.type === "ChainExpression" && value)
    return `${sort(node, value)} is not iterable ${ITERATOR}`;
  return `${print(node)} is not ${loop?.await ? "async " : ""}iterable`;
}

/**
 * Of a loop and a pattern in its head, the pattern fails where the loop cannot.
 * @param {Note[]} notes
 */
function failingIteration(notes) {
  const [first, second] = notes;
  const isSure =
    first?.loop &&
    (first.node.type === "ArrayExpression" ||
      /^Object\.(?:entries|values|keys)$/.test(print(first.node.callee ?? first.node)));
  return isSure && second ? second : first;
}

/**
 * What is spread as arguments; V8 words the last one and others differently.
 * @param {any} node
 * @param {string | undefined} value
 */
function argumentWords(node, value) {
  if (value) return `${print(node)} is not iterable (cannot read property ${value})`;
  return "Spread syntax requires ...iterable[Symbol.iterator] to be a function";
}

/**
 * Whether V8 names the value of an array pattern, and not only its type.
 * @param {any} node
 */
function isNamed(node) {
  if (node.type === "CallExpression") return node.callee.type === "Identifier";
  return node.type === "Identifier" || node.type === "Literal" || node.type === "ObjectExpression";
}

/**
 * How V8 calls a value of which it tells the type.
 * @param {any} node
 * @param {string | undefined} value
 */
function sort(node, value) {
  if (value === "null") return "object null";
  if (value === "undefined") return value;
  return node?.type === "Literal" ? `${typeof node.value} ${node.value}` : "object";
}

/**
 * An object pattern that was filled from nothing: where patterns are nested, the one that is more likely so.
 * @param {Note[]} notes
 * @param {Script} script
 */
function patternWords(notes, script) {
  const patterns = notes.filter(({ kind }) => kind === "pattern");
  const note = patterns.find(({ isInner }) => isInner) ?? patterns[0];
  if (!note) return undefined;
  const { node, value, isInner, from } = note;
  const [first] = node.properties;
  const isPlain = first?.type === "Property" && !first.computed;
  const name = isPlain ? (first.key.name ?? String(first.key.value)) : undefined;
  const what = value && valueOf(value, script)?.type === "null" ? "null" : "undefined";
  const isSimple =
    isPlain && first.value.type !== "AssignmentPattern" && first.value.type !== "MemberExpression";
  if (isPlain && (isInner || (value && !isSimple)))
    return `Cannot read properties of ${what} (reading '${name}')`;
  const source = from ?? (value ? print(value) : "undefined");
  return `Cannot destructure ${isPlain ? `property '${name}' of ` : ""}'${source}' as it is ${what}.`;
}
