// The names that scripts had before `pm`: `tests`, `responseBody`, `postman`, `_` and so on.
//
// A script is given those that it mentions, as parameters, so that assigning one stays within the script as in Postman. Libraries are
// there for every script, loaded when they are used.
import { console } from "./console.js";
import { legacyJson } from "./json.js";
import { native } from "./native.js";
import { load } from "./require.js";

/** @import { Postman } from "./pm.js" */
/** @import { PropertyList } from "./sdk/property-list.js" */
/** @import { RequestBody } from "./sdk/body.js" */
/** @import { VariableScope } from "./sdk/scope.js" */

/** Postman gives scripts no body larger than this. */
const LARGEST_BODY = 50 * 1024 * 1024;

/**
 * Parses XML to an object as Postman does: no arrays around single children, text trimmed.
 * @param {unknown} text
 */
function xml2Json(text) {
  let result = {};
  load("xml2js").parseString(
    text,
    { explicitArray: false, async: false, trim: true, mergeAttrs: false },
    (_, parsed) => {
      result = parsed;
    },
  );
  return result;
}

/** The libraries that legacy scripts find as globals. */
export const libraries = {
  _: () => load("lodash3"),
  CryptoJS: () => load("crypto-js"),
  tv4: () => load("tv4"),
  xml2Json: () => xml2Json,
  Backbone: () => load("backbone"),
  cheerio: () => load("cheerio"),
};

/**
 * The values of a form body by name; a name that occurs twice has a list.
 * @param {PropertyList} list
 */
function formOf(list) {
  /** @type {Record<string, any>} */
  const form = {};
  for (const { key, value, disabled } of list.all()) {
    if (disabled) continue;
    form[key] = form[key] ? [].concat(form[key], value) : value;
  }
  return form;
}

/** @param {RequestBody | undefined} body */
function dataOf(body) {
  if (!body || body.isEmpty()) return {};
  if (body.mode === "raw") return body.raw;
  if (body.mode === "urlencoded" || body.mode === "formdata")
    return formOf(/** @type {PropertyList} */ (body[body.mode]));
  return (body.mode === "file" && body.file.content) || {};
}

/** @param {Legacy} script */
function requestOf({ pm }) {
  const { request, info } = pm;
  return {
    id: info.requestId,
    name: info.requestName,
    description: request.description?.toString(),
    headers: request.headers.toObject(true, false, true, true),
    method: request.method,
    url: request.url.toString(),
    data: dataOf(request.body),
  };
}

/**
 * Headers by name. Names keep the case that they came in, and are found in any.
 * @param {Legacy} script
 */
function headersOf({ pm }) {
  /** @type {Record<PropertyKey, string>} */
  const headers = {};
  for (const header of pm.response.headers.all())
    if (!header.disabled) headers[header.key] = header.value;
  return new Proxy(headers, {
    get(target, name) {
      if (typeof name !== "string" || Object.hasOwn(target, name) || name in Object.prototype)
        return target[name];
      const lower = name.toLowerCase();
      return target[
        /** @type {string} */ (Object.keys(target).find((key) => key.toLowerCase() === lower))
      ];
    },
  });
}

/** @param {Legacy} script */
function bodyOf({ pm }) {
  return /** @type {number} */ (pm.response.responseSize) > LARGEST_BODY
    ? undefined
    : pm.response.text();
}

/**
 * Text for what a variable is set to; what is false, or not there, stays as it is.
 * @param {any} value
 */
function textual(value) {
  return value && typeof value.toString === "function" ? value.toString() : value;
}

/**
 * @param {() => VariableScope} scope
 * @param {() => any} copy what the script has of its variables
 */
