// A cookie, and a list of them: looked up by name in any case, the last of a name counts.
import { plain } from "./property.js";
import { PropertyList } from "./property-list.js";

const ATTRIBUTES = {
  httponly: "httpOnly",
  secure: "secure",
  domain: "domain",
  path: "path",
  "max-age": "maxAge",
  session: "session",
  expires: "expires",
};

/** Percent-encodes what a cookie's value may not hold, leaving what is encoded already. */
function encoded(text) {
  return String(text).replace(/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu, encodeURIComponent);
}

function optional(target, values) {
  for (const name of Object.keys(values)) if (values[name] !== undefined) target[name] = values[name];
}

export class Cookie {
  constructor(options) {
    const definition = typeof options === "string" ? Cookie.parse(options) : options;
    if (definition) this.update(definition);
  }

  update(options) {
    const flag = (name) => (Object.hasOwn(options, name) ? Boolean(options[name]) : undefined);
    optional(this, {
      name: options.name || options.key,
      expires: typeof options.expires === "string" ? new Date(options.expires) : options.expires,
      maxAge: Object.hasOwn(options, "maxAge") ? Number(options.maxAge) : undefined,
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
    try {
      return decodeURIComponent(this.value);
    } catch {
      return this.value;
    }
  }

  toString() {
    const parts = [Cookie.unparseSingle(this)];
    const expires = this.expires;
    if (expires instanceof Date) {
      if (!Number.isNaN(expires.getTime())) parts.push(`Expires=${expires.toUTCString()}`);
    } else if (expires) {
      parts.push(`Expires=${expires}`);
    }
    if (this.maxAge && this.maxAge !== Infinity) parts.push(`Max-Age=${this.maxAge}`);
    if (this.domain && !this.hostOnly) parts.push(`Domain=${this.domain}`);
    if (this.path) parts.push(`Path=${this.path}`);
    if (this.secure) parts.push("Secure");
    if (this.httpOnly) parts.push("HttpOnly");
    for (const { key, value } of this.extensions ?? []) parts.push(value === true ? key : `${key}=${value}`);
    return parts.join("; ");
  }

  toJSON() {
    return plain(this);
  }

  static _postman_propertyName = "Cookie";
  static _postman_propertyIndexKey = "name";
  static _postman_propertyIndexCaseInsensitive = true;
  static _postman_propertyAllowsMultipleValues = true;

  static isCookie(value) {
    return value instanceof Cookie;
  }

  /** Reads a `Set-Cookie` line. */
  static parse(text) {
    if (typeof text !== "string") return text;
    const [first, ...rest] = text.split(/; */);
    const equals = first.indexOf("=");
    const cookie = equals < 0 ? { key: "", value: first.trim() } : { key: first.slice(0, equals).trim(), value: unquoted(first.slice(equals + 1)) };
    for (const pair of rest.filter(Boolean)) {
      const [key, ...values] = pair.split("=");
      const value = values.length > 0 ? unquoted(values.join("=")) : true;
      const attribute = ATTRIBUTES[key.trim().toLowerCase()];
      if (attribute) cookie[attribute] = value;
      else (cookie.extensions ??= []).push({ key: key.trim(), value });
    }
    return cookie;
  }

  static unparse(cookies) {
    const list = cookies instanceof PropertyList ? cookies.members : cookies;
    return Array.isArray(list) ? list.map(Cookie.unparseSingle).join("; ") : "";
  }

  static unparseSingle(cookie) {
    if (cookie === null || typeof cookie !== "object") return "";
    return cookie.name ? `${cookie.name}=${cookie.value ?? ""}` : String(cookie.value ?? "");
  }
}

function unquoted(text) {
  const trimmed = text.trim();
  return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1 ? trimmed.slice(1, -1) : trimmed;
}

export class CookieList extends PropertyList {
  constructor(parent, cookies) {
    super(Cookie, parent, cookies);
  }

  static _postman_propertyName = "CookieList";

  static isCookieList(value) {
    return value instanceof CookieList;
  }
}

