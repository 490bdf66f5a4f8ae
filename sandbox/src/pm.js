// `pm`: what a script is given. Each member is made when it is first touched.
import { makeCookies } from "./cookies.js";
import { chai } from "./expect.js";
import { lazy } from "./lazy.js";
import { native } from "./native.js";
import { makeRequire } from "./packages.js";
import { runRequest } from "./run-request.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";
import { COLLECTION, DATA, ENVIRONMENT, GLOBALS, LOCAL, VariableScope } from "./sdk/scope.js";
import { sendRequest } from "./send-request.js";
import { makeTest } from "./test.js";
import { vault } from "./vault.js";

/** Gives a request or response Postman's `to`, the beginning of an expectation about it. */
function withTo(object) {
  Object.defineProperty(object, "to", { configurable: true, get: () => chai().expect(object).to });
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
    runRequest,
  };
}

export class Pm {
  constructor() {
    // Which request is shown is settled when the script starts; the engine reads back what became of it.
    this.#touched = {};
  }

  #touched;

  get expect() {
    return chai().expect;
  }

  /** Returns the request as the script left it, if it touched it: JSON text. */
  static requestOf(pm) {
    const { request, before } = pm.#touched;
    if (!request) return undefined;
    const after = JSON.stringify(request);
    return after === before ? undefined : after;
  }

  static {
    const member = (name, make) => lazy(Pm.prototype, name, make);
    member("info", () => readOnly(native.info()));
    member("variables", () => new VariableScope(LOCAL));
    member("iterationData", () => new VariableScope(DATA));
    member("environment", () => new VariableScope(ENVIRONMENT));
    member("collectionVariables", () => new VariableScope(COLLECTION));
    member("globals", () => new VariableScope(GLOBALS));
    member("cookies", makeCookies);
    member("visualizer", makeVisualizer);
    member("execution", makeExecution);
    member("response", () => (native.hasResponse() ? withTo(new Response({}, native.responseHead(0) ? 0 : undefined)) : undefined));
    member("request", function () {
      const request = new Request(JSON.parse(native.request()));
      this.#touched = { request, before: JSON.stringify(request) };
      return withTo(request);
    });
    member("test", function () {
      return makeTest(this);
    });
    member("sendRequest", () => sendRequest);
    member("vault", () => vault);
    member("require", function () {
      return makeRequire(this);
    });
  }
}
