// `pm.sendRequest`.
import { describe } from "./errors/index.js";
import { cookieList } from "./cookies.js";
import { ask } from "./timers.js";
import { native } from "./native.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";

/** @import { HostError } from "../types/engine.d.ts" */

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
 * An error of the host as a script sees it: as in Postman a plain object, for it comes from outside the engine.
 * @param {HostError} error
 */
export function failure({ name, message, code }) {
  const kind = code?.startsWith("ERR_INVALID") ? "TypeError" : "Error";
  return { ...factsOf(message, code), name: name || kind, message };
}

/** @param {any} definition @returns {Promise<[Response, object]>} */
function send(definition) {
  return new Promise((resolve, reject) => {
    if (!definition) {
      reject(new Error("sendrequest: nothing to request"));
      return;
    }
    const request = Request.isRequest(definition) ? definition : new Request(definition);
    ask(
      (number) => native.sendRequest(number, JSON.stringify(request)),
      (error, handle) => {
        if (error) {
          reject(failure(error));
          return;
        }
        const history = { cookies: cookieList({}, native.responseCookies(handle)) };
        resolve([new Response(undefined, handle), history]);
      },
    );
  });
}

/** @this {unknown} @param {unknown} definition @param {unknown} [callback] */
export function sendRequest(definition, callback) {
  const sent = send(definition);
  if (typeof callback !== "function") return sent.then(([response]) => response);
  /** @param {unknown[]} args */
  const call = (...args) => {
    try {
      callback.apply(this, args);
    } catch (error) {
      // Differs from Postman's app, which calls back once more with the error: as under Newman, it is an event (`send-request.js`).
      native.exception(describe(error));
    }
  };
  sent.then(([response, history]) => call(null, response, history)).catch(call);
  return this;
}
