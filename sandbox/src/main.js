// The sandbox: what the engine starts and then drives.
import { answer, clearAll, fire, forgetQuestions } from "./timers.js";
import { describe, installErrors, remember } from "./errors/index.js";
import { installGlobals } from "./globals.js";
import { makeLegacy, reportTests } from "./legacy.js";
import { connect, native } from "./native.js";
import { Pm } from "./pm.js";

/** The script that runs now. */
let current;

/** Starts `script`, a function of `pm` and the legacy names that it mentions; its promise tells the engine when it has settled. */
function run(script, mentioned) {
  const pm = new Pm();
  const legacy = makeLegacy(pm);
  current = { pm, legacy };
  script.call({}, pm, ...mentioned.map(legacy)).then(
    () => settle(current, undefined),
    (error) => settle(current, error),
  );
}

/** The main part is over, whatever is pending. Postman takes a falsy error for none. */
function settle({ pm, legacy }, error) {
  const pending = native.pending();
  reportTests(legacy.tests(), pm.test.index());
  native.settled(pending > 0, error ? describe(error) : undefined);
}

/** Ends the script: returns the request if it changed it. */
function finish() {
  clearAll();
  forgetQuestions();
  const request = current && Pm.requestOf(current.pm);
  current = undefined;
  return request;
}

/** Called once, when the engine starts. `target` is the global object. */
export function boot(functions, target) {
  connect(functions);
  installErrors();
  installGlobals(target);
  return { run, finish, fire, answer, remember, describe };
}
