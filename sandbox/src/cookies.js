// `pm.cookies`, and the jar behind it.
import { native } from "./native.js";
import { Cookie, CookieList } from "./sdk/cookie.js";
import { Url } from "./sdk/url.js";
import { ask, report } from "./timers.js";

/** @import { JarArguments, JsonOf, RawCookie } from "../types/engine.d.ts" */

/**
 * Asks the host's cookie jar.
 * @param {string} name
 * @param {JarArguments} args
 * @returns {Promise<any>}
 */
function operate(name, args) {
  return new Promise((resolve, reject) => {
    ask(
      (number) => native.cookieJar(number, name, JSON.stringify(args)),
      (error, result) => (error ? reject(new Error(error.message)) : resolve(result)),
    );
  });
}

/** The method of the jar that was called, its callback, and what it must answer. */
export class Call {
  /** @param {string} method @param {unknown} callback */
  constructor(method, callback) {
    Object.assign(this, { method, callback });
  }

  /** Postman checks callbacks of what reads; of what writes, it passes over those that are none. */
  needFunction() {
    if (this.callback !== undefined && typeof this.callback !== "function")
      throw new TypeError("callback needs to be a function");
  }

  /** @param {Promise<unknown>} promise */
  answer(promise) {
    if (this.callback === undefined) return promise;
    const call = typeof this.callback === "function" ? this.callback : () => {};
    native.follow(
      promise,
      (result) => report(call, undefined, [null, result]),
      (error) => report(call, undefined, [error]),
    );
    return undefined;
  }

  /** @param {string} words */
  refuse(words) {
    return this.answer(
      Promise.reject(new TypeError(`CookieJar.${this.method}() requires ${words}`)),
    );
  }

  /** @param {JarArguments} args @param {(result: any) => unknown} read */
  ask(args, read) {
    return this.answer(operate(this.method, args).then(read));
  }
}

/**
 * The text of a URL, with a scheme; empty for what is none.
 * @param {unknown} url
 */
function urlOf(url) {
  if (Url.isUrl(url)) return url.toString(true);
  return typeof url === "string" && url ? new Url(url).toString(true) : "";
}

/**
 * A cookie as Postman shows it: one that has an age, or lives as long as the session, has no end.
 * @param {RawCookie} cookie
 */
const shown = (cookie) => ({
  ...cookie,
  expires: cookie.maxAge === undefined ? (cookie.expires ?? null) : null,
  maxAge: cookie.maxAge ?? null,
});

/**
 * Which cookies `getAll` was asked for: those of HTTP alone, and those of safe connections, can be left out.
 * @param {{http?: boolean, secure?: boolean}} options
 * @returns {(cookie: RawCookie) => boolean}
 */
function wantedBy({ http, secure }) {
  return (cookie) => !(http === false && cookie.httpOnly) && !(secure === false && cookie.secure);
}

/**
 * A cookie to be set; in a value of its own, nothing reads as an attribute.
 * @param {any} cookie
 */
function settable(cookie) {
  if (typeof cookie === "string") return cookie;
  const { value } = cookie;
  if (value === undefined || value === null) return cookie;
  return { ...cookie, value: String(value).replace(/[;\r\n]/g, encodeURIComponent) };
}

class PostmanCookieJar {
  /** @param {unknown} url @param {unknown} name @param {unknown} [callback] */
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

  /** @param {unknown} url @param {any} [options] @param {unknown} [callback] */
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

  /** @param {unknown} url @param {any} name @param {unknown} [value] @param {unknown} [callback] */
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

  /** @param {unknown} url @param {unknown} name @param {unknown} [callback] */
  unset(url, name, callback) {
    const call = new Call("unset", callback);
    const address = urlOf(url);
    if (!address) return call.refuse("a valid url");
    if (typeof name !== "string") return call.refuse("cookie name to be a string");
    return call.ask({ url: address, name }, () => undefined);
  }

  /** @param {unknown} url @param {unknown} [callback] */
  clear(url, callback) {
    const call = new Call("clear", callback);
    const address = urlOf(url);
    return address ? call.ask({ url: address }, () => undefined) : call.refuse("a valid url");
  }
}

/**
 * A list of the cookies that the engine knows, as JSON.
 * @param {unknown} parent
 * @param {JsonOf<RawCookie[]>} json
 */
export function cookieList(parent, json) {
  return new CookieList(parent, JSON.parse(json).map(shown));
}

export function makeCookies() {
  const cookies = cookieList(null, native.cookies());
  cookies.jar = () => new PostmanCookieJar();
  return cookies;
}
