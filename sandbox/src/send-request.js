// `pm.sendRequest`.
import { describe } from "./errors/index.js";
import { cookieList } from "./cookies.js";
import { ask } from "./timers.js";
import { native } from "./native.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";

function failure({ name, message, code }) {
  const error = new Error(message);
  if (name && name !== "Error") error.name = name;
  if (code) error.code = code;
  return error;
}

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
        resolve([new Response({}, handle), history]);
      },
    );
  });
}

export function sendRequest(definition, callback) {
  const sent = send(definition);
  if (typeof callback !== "function") return sent.then(([response]) => response);
  const call = (...args) => {
    try {
      callback.apply(this, args);
    } catch (error) {
      // Differs from Postman's app, which calls back once more with the error: as under Newman, it is an event (`send-request.js`).
      native.exception(describe(error));
    }
  };
  sent.then(([response, history]) => call(null, response, history), call);
  return this;
}
