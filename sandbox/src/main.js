// The sandbox: what the engine starts and then drives.
import { apply, deleteProperty } from "./captured.js";
import { answer, beElsewhere, enter, fire, leave } from "./timers.js";
import { installErrors, remember } from "./errors/index.js";
import { installExpect } from "./expect.js";
import { installGlobals } from "./globals.js";
import { Legacy } from "./legacy.js";
import { prepareLanguage } from "./language.js";
import { append } from "./lists.js";
import { connect, native } from "./native.js";
import { makeRequire } from "./packages.js";
import { Postman, assertionsOf, takeBack } from "./pm.js";
import { accept, classOf, installRealm } from "./realms.js";
import { load } from "./require.js";
import "./search.js";
import { watch } from "./watch.js";

/** @import { Api, Native, PackageRealm } from "../types/engine.d.ts" */
/** @typedef {{pm: Postman, legacy: Legacy, names: string[] | undefined, outer: Begun | undefined}} Begun */

/** The traits of a script: whether it can look at what `this` is, and whether it may assign a name that it does not declare. */
const SAYS_THIS = 1;
const LEAVES_NAMES = 2;

/**
 * The script that runs; `outer` is the one that waits for it.
 * @type {Begun | undefined}
 */
let running;

/**
 * The global object.
 * @type {any}
 */
let globals;

/**
 * Starts `script`, a function of `pm`, the legacy names that it mentions and the built-in ones that it assigns; its promise tells the
 * engine when it has settled. `traits`: what else its text tells.
 * @type {Api["run"]}
 */
function run(script, mentioned, assigned, traits) {
  enter();
  const pm = new Postman();
  const legacy = new Legacy(pm);
  /** @type {Begun} */
  const begun = { pm, legacy, names: undefined, outer: running };
  const before = traits & LEAVES_NAMES ? Object.keys(globals) : undefined;
  running = begun;
  const self = traits & SAYS_THIS ? scopeOf(pm, legacy) : undefined;
  /** @type {unknown[]} */
  const given = [pm];
  for (let index = 0; index < mentioned.length; index += 1)
    append(given, valueOf(legacy, mentioned[index]));
  for (let index = 0; index < assigned.length; index += 1) append(given, globals[assigned[index]]);
  native.follow(
    apply(script, self, given),
    () => settle(begun, undefined),
    (error) => {
      if (before) forget(before);
      settle(begun, error);
    },
  );
}

/**
 * The value of a legacy name. One that can't be made any more, for what a script has replaced, is a failure, but not the script's end: it
 * may have been given the name only because it evaluates text.
 * @param {Legacy} legacy
 * @param {string} name
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the value of a name.
function valueOf(legacy, name) {
  try {
    return legacy.forScript(name);
  } catch (error) {
    native.exception(error);
    return undefined;
  }
}

/**
 * What a script that may say `this` is called on.
 * @param {Postman} pm
 * @param {Legacy} legacy
 */
function scopeOf(pm, legacy) {
  const { makeScope, OF_RESPONSE } = load("scope");
  const hidden = native.hasResponse() ? [] : OF_RESPONSE.split(" ");
  const proxy = (/** @type {ProxyHandler<object>} */ handler) => new Proxy({}, handler);
  return makeScope({ target: globals, pm, legacy, hidden, settle: native.settle, proxy });
}

/**
 * What a script that failed has assigned without declaring it is gone, as in Postman.
 * @param {string[]} before the names that were there when it began
 */
function forget(before) {
  const late = without(Object.keys(globals), before);
  for (let index = 0; index < late.length; index += 1) deleteProperty(globals, late[index]);
}

/**
 * The names of a list that another has not.
 * @param {string[]} names
 * @param {string[]} others
 */
function without(names, others) {
  /** @type {Record<string, true>} */
  const known = /** @type {any} */ ({ __proto__: null });
  for (let index = 0; index < others.length; index += 1) known[others[index]] = true;
  /** @type {string[]} */
  const left = [];
  for (let index = 0; index < names.length; index += 1)
    if (!(names[index] in known)) append(left, names[index]);
  return left;
}

/**
 * The main part is over, whatever is pending. Postman takes a falsy error for none.
 * @param {Begun} begun
 * @param {unknown} error
 */
function settle(begun, error) {
  const { pm, legacy } = begun;
  const pending = native.pending();
  try {
    if (pending > 0) begun.names = Object.getOwnPropertyNames(globals);
    legacy.end();
    const tests = legacy.tests();
    if (tests !== undefined) native.assertions(tests, assertionsOf(pm));
  } finally {
    // The engine has null where there was no memory left for an error: it can tell.
    if (error || error === null) native.settled(pending > 0, error);
    else native.settled(pending > 0);
  }
}

/**
 * Ends the script: returns the request if it changed it, and the global names that it made after its main part was over.
 * @type {Api["finish"]}
 */
function finish() {
  const ended = running;
  if (!ended) return undefined;
  running = ended.outer;
  native.endTests();
  leave();
  const request = takeBack(ended.pm);
  const late = lateNames(ended.names);
  return request === undefined && late.length === 0 ? undefined : { request, late };
}

/** @param {string[] | undefined} before */
function lateNames(before) {
  if (before === undefined) return [];
  const now = Object.getOwnPropertyNames(globals);
  return now.length === before.length ? [] : without(now, before);
}

/** @param {Native} functions @param {object} target */
function install(functions, target) {
  connect(Object.freeze(functions));
  installErrors();
  globals = target;
  installGlobals(target);
  installExpect(target);
  installRealm(target);
}

/**
 * Called in the realm of packages, when the first one is wanted: of `functions`, it is given what does no harm in anybody's hands.
 * @param {Native} functions
 * @param {object} target
 * @returns {PackageRealm}
 */
export function bootPackages(functions, target) {
  install(functions, target);
  prepareLanguage("", true);
  beElsewhere();
  return { makeRequire, fire, accept, classOf };
}

/**
 * Called once, when the engine starts. `target` is the global object.
 * @param {Native} functions
 * @param {object} target
 * @returns {Api}
 */
export function boot(functions, target) {
  install(functions, target);
  return { run, finish, fire, answer, remember, watch };
}
