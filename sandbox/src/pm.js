// `pm`: what a script is given. Each member is made when it is first touched.
import { makeCookies } from "./cookies.js";
import { chai } from "./expect.js";
import { native } from "./native.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";
import { Held, VariableScope } from "./sdk/scope.js";
import { COLLECTION, DATA, ENVIRONMENT, GLOBALS, LOCAL } from "./sdk/scope-kinds.js";
import { sendRequest } from "./send-request.js";
import { makeTest } from "./test.js";

/** Gives a request or response Postman's `to`, the beginning of an expectation about it. */
function withTo(object) {
  Object.defineProperty(object, "to", { get: () => chai().expect(object).to });
  return object;
}

/** Properties that can be neither changed nor listed, as Postman has them. */
function readOnly(values) {
  return Object.defineProperties({}, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])));
}

function makeVisualizer() {
  const check = (words, what, value, type) => {
    throw new Error(`Invalid ${words}. ${what} must be ${type}, found ${typeof value}`);
  };
  return {
    set(template, data, options) {
      if (typeof template !== "string") check("template", "Template", template, "of type string");
      if (data && typeof data !== "object") check("data", "Data", data, "an object");
      if (options && typeof options !== "object") check("options", "Options", options, "an object");
      native.visualize(template, data ?? {}, options ?? {});
    },
    clear() {
      native.visualize();
    },
  };
}

function makeExecution() {
  const { location, current } = native.location();
  Object.defineProperty(location, "current", { value: current });
  return {
    setNextRequest(next) {
      // Undefined takes back what was said before; null is an answer of its own.
      if (next === undefined) native.setNextRequest(false, "");
      else if (next === null) native.setNextRequest(true, undefined);
      else native.setNextRequest(true, String(next));
    },
    skipRequest() {
      if (!native.skipRequest()) throw new TypeError("pm.execution.skipRequest is not a function");
    },
    location,
  };
}

/** What a script left of the request as it can be sent: a body that is gone is the one that was there; values of headers are text. */
function sendable(request) {
  const { body } = JSON.parse(native.request());
  for (const header of request.header ?? []) {
    if (header !== null && typeof header === "object" && typeof header.value !== "string") header.value = String(header.value);
  }
  return { body, ...request };
}

export class Pm {
  constructor() {
    // The engine reads back what became of the request and the variables that the script has touched.
    this.#touched = { scopes: [] };
  }

  #touched;

  get expect() {
    return chai().expect;
  }

  /** Returns the request as the script left it, if it touched it: JSON text. Variables are handed over, too. */
  static takeBack(pm) {
    const { request, before, scopes } = pm.#touched;
    scopes.forEach(VariableScope.keep);
    if (!request) return undefined;
    const after = JSON.stringify(request);
    return after === before ? undefined : JSON.stringify(sendable(JSON.parse(after)));
  }

  static {
    // A member is made when it is first read, and cannot be replaced.
    const member = (name, make) => {
      const get = function () {
        const value = make.call(this);
        Object.defineProperty(this, name, { value });
        return value;
      };
      Object.defineProperty(Pm.prototype, name, { get, configurable: true });
    };
    member("info", () => readOnly(native.info()));
    const scope = (name, kind, layers) => {
      member(name, function () {
        const made = new VariableScope(new Held(kind, this.#touched, layers && (() => layers.map((layer) => this[layer]))));
        this.#touched.scopes.push(made);
        return made;
      });
    };
    scope("variables", LOCAL, ["iterationData", "environment", "collectionVariables", "globals"]);
    scope("iterationData", DATA);
    scope("environment", ENVIRONMENT);
    scope("collectionVariables", COLLECTION);
    scope("globals", GLOBALS);
    member("cookies", makeCookies);
    member("visualizer", makeVisualizer);
    member("execution", makeExecution);
    member("response", () => (native.hasResponse() ? withTo(new Response({}, native.responseHead(0) ? 0 : undefined)) : undefined));
    member("request", function () {
      const request = new Request(JSON.parse(native.request()));
      Object.assign(this.#touched, { request, before: JSON.stringify(request) });
      return withTo(request);
    });
    member("test", function () {
      return makeTest(this);
    });
    member("sendRequest", () => sendRequest);
  }
}
