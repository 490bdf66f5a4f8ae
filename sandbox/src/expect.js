// `pm.expect`: chai with Postman's assertions about requests and responses.
import { addResponseAssertions } from "./assertions.js";
import { pristine } from "./captured.js";
import { native } from "./native.js";
import { load, provide } from "./require.js";

/**
 * Where chai finds the language as it was before any script ran; in nothing else is it seen.
 * @type {any}
 */
let globals;

/** @param {object} target the global object */
export function installExpect(target) {
  globals = target;
}

provide("chai", () => {
  Object.defineProperty(globals, "__pristine", {
    __proto__: null,
    value: pristine(),
    configurable: true,
  });
  try {
    return native.load("chai");
  } finally {
    delete globals.__pristine;
  }
});

provide("postman-chai", () => {
  const chai = load("chai");
  chai.use(addResponseAssertions);
  return chai;
});

/** chai, with Postman's assertions; loaded when a script first expects something. */
export const chai = () => load("postman-chai");