function scopeFunctions(scope, copy) {
  return {
    /** @param {any} key @param {unknown} value */
    set(key, value) {
      const text = textual(value);
      copy()[key] = text;
      return scope().set(key, text);
    },
    /** @param {unknown} key */
    get: (key) => scope().get(key),
    clearAll() {
      for (const key of Object.keys(copy())) delete copy()[key];
      return scope().clear();
    },
    /** @param {any} key */
    clear(key) {
      if (key) delete copy()[key];
      return scope().unset(key);
    },
  };
}

/** @param {Legacy} script */
function postmanOf(script) {
  const { pm } = script;
  const environment = scopeFunctions(
    () => pm.environment,
    () => script.legacy("environment"),
  );
  const globals = scopeFunctions(
    () => pm.globals,
    () => script.legacy("globals"),
  );
  /** @type {Record<string, Function> & {getResponseCookie?: Function, getResponseHeader?: Function}} */
  const functions = {
    setEnvironmentVariable: environment.set,
    getEnvironmentVariable: environment.get,
    clearEnvironmentVariables: environment.clearAll,
    clearEnvironmentVariable: environment.clear,
    setGlobalVariable: globals.set,
    getGlobalVariable: globals.get,
    clearGlobalVariables: globals.clearAll,
    clearGlobalVariable: globals.clear,
    setNextRequest: (/** @type {unknown} */ next) => pm.execution.setNextRequest(next),
  };
  if (native.hasResponse()) {
    functions.getResponseCookie = (/** @type {unknown} */ name) => pm.cookies.one(String(name));
    functions.getResponseHeader = (/** @type {unknown} */ name) =>
      pm.response.headers.one(name)?.value;
  }
  // As methods of a class: they are not listed as members.
  return Object.create(functions);
}

/** @type {Record<string, (script: Legacy) => unknown>} */
const always = {
  // @ts-expect-error: it is no name, but what the object comes from.
  __proto__: null,
  tests: () => ({}),
  globals: ({ pm }) => pm.globals.syncVariablesTo(),
  environment: ({ pm }) => pm.environment.syncVariablesTo(),
  data: ({ pm }) => pm.iterationData.toObject(),
  request: requestOf,
  iteration: ({ pm }) => pm.info.iteration,
  postman: postmanOf,
  JSON: () => legacyJson,
};

/** @type {Record<string, (script: Legacy) => unknown>} */
const withResponse = {
  // @ts-expect-error: it is no name, but what the object comes from.
  __proto__: null,
  responseCookies: ({ pm }) => pm.cookies,
  responseHeaders: headersOf,
  responseTime: ({ pm }) => pm.response.responseTime,
  responseCode: ({ pm }) => pm.response.details(),
  responseBody: bodyOf,
};

/** The legacy names of one script. A value is made once, when it is asked for. */
export class Legacy {
  /** @type {{[name: string]: any, tests?: Record<string, unknown>}} */
  #made = /** @type {any} */ ({ __proto__: null });
  /** @type {ReturnType<import("../types/packages.d.ts").Libraries["deprecations"]["makeWarner"]> | undefined} */
  #warner;

  /** @type {Postman} */
  pm;

  /** @param {Postman} pm */
  constructor(pm) {
    this.pm = pm;
    if (native.warnsOfDeprecation()) {
      const { makeWarner } = load("deprecations");
      this.#warner = makeWarner((text) => console.warn(text));
    }
  }

  /** @param {string} name */
  legacy(name) {
    if (!(name in this.#made)) {
      const make =
        always[name] ??
        withResponse[name] ??
        /** @type {Record<string, () => unknown>} */ (libraries)[name];
      this.#made[name] = make(this);
    }
    return this.#made[name];
  }

  /**
   * The value as the script gets it.
   * @param {string} name
   */
  forScript(name) {
    return this.#warner?.watch(name, this.legacy(name)) ?? this.legacy(name);
  }

  end() {
    this.#warner?.end();
  }

  /**
   * The legacy `tests`, if the script has them.
   * @returns {Record<string, unknown> | undefined}
   */
  tests() {
    return this.#made.tests;
  }
}
