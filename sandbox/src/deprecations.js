// The warnings that Postman's app gives for its old API. A name is warned of once a script, when something of its value is used: plain
// text and numbers can't tell. A bundle of its own, loaded where they are asked for.

/** @type {Record<string, string | undefined>} */
const INSTEAD = {
  tests: '"pm.test()"',
  globals: '"pm.globals"',
  environment: '"pm.environment"',
  data: '"pm.iterationData"',
  request: '"pm.request"',
  responseCookies: '"pm.cookies"',
  responseHeaders: '"pm.response.headers"',
  responseCode: '"pm.response.code"',
  _: "\"require('lodash')\"",
  CryptoJS: 'global "crypto" object',
  tv4: "\"require('ajv')\"",
  xml2Json: "\"require('xml2js')\"",
  cheerio: "\"require('cheerio')\"",
  Backbone: undefined,
  "postman.setNextRequest": '"pm.execution.setNextRequest()"',
  "postman.setEnvironmentVariable": '"pm.environment.set()"',
  "postman.getEnvironmentVariable": '"pm.environment.get()"',
  "postman.clearEnvironmentVariables": '"pm.environment.clear()"',
  "postman.clearEnvironmentVariable": '"pm.environment.unset()"',
  "postman.setGlobalVariable": '"pm.globals.set()"',
  "postman.getGlobalVariable": '"pm.globals.get()"',
  "postman.clearGlobalVariables": '"pm.globals.clear()"',
  "postman.clearGlobalVariable": '"pm.globals.unset()"',
  "postman.getResponseCookie": '"pm.cookies.get()"',
  "postman.getResponseHeader": '"pm.response.headers.get()"',
};

/**
 * Makes {watch, end} for one script: `watch(name, value)` returns the value, or something that warns where it is used.
 * @param {(text: string) => void} say
 */
function makeWarner(say) {
  const said = new Set();
  let ended = false;

  /** @param {string} name */
  function warn(name) {
    if (ended || said.has(name) || !Object.hasOwn(INSTEAD, name)) return;
    said.add(name);
    say(`Using "${name}" is deprecated.${INSTEAD[name] ? ` Use ${INSTEAD[name]} instead.` : ""}`);
  }

  /** @param {string} name @param {any} value @returns {any} */
  function watch(name, value) {
    const isWatched = name === "postman" || Object.hasOwn(INSTEAD, name);
    if (!isWatched || value === null || (typeof value !== "object" && typeof value !== "function"))
      return value;
    return new Proxy(value, {
      get(target, property) {
        warn(name === "postman" ? `postman.${String(property)}` : name);
        return target[property];
      },
      set(target, property, it) {
        warn(name);
        target[property] = it;
        return true;
      },
      apply(target, that, args) {
        warn(name);
        return target.apply(that, args);
      },
    });
  }

  return {
    watch,
    end() {
      ended = true;
    },
  };
}

export default { makeWarner };
