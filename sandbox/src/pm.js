// `pm`: what a script is given. Each member is made when it is first touched.
import { makeCookies } from "./cookies.js";
import { chai } from "./expect.js";
import { settle } from "./lazy.js";
import { append } from "./lists.js";
import { canNotice, quietly } from "./language.js";
import { native } from "./native.js";
import { makeRequire } from "./packages.js";
import { runRequest } from "./run-request.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";
import { Held, VariableScope } from "./sdk/scope.js";
import { COLLECTION, DATA, ENVIRONMENT, GLOBALS, LOCAL } from "./sdk/scope-kinds.js";
import { sendRequest } from "./send-request.js";
import { makeTest } from "./test.js";
import { vault } from "./vault.js";
import { makeVisualizer, visualize } from "./visualizer.js";

/** @import { RawRequest, ScopeKind } from "../types/engine.d.ts" */

/** @import { Tests } from "./test.js" */
/** @import { Seen } from "./visualizer.js" */
/** @typedef {{scope: VariableScope, next: Touched | undefined}} Touched */
/**
 * What one script has that no other has, by its `pm`.
 * @typedef {object} Parts
 * @property {Postman} pm
 * @property {{object: Request, before: string} | undefined} request What it was given, with its JSON then; undefined as long as it is not touched.
 * @property {Tests} tests
 * @property {Touched | undefined} scopes Those that were touched.
 * @property {boolean} lists Whether a list of variables was taken: then the engine can't look through all scopes.
 * @property {Seen | undefined} visualizer What `pm.visualizer` was given last.
 */

const to = {
  __proto__: null,
  /** @this {object} */
  get() {
    return chai().expect(this).to;
  },
};

/**
 * Gives a request or response Postman's `to`, the beginning of an expectation about it.
 * @template {object} O
 * @param {O} object
 */
const withTo = (object) => Object.defineProperty(object, "to", to);

/**
 * Properties that can be neither changed nor listed, as Postman has them.
 * @param {Record<string, any>} values
 */
function readOnly(values) {
  const made = {};
  const names = Object.keys(values);
  for (let index = 0; index < names.length; index += 1)
    Object.defineProperty(made, names[index], { __proto__: null, value: values[names[index]] });
  return made;
}

function skipRequest() {
  if (!native.skipRequest()) throw new TypeError("pm.execution.skipRequest is not a function");
}

/** @param {unknown} next */
function setNextRequest(next) {
  // Undefined takes back what was said before; null is an answer of its own.
  if (next === undefined) native.setNextRequest(false, "");
  else if (next === null) native.setNextRequest(true, undefined);
  else native.setNextRequest(true, String(next));
}

/** What Postman tells of the run; of a request without a name, none. */
function makeInfo() {
  const info = native.info();
  if (info.requestName === "") delete info.requestName;
  return readOnly(info);
}

function makeExecution() {
  const { location: names, current } = native.location();
  /** @type {(string | null)[]} */
  const location = [];
  for (let index = 0; index < names.length; index += 1) append(location, names[index] || null);
  Object.defineProperty(location, "current", { __proto__: null, value: current || undefined });
  return readOnly({ skipRequest, location, setNextRequest, runRequest });
}

/**
 * A scope of the run; with the names of the scopes behind it.
 * @param {Parts} parts
 * @param {ScopeKind} kind
 * @param {("iterationData" | "environment" | "collectionVariables" | "globals")[]} [behind]
 */
function scope(parts, kind, behind) {
  const made = new VariableScope(
    new Held(kind, parts, behind && (() => behind.map((name) => parts.pm[name]))),
  );
  parts.scopes = { scope: made, next: parts.scopes };
  return made;
}

/**
 * How each member is made, of the script's own `parts`.
 * @type {Record<string, (parts: Parts) => unknown>}
 */
const members = {
  // @ts-expect-error: it is no name, but what the object comes from.
  __proto__: null,
  info: makeInfo,
  vault: () => vault,
  globals: (parts) => scope(parts, GLOBALS),
  environment: (parts) => scope(parts, ENVIRONMENT),
  collectionVariables: (parts) => scope(parts, COLLECTION),
  variables: (parts) =>
    scope(parts, LOCAL, ["iterationData", "environment", "collectionVariables", "globals"]),
  iterationData: (parts) => scope(parts, DATA),
  request(parts) {
    const request = new Request(JSON.parse(native.request()));
    parts.request = { object: request, before: JSON.stringify(request) };
    return withTo(request);
  },
  response() {
    const head = native.responseHead(0);
    return withTo(head ? new Response(undefined, 0, head) : new Response({}));
  },
  cookies: makeCookies,
  visualizer: (parts) => makeVisualizer(parts),
  sendRequest: () => sendRequest,
  execution: makeExecution,
  require: (parts) => makeRequire(parts.pm),
};

/**
 * A member is made when it is first read; it can be neither replaced nor listed.
 * @param {string} name
 */
function getterOf(name) {
  /** @this {Postman} */
  return function () {
    const parts = Postman.partsOf(this);
    const make = members[name];
    const value = canNotice() ? quietly(() => make(parts)) : make(parts);
    Object.defineProperty(this, name, {
      __proto__: null,
      value,
      configurable: false,
      enumerable: false,
    });
    return value;
  };
}

/** @param {string[]} names */
const gettersOf = (names) => ({ names, getters: names.map(getterOf) });

const withResponse = gettersOf(Object.keys(members));
const withoutResponse = gettersOf(withResponse.names.filter((name) => name !== "response"));

/**
 * Scripts may put a `test` of their own in its place.
 * @type {PropertyDescriptor}
 */
const testMember = {
  __proto__: null,
  configurable: true,
  enumerable: true,
  /** @this {Postman} */
  get() {
    return settle(this, "test", makeTest(this, Postman.partsOf(this).tests));
  },
  /** @this {Postman} */
  set(value) {
    settle(this, "test", value);
  },
};

/** `pm` itself; scripts see the class's name. */
export class Postman {
  /** @type {Parts} */
  #parts = {
    pm: this,
    request: undefined,
    tests: { next: 0 },
    scopes: undefined,
    lists: false,
    visualizer: undefined,
  };

  constructor() {
    const { names, getters } = native.hasResponse() ? withResponse : withoutResponse;
    native.defineGetters(this, names, getters);
    Object.defineProperty(this, "test", testMember);
  }

  get expect() {
    return chai().expect;
  }

  /** @param {Postman} pm */
  static partsOf(pm) {
    return pm.#parts;
  }
}

/**
 * What a script left of the request as it can be sent: a body that is gone is the one that was there; values of headers are text.
 * @param {RawRequest} request
 */
function sendable(request) {
  const { body } = JSON.parse(native.request());
  for (const header of /** @type {any[]} */ (request.header ?? [])) {
    if (header !== null && typeof header === "object" && typeof header.value !== "string")
      header.value = String(header.value);
  }
  return { body, ...request };
}

/**
 * The script is over. Returns the request as it left it, if it changed it: JSON text. Variables and the visualizer are handed over, too.
 * @param {Postman} pm
 */
export function takeBack(pm) {
  const { request, scopes, visualizer } = Postman.partsOf(pm);
  for (let touched = scopes; touched; touched = touched.next) VariableScope.keep(touched.scope);
  if (visualizer) visualize(visualizer);
  if (!request) return undefined;
  const after = JSON.stringify(request.object);
  return after === request.before ? undefined : JSON.stringify(sendable(JSON.parse(after)));
}

/**
 * Returns how many assertions the script has made.
 * @param {Postman} pm
 */
export function assertionsOf(pm) {
  return Postman.partsOf(pm).tests.next;
}
