// `pm.sendRequest`.
import { later } from "./base64.js";
import { apply } from "./captured.js";
import { cookieList } from "./cookies.js";
import { ask, report } from "./timers.js";
import { native } from "./native.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";

/** @import { Handle, HostError } from "../types/engine.d.ts" */

/**
 * Node's numbers of the errors that a request can end with.
 * @type {Record<string, number>}
 */
const NUMBERS = {
  EPIPE: -32,
  ECONNABORTED: -103,
  ECONNRESET: -104,
  ETIMEDOUT: -110,
  ECONNREFUSED: -111,
  EHOSTUNREACH: -113,
  EAI_AGAIN: -3001,
  ENOTFOUND: -3008,
};

/**
 * What of a system error's message is a fact of its own: `connect ECONNREFUSED 127.0.0.1:80`, `getaddrinfo ENOTFOUND host`.
 * @param {string} message
 * @param {string | undefined} code
 */
function factsOf(message, code) {
  const [, syscall, what] = /^(\w+) E\w+(?: (.*))?$/.exec(message) ?? [];
  // @ts-expect-error: `undefined in …` is false, as it should be.
  if (!syscall || !(code in NUMBERS)) return code ? { code } : {};
  /** @type {{errno: number, code?: string, syscall: string, hostname?: string}} */
  const facts = { errno: NUMBERS[/** @type {string} */ (code)], code, syscall };
  if (syscall === "getaddrinfo") facts.hostname = what;
  const [, address, port] = /^(.*):(\d+)$/.exec(what ?? "") ?? [];
  return address && syscall === "connect" ? { ...facts, address, port: Number(port) } : facts;
}

/**
 * An error of the host as a script sees it: as in Postman a plain object, for it comes from outside the engine. Differs from Postman: there it
 * has no message (`send-request.js`).
 * @param {HostError} error
 */
export function failure({ name, message, code }) {
  const kind = code?.startsWith("ERR_INVALID") ? "TypeError" : "Error";
  return { ...factsOf(message, code), name: name || kind, message };
}

/**
 * What is told of an answer.
 * @param {Handle} handle
 * @returns {[null, Response, object]}
 */
const answerOf = (handle) => [
  null,
  new Response(undefined, handle),
  { cookies: cookieList({}, native.responseCookies(handle)) },
];

/**
 * Sends, and tells `done` what came of it.
 * @param {any} definition
 * @param {(error: unknown, response?: Response, history?: object) => void} done
 */
function send(definition, done) {
  if (!definition) throw new Error("sendrequest: nothing to request");
  const request = Request.isRequest(definition) ? definition : new Request(definition);
  const json = JSON.stringify(request);
  ask(
    (number) => native.sendRequest(number, json),
    (error, handle) => {
      /** @type {Parameters<typeof done>} */
      let came;
      try {
        came = error ? [failure(error), new Response({})] : answerOf(handle);
      } catch (thrown) {
        came = [thrown];
      }
      apply(done, undefined, came);
    },
  );
}

/** @this {unknown} @param {unknown} definition @param {unknown} [callback] */
export function sendRequest(definition, callback) {
  if (typeof callback !== "function") {
    return new Promise((resolve, reject) => {
      send(definition, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }
  // Differs from Postman's app, which calls back once more with the error that this throws: as under Newman, it is an event
  // (`send-request.js`).
  /** @param {unknown[]} results */
  const call = (...results) => report(callback, this, results);
  try {
    send(definition, call);
  } catch (error) {
    later(() => call(error));
  }
  return this;
}
