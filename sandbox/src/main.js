// The sandbox: what the engine starts and then drives.
import { answer, enter, fire, leave } from "./timers.js";
import { describe, installErrors, remember } from "./errors/index.js";
import { installGlobals } from "./globals.js";
import { Legacy, reportTests } from "./legacy.js";
import { connect, native } from "./native.js";
import { Postman, assertionsOf, takeBack } from "./pm.js";
import { makeScope } from "./scope.js";
import { watch } from "./watch.js";

/** @import { Api, Native } from "../types/engine.d.ts" */
/** @typedef {{pm: Postman, legacy: Legacy, names: string[] | undefined}} Begun */

/** The traits of a script: whether it can look at what `this` is, and whether it may assign a name that it does not declare. */
const SAYS_THIS = 1;
const LEAVES_NAMES = 2;

/**
 * The scripts that have begun: the one that runs, and before it those that wait for it.
 * @type {Begun[]}
 */
const running = [];

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
  const begun = { pm, legacy, names: undefined };
  const before = traits & LEAVES_NAMES ? Object.keys(globals) : undefined;
  running.push(begun);
  const self = traits & SAYS_THIS ? makeScope(globals, pm, legacy) : undefined;
  const names = [
    ...mentioned.map((name) => legacy.forScript(name)),
    ...assigned.map((name) => globals[name]),
  ];
  script.call(self, pm, ...names).then(
    () => settle(begun, undefined),
    (error) => {
      if (before) forget(before);
      settle(begun, error);
    },
  );
}

/**
 * What a script that failed has assigned without declaring it is gone, as in Postman.
 * @param {string[]} before the names that were there when it began
 */
function forget(before) {
  const known = new Set(before);
  for (const name of Object.keys(globals)) if (!known.has(name)) delete globals[name];
}

/**
 * The main part is over, whatever is pending. Postman takes a falsy error for none.
 * @param {Begun} begun
 * @param {unknown} error
 */
function settle(begun, error) {
  const { pm, legacy } = begun;
  const pending = native.pending();
  if (pending > 0) begun.names = Object.getOwnPropertyNames(globals);
  legacy.end();
  reportTests(legacy.tests(), assertionsOf(pm));
  native.settled(pending > 0, error ? describe(error) : undefined);
}

/**
 * Ends the script: returns the request if it changed it, and the global names that it made after its main part was over.
 * @type {Api["finish"]}
 */
function finish() {
  const ended = running.pop();
  if (!ended) return undefined;
  leave();
  const request = takeBack(ended.pm);
  const late = lateNames(ended.names);
  return request === undefined && late.length === 0 ? undefined : { request, late };
}

/** @param {string[] | undefined} before */
function lateNames(before) {
  if (before === undefined) return [];
  const now = Object.getOwnPropertyNames(globals);
  if (now.length === before.length) return [];
  const known = new Set(before);
  return now.filter((name) => !known.has(name));
}

/**
 * Called once, when the engine starts. `target` is the global object.
 * @param {Native} functions
 * @param {object} target
 * @returns {Api}
 */
export function boot(functions, target) {
  connect(functions);
  installErrors();
  globals = target;
  installGlobals(target);
  return { run, finish, fire, answer, remember, describe, watch };
}
