// What an expression reads of the run: scripts keep libraries in variables, or fetch them, and evaluate them.
import { COLLECTION, DATA, ENVIRONMENT, GLOBALS, LOCAL } from "../../sdk/scope-kinds.js";
import { print } from "./print.js";

/** @import { AnyNode, CallExpression, MemberExpression } from "acorn" */
/** @import { ScopeKind } from "../../../types/engine.d.ts" */
/**
 * A variable, or the text of the response.
 * @typedef {{scope: ScopeKind, key: string} | "response"} Held
 */

/**
 * The objects that have a member for each variable.
 * @type {Record<string, ScopeKind>}
 */
const OBJECTS = { data: DATA, environment: ENVIRONMENT, globals: GLOBALS };

/**
 * The functions that are given a variable's name.
 * @type {Record<string, ScopeKind>}
 */
const GETTERS = {
  "pm.collectionVariables.get": COLLECTION,
  "pm.environment.get": ENVIRONMENT,
  "pm.globals.get": GLOBALS,
  "pm.iterationData.get": DATA,
  "pm.variables.get": LOCAL,
  "postman.getEnvironmentVariable": ENVIRONMENT,
  "postman.getGlobalVariable": GLOBALS,
};

/**
 * @param {AnyNode} node
 * @returns {Held | undefined}
 */
export function heldBy(node) {
  if (node.type === "Identifier") return node.name === "responseBody" ? "response" : undefined;
  if (node.type === "MemberExpression") return ofMember(node);
  return node.type === "CallExpression" ? ofCall(node) : undefined;
}

/** @param {MemberExpression} node */
function ofMember({ object, property, computed }) {
  const key = computed || property.type !== "Identifier" ? literal(property) : property.name;
  return object.type === "Identifier" ? held(OBJECTS, object.name, key) : undefined;
}

/** @param {CallExpression} node */
function ofCall({ callee, arguments: args }) {
  if (args.length === 0) return print(callee) === "pm.response.text" ? "response" : undefined;
  return args.length === 1 ? held(GETTERS, print(callee), literal(args[0])) : undefined;
}

/** @param {AnyNode} node */
function literal(node) {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/**
 * @param {Record<string, ScopeKind>} scopes
 * @param {string} name
 * @param {string | undefined} key
 * @returns {Held | undefined}
 */
function held(scopes, name, key) {
  if (key === undefined || !Object.hasOwn(scopes, name)) return undefined;
  return { scope: scopes[name], key };
}
