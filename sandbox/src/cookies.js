// `pm.cookies`, and the jar behind it.
import { describe } from "./errors/index.js";
import { native } from "./native.js";
import { Cookie, CookieList } from "./sdk/cookie.js";
import { Url } from "./sdk/url.js";
import { ask } from "./timers.js";

/** Asks the host's cookie jar. */
function operate(name, args) {
  return new Promise((resolve, reject) => {
    ask(
      (number) => native.cookieJar(number, name, JSON.stringify(args)),
      (error, result) => (error ? reject(new Error(error.message)) : resolve(result)),
    );
  });
}

/** The method of the jar that was called, its callback, and what it must answer. */
class Call {
  constructor(method, callback) {
    Object.assign(this, { method, callback });
  }

  /** Postman checks callbacks of what reads; of what writes, it passes over those that are none. */
  needFunction() {
    if (this.callback !== undefined && typeof this.callback !== "function")
      throw new TypeError("callback needs to be a function");
  }

  answer(promise) {
    if (this.callback === undefined) return promise;
    const call = typeof this.callback === "function" ? this.callback : () => {};
    promise.then(
      (result) => report(call, null, result),
      (error) => report(call, error),
    );
    return undefined;
  }

  refuse(words) {
    return this.answer(
      Promise.reject(new TypeError(`CookieJar.${this.method}() requires ${words}`)),
    );
  }

  ask(args, read) {
    return this.answer(operate(this.method, args).then(read));
  }
}

/** What a callback throws is an event, like what a timer throws. */
function report(callback, ...results) {
  try {
    callback(...results);
  } catch (error) {
    native.exception(describe(error));
  }
}

/** The text of a URL, with a scheme; empty for what is none. */
function urlOf(url) {
  if (Url.isUrl(url)) return url.toString(true);
  return typeof url === "string" && url ? new Url(url).toString(true) : "";
}

/** A cookie as Postman shows it: one that has an age, or lives as long as the session, has no end. */
const shown = (cookie) => ({
  ...cookie,
  expires: cookie.maxAge === undefined ? (cookie.expires ?? null) : null,
  maxAge: cookie.maxAge ?? null,
});

/** Which cookies `getAll` was asked for: those of HTTP alone, and those of safe connections, can be left out. */
function wantedBy({ http, secure }) {
  return (cookie) => !(http === false && cookie.httpOnly) && !(secure === false && cookie.secure);
}

/** A cookie to be set; in a value of its own, nothing reads as an attribute. */
function settable(cookie) {
  if (typeof cookie === "string") return cookie;
  const { value } = cookie;
  if (value === undefined || value === null) return cookie;
  return { ...cookie, value: String(value).replace(/[;\r\n]/g, encodeURIComponent) };
}

class PostmanCookieJar {
  get(url, name, callback) {
    const call = new Call("get", callback);
    call.needFunction();
    const address = urlOf(url);
    if (!address) return call.refuse("a valid url");
    if (typeof name !== "string") return call.refuse("cookie name to be a string");
    return call.ask({ url: address, name }, (value) =>
      value === null ? null : new Cookie({ name, value }).valueOf(),
    );
  }

  getAll(url, options, callback) {
    const isShort = typeof options === "function" && !callback;
    const call = new Call("getAll", isShort ? options : callback);
    call.needFunction();
    const address = urlOf(url);
    const wanted = isShort || (options === undefined && !callback) ? {} : options;
    if (!address) return call.refuse("a valid url");
    if (typeof wanted !== "object") return call.refuse("options to be an object");
    return call.ask(
      { url: address },
      (cookies) => new CookieList(null, cookies.filter(wantedBy(wanted ?? {})).map(shown)),
    );
  }

  set(url, name, value, callback) {
    const isShort = typeof value === "function" && !callback;
    const call = new Call("set", isShort ? value : callback);
    const address = urlOf(url);
    const cookie = name && value && !isShort ? { name, value } : name;
    if (!address) return call.refuse("a valid url");
    if (cookie === null)
      return call.answer(
        Promise.reject(new Error("First argument to setCookie must be a Cookie object or string")),
      );
    if (typeof cookie !== "string" && typeof cookie !== "object")
      return call.refuse("a valid set cookie arguments");
    return call.ask({ url: address, cookie: settable(cookie) }, (set) => new Cookie(shown(set)));
  }

  unset(url, name, callback) {
    const call = new Call("unset", callback);
    const address = urlOf(url);
    if (!address) return call.refuse("a valid url");
    if (typeof name !== "string") return call.refuse("cookie name to be a string");
    return call.ask({ url: address, name }, () => undefined);
  }

  clear(url, callback) {
    const call = new Call("clear", callback);
    const address = urlOf(url);
    return address ? call.ask({ url: address }, () => undefined) : call.refuse("a valid url");
  }
}

/** A list of the cookies that the engine knows, as JSON. */
export function cookieList(parent, json) {
  return new CookieList(parent, JSON.parse(json).map(shown));
}

export function makeCookies() {
  const cookies = cookieList(null, native.cookies());
  cookies.jar = () => new PostmanCookieJar();
  return cookies;
}
