// `pm.sendRequest`.
import { ask } from "./timers.js";
import { native } from "./native.js";
import { CookieList } from "./sdk/cookie.js";
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
        const history = { cookies: new CookieList({}, JSON.parse(native.responseCookies(handle))) };
        resolve([new Response({}, handle), history]);
      },
    );
  });
}

export function sendRequest(definition, callback) {
  const sent = send(definition);
  if (typeof callback !== "function") return sent.then(([response]) => response);
  sent
    .then(([response, history]) => {
      callback.call(this, null, response, history);
    })
    // As in Postman: what the callback itself throws comes back to it as an error, once.
    .catch((error) => {
      callback.call(this, error);
    });
  return this;
}
