// `pm.cookies`, and the jar behind it.
import { ask } from "./timers.js";
import { native } from "./native.js";
import { CookieList } from "./sdk/cookie.js";

/** Asks the host's cookie jar; answers through `callback(error, result)` or a promise. */
function operate(name, args, callback) {
  const run = (done) =>
    ask(
      (number) => native.cookieJar(number, name, JSON.stringify(args)),
      (error, result) => (error ? done(new Error(error.message)) : done(null, result)),
    );
  if (typeof callback === "function") {
    run(callback);
    return undefined;
  }
  return new Promise((resolve, reject) => run((error, result) => (error ? reject(error) : resolve(result))));
}

/** Answers at once with an error that the arguments caused. */
function refuse(message, callback) {
  const error = new Error(message);
  if (typeof callback !== "function") return Promise.reject(error);
  callback(error);
  return undefined;
}

const named = (method, words) => `CookieJar.${method}() requires ${words}`;
const isUrl = (url) => (typeof url === "string" && url !== "") || (url !== null && typeof url === "object");

function needFunction(callback) {
  if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback needs to be a function");
}

class CookieJar {
  get(url, name, callback) {
    needFunction(callback);
    if (!isUrl(url)) return refuse(named("get", "a valid url"), callback);
    if (typeof name !== "string") return refuse(named("get", "cookie name to be a string"), callback);
    return operate("get", { url: String(url), name }, callback);
  }

  getAll(url, ...rest) {
    const [options, callback] = typeof rest[0] === "function" ? [{}, rest[0]] : rest;
    needFunction(callback);
    if (!isUrl(url)) return refuse(named("getAll", "a valid url"), callback);
    const listed = (cookies) => new CookieList(null, cookies);
    const args = { url: String(url), ...options };
    if (callback) return operate("getAll", args, (error, cookies) => (error ? callback(error) : callback(null, listed(cookies))));
    return operate("getAll", args).then(listed);
  }

  set(url, ...rest) {
    const callback = typeof rest.at(-1) === "function" ? rest.pop() : undefined;
    const [cookie, value] = rest;
    if (!isUrl(url)) return refuse(named("set", "a valid url"), callback);
    if (typeof cookie === "string" && rest.length > 1) {
      return operate("set", { url: String(url), cookie: { name: cookie, value: String(value) } }, callback);
    }
    if (typeof cookie === "string" || (cookie !== null && typeof cookie === "object")) {
      return operate("set", { url: String(url), cookie }, callback);
    }
    return refuse(named("set", "a valid set cookie arguments"), callback);
  }

  unset(url, name, callback) {
    needFunction(callback);
    if (!isUrl(url)) return refuse(named("unset", "a valid url"), callback);
    if (typeof name !== "string") return refuse(named("unset", "cookie name to be a string"), callback);
    return operate("unset", { url: String(url), name }, callback);
  }

  clear(url, callback) {
    needFunction(callback);
    if (!isUrl(url)) return refuse(named("clear", "a valid url"), callback);
    return operate("clear", { url: String(url) }, callback);
  }
}

export function makeCookies() {
  const cookies = new CookieList(null, JSON.parse(native.cookies()));
  Object.defineProperty(cookies, "jar", { value: () => new CookieJar() });
  return cookies;
}
