// Puts values in place of `{{variables}}`, out of lists that scripts hold. What lives with the engine is substituted there.
import { native } from "../native.js";
import { LOCAL } from "./scope-kinds.js";

/** @typedef {(text: string) => string} Replace */

const VARIABLE = /{{([^{}]*?)}}/g;

/** How often what came out is looked through again. */
const PASSES = 19;

/** @param {any[]} sources lists of variables, and objects @param {string} name */
function find(sources, name) {
  for (const source of sources) {
    if (source === null || (typeof source !== "object" && typeof source !== "function")) continue;
    if (source.constructor?._postman_propertyName === "VariableList") {
      const variable = source.oneNormalizedVariable(name);
      if (variable && !variable.disabled) return variable;
    } else if (Object.hasOwn(source, name)) {
      return source[name];
    }
  }
  return undefined;
}

/**
 * The text that stands for a placeholder; itself where nothing does.
 * @param {any[]} sources
 * @param {string} placeholder
 * @param {string} name
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the value of a placeholder.
function valueOf(sources, placeholder, name) {
  /** @type {any} */
  let value = find(sources, name);
  if (value === undefined && name.startsWith("$")) return native.replaceIn(LOCAL, placeholder);
  if (typeof value === "function") value = value();
  if (value && typeof value.toString === "function") value = value.toString();
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : placeholder;
}

/**
 * Replaces the placeholders of a text by what `sources` (variable lists, objects) have under their names.
 * @param {string} text
 * @param {any[]} sources
 */
export function replaceText(text, sources) {
  let result = text;
  for (let pass = 0, before; pass < PASSES && before !== result; pass += 1) {
    before = result;
    result = before.replace(VARIABLE, (placeholder, name) => valueOf(sources, placeholder, name));
  }
  return result;
}

/**
 * Replaces in the texts of `value`, which is changed where it is an object.
 * @param {any} value
 * @param {Replace} replace
 * @returns {unknown}
 */
function replaceWithin(value, replace) {
  if (typeof value === "string") return replace(value);
  if (value === null || typeof value !== "object") return value;
  for (const key of Object.keys(value)) value[key] = replaceWithin(value[key], replace);
  return value;
}

/**
 * Returns a copy of `object` with placeholders replaced; only its outermost level is copied, as Postman does.
 * @template {object} O
 * @param {O} object
 * @param {Replace} replace
 * @returns {any}
 */
export function replaceMembers(object, replace) {
  /** @type {Record<string, any>} */
  const result = {};
  for (const key in object) result[key] = replaceWithin(object[key], replace);
  return result;
}

/** @param {object} object @param {any} sources */
export function replaceIn(object, sources) {
  const list = [sources].flat();
  return replaceMembers(object, (text) => replaceText(text, list));
}

/** @param {any} value @param {Set<string>} found @param {Set<object>} seen */
function collect(value, found, seen) {
  if (typeof value === "string") {
    for (const [, name] of value.matchAll(VARIABLE)) found.add(name);
  } else if (value !== null && typeof value === "object" && !seen.has(value)) {
    seen.add(value);
    for (const key of Object.keys(value)) collect(value[key], found, seen);
  }
  return found;
}

/**
 * The names of the placeholders in the texts of `value`.
 * @param {unknown} value
 */
export function placeholders(value) {
  return [...collect(value, new Set(), new Set())];
}
