// A cookie, and a list of them: looked up by name in any case, the last of a name counts.
import { isKind, publish } from "./kind.js";
import { PropertyBase, assignDefined, isObject, owns } from "./property.js";
import { PropertyList } from "./property-list.js";

/** @typedef {{domain?: string, hostOnly?: boolean, extensions?: {key: string, value: string | true}[]}} CookieDefinition */

/** @type {Record<string, string>} */
const ATTRIBUTES = {
  httponly: "httpOnly",
  secure: "secure",
  domain: "domain",
  path: "path",
  "max-age": "maxAge",
  session: "session",
  expires: "expires",
};

/** @param {any} text @returns {string} */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Percent-encodes a value; what is encoded already is not encoded twice.
 * @param {unknown} value
 */
function encoded(value) {
  const text = decoded(value);
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The first of the values that is a text or an object with something in it.
 * @param {any[]} values
 */
const choose = (...values) =>
  values.find((value) =>
    typeof value === "string" ? value : isObject(value) && Object.keys(value).length > 0,
  );

/** @param {Date | string | null | undefined} expires */
function endOf(expires) {
  if (!(expires instanceof Date)) return expires && `Expires=${expires}`;
  return !Number.isNaN(expires.getTime()) && `Expires=${expires.toUTCString()}`;
}

export class Cookie extends PropertyBase {
  /** @param {any} [options] */
  constructor(options) {
    super(options);
    const definition = typeof options === "string" ? Cookie.parse(options) : options;
    if (definition) this.update(definition);
  }

  /** @param {any} options */
  update(options) {
    /** @param {string} name */
    const flag = (name) => (owns(options, name) ? Boolean(options[name]) : undefined);
    assignDefined(this, {
      name: choose(options.name, options.key),
      expires: typeof options.expires === "string" ? new Date(options.expires) : options.expires,
      maxAge: owns(options, "maxAge") ? Number(options.maxAge) : undefined,
      domain: options.domain,
      path: options.path,
      secure: flag("secure"),
      httpOnly: flag("httpOnly"),
      hostOnly: flag("hostOnly"),
      session: flag("session"),
      value: options.value ? encoded(options.value) : undefined,
      extensions: options.extensions || undefined,
    });
  }

  valueOf() {
    return decoded(this.value);
  }

  toString() {
    const attributes = [
      endOf(this.expires),
      this.maxAge && this.maxAge !== Infinity && `Max-Age=${this.maxAge}`,
      this.domain && !this.hostOnly && `Domain=${this.domain}`,
      this.path && `Path=${this.path}`,
      this.secure && "Secure",
      this.httpOnly && "HttpOnly",
    ];
    const extensions = (this.extensions ?? []).map(({ key, value }) =>
      value === true ? key : `${key}=${value}`,
    );
    return [Cookie.unparseSingle(this), ...attributes.filter(Boolean), ...extensions].join("; ");
  }

  static _postman_propertyIndexKey = "name";
  static _postman_propertyIndexCaseInsensitive = true;
  static _postman_propertyAllowsMultipleValues = true;

  /** @param {unknown} value @returns {value is Cookie} */
  static isCookie(value) {
    return isKind(value, "Cookie");
  }

  /** @param {any} cookies @returns {string} */
  static unparse(cookies) {
    return Array.isArray(cookies) || isKind(cookies, "PropertyList")
      ? cookies.map(Cookie.unparseSingle).join("; ")
      : "";
  }

  /** @param {any} cookie @returns {string} */
  static unparseSingle(cookie) {
    if (!isObject(cookie)) return "";
    const value = cookie.value ?? "";
    return cookie.name ? `${cookie.name}=${value}` : value;
  }

  /**
   * Reads a `Set-Cookie` line.
   * @param {any} text
   */
  static parse(text) {
    if (typeof text !== "string") return text;
    const [first, ...rest] = text.split(/; */).map(Cookie.splitParam);
    /** @type {Record<string, any> & CookieDefinition} */
    const cookie = { key: first.key, value: first.value };
    for (const param of rest) {
      const attribute = ATTRIBUTES[param.key.toLowerCase()];
      if (attribute) cookie[attribute] = param.value;
      // biome-ignore lint/suspicious/noAssignInExpressions: the list is made with its first member.
      else (cookie.extensions ??= []).push(param);
    }
    if (!cookie.domain) cookie.hostOnly = true;
    return cookie;
  }

  /** @param {Cookie} cookie */
  static stringify(cookie) {
    return Cookie.prototype.toString.call(cookie);
  }

  /**
   * Reads `name=value`; a name alone is true. What follows a second `=` is lost, as in Postman.
   * @param {string} param
   * @returns {{key: string, value: string | true}}
   */
  static splitParam(param) {
    const [key, text] = param.split("=");
    const value = text === undefined ? true : text.trim();
    return {
      key: key.trim(),
      value: value !== true && value.startsWith('"') ? value.slice(1, -1) : value,
    };
  }
}

publish(Cookie, "Cookie", "PostmanCookie", PropertyBase);

/** @extends {PropertyList<Cookie>} */
export class CookieList extends PropertyList {
  /** @param {unknown} [parent] @param {unknown} [cookies] */
  constructor(parent, cookies) {
    super(Cookie, parent, cookies);
  }

  /** @param {unknown} value @returns {value is CookieList} */
  static isCookieList(value) {
    return isKind(value, "CookieList");
  }
}

publish(CookieList, "CookieList", "CookieList", PropertyList);
