// `pm.require`: packages that scripts share. The engine finds them; each is a module, evaluated once a script.
import { apply } from "./captured.js";
import { remember } from "./errors/index.js";
import { prepareLanguage } from "./language.js";
import { native } from "./native.js";
import { meet } from "./realms.js";
import { load } from "./require.js";
import { forward } from "./timers.js";
import { isWatchedFor, watch } from "./watch.js";

/** @import { FoundPackage, PackageRealm } from "../types/engine.d.ts" */
/** @import { Postman } from "./pm.js" */
/** @typedef {Extract<FoundPackage, {id: string}>} Package */
/**
 * The code of a package: given `pm`, a function of what modules have.
 * @typedef {(this: unknown, exports: unknown, module: object, require: (wanted: unknown) => unknown) => void} Start
 * @typedef {(pm: Postman | undefined) => Start} Compiled
 */
/** What code of a package does not see, though scripts may: the names from before `pm`. */
const HIDDEN =
  "_, CryptoJS, tv4, xml2Json, Backbone, cheerio, tests, globals, environment, data, request, " +
  "responseCookies, responseHeaders, responseTime, responseCode, responseBody, iteration, postman";

/**
 * Packages of a registry, `npm:name@version`, are evaluated in a realm of their own, which has neither `pm` nor what a script has made.
 * @param {string} name
 */
function isExternal(name) {
  for (let index = 1; index < name.length - 1; index += 1) if (name[index] === ":") return true;
  return false;
}

/**
 * Compiled modules by what tells them apart; they stay for the whole run.
 * @type {Record<string, Compiled>}
 */
const compiled = /** @type {any} */ ({ __proto__: null });

/** @param {Package} package */
function compile({ id, source }) {
  if (id in compiled) return compiled[id];
  const file = `package-${id}`;
  remember(file, source);
  if (isWatchedFor(source)) watch();
  // Hidden names are parameters of an outer function, so that the module may declare its own of that name.
  const code = `(function(pm, ${HIDDEN}){return function(exports,module,require){\n${source}\n}})`;
  compiled[id] = native.compile(file, code);
  return compiled[id];
}

/**
 * The realm of packages, made for the first one: what they replace is theirs alone.
 * @type {PackageRealm | undefined}
 */
let realm;

function realmOfPackages() {
  if (realm) return realm;
  // Classes that may be replaced for a script are, in both realms, before they know each other.
  prepareLanguage("", true);
  realm = native.realm();
  forward(realm.fire);
  meet(realm);
  return realm;
}

/** The global object, which scripts have no name for. */
const target = globalThis;

/**
 * What `this` is at the top of a package that sees `pm`: an object with the names that it has.
 * @param {Postman} pm
 */
const scopeOf = (pm) =>
  load("scope").makeScope({
    target,
    pm,
    legacy: { forScript: (/** @type {string} */ name) => Reflect.get(target, name) },
    hidden: HIDDEN.split(", "),
    settle: native.settle,
    proxy: (/** @type {ProxyHandler<object>} */ handler) => new Proxy({}, handler),
  });

/**
 * Makes the `require` of one script; in the realm of packages, of what they ask for: there it has no `pm`.
 * @param {Postman | undefined} pm
 */
export function makeRequire(pm) {
  /** @type {Record<string, {id: string, exports: unknown}>} */
  const modules = /** @type {any} */ ({ __proto__: null });
  /** @type {((name: string) => unknown) | undefined} */
  let requireExternal;

  /**
   * Evaluates a module, unless that was done before: then what it exports so far.
   * @param {Package} found
   * @param {string} name
   */
  function evaluate(found, name) {
    if (found.id in modules) return modules[found.id].exports;
    /** @type {{id: string, exports: unknown}} */
    const module = { id: name, exports: {} };
    modules[found.id] = module;
    if (found.json) {
      module.exports = JSON.parse(found.source);
      return module.exports;
    }
    const start = compile(found)(pm);
    apply(start, pm ? scopeOf(pm) : module.exports, [
      module.exports,
      module,
      requireWithin(found.id, name),
    ]);
    return module.exports;
  }

  /**
   * The `require` of a module: its neighbours by path, else the libraries that all scripts have, else its own packages.
   * @param {string} id
   * @param {string} owner
   * @returns {(wanted: unknown) => unknown}
   */
  function requireWithin(id, owner) {
    return (wanted) => {
      const name = String(wanted);
      if (!/^\.{1,2}\//.test(name)) {
        if (pm) return load(name);
        const registry = owner.slice(0, owner.indexOf(":") + 1);
        const found = native.findPackage(registry + name);
        return found.problem === undefined ? evaluate(found, registry + name) : load(name);
      }
      const found = native.findPackage(name, id);
      if (found.problem !== undefined)
        throw new Error(`Cannot find module '${name}': ${found.problem}`);
      return evaluate(found, pm ? found.id : owner);
    };
  }

  /**
   * What a package of a registry throws is told in an error of the script's own realm.
   * @param {string} name
   */
  function fromRegistry(name) {
    requireExternal ??= realmOfPackages().makeRequire(undefined);
    try {
      return requireExternal(name);
    } catch (/** @type {any} */ error) {
      throw new Error(`${error.message}`);
    }
  }

  /** @param {unknown} wanted */
  return function require(wanted) {
    const name = String(wanted);
    if (pm && isExternal(name)) return fromRegistry(name);
    const found = native.findPackage(name);
    // Differs from Postman: the message says where the package was looked for (`packages.js`).
    if (found.problem !== undefined)
      throw new Error(`Cannot find package '${name}': ${found.problem}`);
    try {
      return evaluate(found, name);
    } catch (/** @type {any} */ error) {
      throw new Error(`Error in package '${name}': ${error?.message ? error.message : error}`);
    }
  };
}
