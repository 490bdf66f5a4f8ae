// In place of chai's `proxify`: who asks an assertion for a property that it has not is told so. chai puts a proxy around each assertion,
// which takes part in everything that is asked of it; here one stands at the end of the prototypes, and sees only what nobody before it
// had. Functions that are assertions have one of their own there, which knows them by their names.
const config = require("chai/lib/chai/config.js");
const getProperties = require("chai/lib/chai/utils/getProperties.js");
const chai = require("chai/lib/chai.js");

const INNER = ["__flags", "__methods", "_obj", "assert"];

/** How far a name may be from another to be taken for it. */
const FAR = 4;

/**
 * How many letters must change to make `wanted` of `name`; `FAR` where there are as many or more.
 * @param {string} wanted
 * @param {string} name
 */
function distance(wanted, name) {
  if (Math.abs(wanted.length - name.length) >= FAR) return FAR;
  let above = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (let row = 1; row <= wanted.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= name.length; column += 1) {
      const changed = above[column - 1] + (wanted[row - 1] === name[column - 1] ? 0 : 1);
      const steps = Math.min(above[column] + 1, current[column - 1] + 1, changed);
      current.push(Math.abs(row - column) >= FAR ? FAR : steps);
    }
    above = current;
  }
  return above[name.length];
}

/**
 * The property that is nearest to what was asked for; of several, the first.
 * @param {object} assertion
 * @param {string} wanted
 */
function nearest(assertion, wanted) {
  /** @type {string | undefined} */
  let found;
  let least = FAR;
  for (const name of getProperties(assertion)) {
    if (name in Object.prototype || INNER.includes(name)) continue;
    const steps = distance(wanted, name);
    if (steps < least) [found, least] = [name, steps];
  }
  return found;
}

/**
 * An object at the end of prototypes: `refuse` is told of names that nobody has.
 * @param {object} base
 * @param {(receiver: any, name: string) => void} refuse
 */
function guard(base, refuse) {
  /** @param {object} target @param {PropertyKey} name @param {unknown} receiver */
  const get = (target, name, receiver) => {
    if (typeof name === "string" && !config.proxyExcludedKeys.includes(name) && !(name in target))
      refuse(receiver, name);
    return Reflect.get(target, name, receiver);
  };
  return new Proxy(Object.create(base), { get });
}

const ofAssertions = guard(Object.prototype, (assertion, name) => {
  if (!config.useProxy) return;
  const similar = nearest(assertion, name);
  throw Error(
    `Invalid Chai property: ${name}${similar === undefined ? "" : `. Did you mean "${similar}"?`}`,
  );
});

/** @type {WeakMap<object, string>} */
const names = new WeakMap();

const ofMethods = guard(Function.prototype, (method, property) => {
  const name = names.get(method);
  throw Error(
    `Invalid Chai property: ${name}.${property}. See docs for proper usage of "${name}".`,
  );
});

/**
 * Guards a method; what is an assertion is guarded by its prototypes.
 * @param {object} object
 * @param {string} [method]
 */
module.exports = function proxify(object, method) {
  if (method === undefined || !config.useProxy) return object;
  names.set(object, method);
  return Object.setPrototypeOf(object, ofMethods);
};

/**
 * Makes the assertion that follows another: with the same flags.
 * @param {import("../../types/packages.d.ts").Assertion} assertion
 */
module.exports.successor = function successor(assertion) {
  const next = Object.create(chai.Assertion.prototype);
  next.__flags = { __proto__: null, ...assertion.__flags };
  return next;
};

/**
 * Guards all assertions.
 * @param {import("../../types/packages.d.ts").AssertionClass} Class
 */
module.exports.install = function install({ prototype }) {
  // Assertions get their flags as any object gets a member, without a look at the end of their prototypes.
  Object.defineProperty(prototype, "__flags", {
    value: undefined,
    writable: true,
    configurable: true,
  });
  Object.setPrototypeOf(prototype, ofAssertions);
};
