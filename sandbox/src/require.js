// `require`: the libraries that Postman ships, loaded from bytecode when a script first asks for them.
import { native } from "./native.js";
import { answerForKind } from "./sdk/kind.js";
import { words } from "./words.js";

/** @import { Libraries } from "../types/packages.d.ts" */

/** What scripts may ask for; the rest of what is embedded is ours. */
const ALLOWED = new Set([
  "_process",
  "ajv",
  "assert",
  "atob",
  "backbone",
  "btoa",
  "buffer",
  "chai",
  "cheerio",
  "crypto-js",
  "csv-parse/lib/sync",
  "events",
  "fs",
  "json",
  "lodash",
  "moment",
  "os",
  "path",
  "postman-collection",
  "punycode",
  "querystring",
  "stream",
  "string_decoder",
  "timers",
  "tv4",
  "url",
  "util",
  "uuid",
  "xml2js",
]);

const uuid = Object.assign(() => native.uuid(), { v4: () => native.uuid() });
const fs = {};

/** What Postman's SDK adds to the lodash that it shares with scripts, in its order. */
const ADDED_TO_LODASH =
  "inherit args ensureEncoded assignLocked assignHidden createDefined mergeDefined getOwn " +
  "cloneElement inSuperChain randomString choose";

/** lodash with what the SDK adds to it; the SDK, which puts its own in the place of these, is loaded when one is called. */
function lodash() {
  const _ = /** @type {any} */ (load("lodash"));
  if ("choose" in _) return _;
  /** @type {Record<string, Function>} */
  const added = {};
  for (const name of words(ADDED_TO_LODASH)) {
    added[name] = function (/** @type {unknown[]} */ ...args) {
      load("postman-collection");
      return _[name].apply(this, args);
    };
  }
  return _.mixin(added);
}

/**
 * Modules that need no bundle, or a hand.
 * @type {Record<string, () => unknown>}
 */
const small = {
  atob: () => atob,
  btoa: () => btoa,
  chai: () => load("postman-chai"),
  fs: () => fs,
  lodash,
  uuid: () => uuid,
};

/** @type {Record<string, any>} */
const loaded = /** @type {any} */ ({ __proto__: null });
/** @type {Record<string, () => unknown>} */
const makers = /** @type {any} */ ({ __proto__: null });

/** What libraries share among themselves, and scripts may not ask for. */
const INNER = new Set(["file-type", "iconv-lite", "mime", "mime-format"]);

/**
 * Registers a module that is made here, out of others.
 * @param {string} name
 * @param {() => unknown} make
 */
export function provide(name, make) {
  makers[name] = make;
}

// In Postman, `pm.request` is an instance of the package's class.
provide("postman-collection", () => {
  const sdk = native.load("postman-collection");
  for (const Class of Object.values(sdk)) if (Class._postman_propertyName) answerForKind(Class);
  return sdk;
});

let depth = 0;

/** Whether a library is being loaded. Some look at the global object for one another; what they find must not load in turn. */
export const isLoading = () => depth > 0;

/**
 * Returns the library `name`, loading it the first time.
 * @template {string} Name
 * @param {Name} name
 * @returns {Name extends keyof Libraries ? Libraries[Name] : any}
 */
export function load(name) {
  if (name in loaded) return loaded[name];
  depth += 1;
  try {
    const library = name in makers ? makers[name]() : native.load(name);
    loaded[name] = library;
    return library;
  } finally {
    depth -= 1;
  }
}

/** @param {string} name */
function missing(name) {
  return Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
}

/**
 * What scripts call, and libraries while they are loaded: those say `util/` for `util`, to get the npm package in Node.
 * @param {unknown} wanted
 */
export function require(wanted) {
  const name = isLoading() ? String(wanted).replace(/\/$/, "") : `${wanted}`;
  if (!ALLOWED.has(name) && !(isLoading() && INNER.has(name))) throw missing(name);
  return Object.hasOwn(small, name) && !isLoading() ? small[name]() : load(name);
}
