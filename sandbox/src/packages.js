// `pm.require`: packages that scripts share. The engine finds them; each is a module, evaluated once a script.
import { remember } from "./errors/index.js";
import { native } from "./native.js";
import { load } from "./require.js";
import { isWatchedFor, watch } from "./watch.js";

/** @import { FoundPackage } from "../types/engine.d.ts" */
/** @import { Postman } from "./pm.js" */
/** @typedef {Extract<FoundPackage, {id: string}>} Package */
/**
 * The code of a package: given `pm`, a function of what modules have.
 * @typedef {(this: unknown, exports: unknown, module: object, require: (wanted: unknown) => unknown) => void} Start
 * @typedef {(pm: Postman | undefined) => Start} Compiled
 */
/** @typedef {{name: string, external: boolean}} Sees */

/** What code of a package does not see, though scripts may: the names from before `pm`. */
const HIDDEN =
  "_, CryptoJS, tv4, xml2Json, Backbone, cheerio, tests, globals, environment, data, request, " +
  "responseCookies, responseHeaders, responseTime, responseCode, responseBody, iteration, postman";

/** Packages of a registry, `npm:name@version`, see no `pm` either. */
const EXTERNAL = /^[^:]+:.+$/;

/**
 * Compiled modules by what tells them apart; they stay for the whole run.
 * @type {Map<string, Compiled>}
 */
const compiled = new Map();

/** @param {Package} package */
function compile({ id, source }) {
  const known = compiled.get(id);
  if (known) return known;
  const file = `package-${id}`;
  remember(file, source);
  if (isWatchedFor(source)) watch();
  // Hidden names are parameters of an outer function, so that the module may declare its own of that name.
  const code = `(function(pm, ${HIDDEN}){return function(exports,module,require){\n${source}\n}})`;
  const made = native.compile(file, code);
  compiled.set(id, made);
  return made;
}

/**
 * Makes the `require` of one script.
 * @param {Postman} pm
 */
export function makeRequire(pm) {
  /** @type {Map<string, {id: string, exports: unknown}>} */
  const modules = new Map();

  /**
   * Evaluates a module, unless that was done before: then what it exports so far.
   * @param {Package} found
   * @param {Sees} sees
   */
  function evaluate(found, sees) {
    const known = modules.get(found.id);
    if (known) return known.exports;
    const module = { id: sees.name, exports: {} };
    modules.set(found.id, module);
    if (found.json) {
      module.exports = JSON.parse(found.source);
      return module.exports;
    }
    const start = compile(found)(sees.external ? undefined : pm);
    start.call(module.exports, module.exports, module, requireWithin(found.id, sees));
    return module.exports;
  }

  /**
   * The `require` of a module: its neighbours by path, else the libraries that all scripts have, else its own packages.
   * @param {string} id
   * @param {Sees} sees
   * @returns {(wanted: unknown) => unknown}
   */
  function requireWithin(id, sees) {
    return (wanted) => {
      const name = String(wanted);
      if (!/^\.{1,2}\//.test(name)) {
        const registry = sees.external ? sees.name.slice(0, sees.name.indexOf(":") + 1) : "";
        const found = registry ? native.findPackage(registry + name) : { problem: "" };
        return found.problem === undefined
          ? evaluate(found, { name: registry + name, external: true })
          : load(name);
      }
      const found = native.findPackage(name, id);
      if (found.problem !== undefined)
        throw new Error(`Cannot find module '${name}': ${found.problem}`);
      return evaluate(found, { ...sees, name: found.id });
    };
  }

  /** @param {unknown} wanted */
  return function require(wanted) {
    const name = String(wanted);
    const found = native.findPackage(name);
    // Differs from Postman: the message says where the package was looked for (`packages.js`).
    if (found.problem !== undefined)
      throw new Error(`Cannot find package '${name}': ${found.problem}`);
    try {
      return evaluate(found, { name, external: EXTERNAL.test(name) });
    } catch (/** @type {any} */ error) {
      throw new Error(`Error in package '${name}': ${error?.message ? error.message : error}`);
    }
  };
}
