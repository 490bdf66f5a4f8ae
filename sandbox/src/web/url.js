// `URL` and `URLSearchParams` (the WHATWG standard), over the engine's parser.
import { native } from "../native.js";
import { decodeBytes } from "./encoding.js";

const encode = (text) =>
  encodeURIComponent(String(text).toWellFormed())
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

function decode(text) {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Broken escapes stay as they are; the others are decoded.
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      const bytes = escapes.slice(1).split("%").map((hex) => parseInt(hex, 16));
      return decodeBytes(Uint8Array.from(bytes));
    });
  }
}

function parsePairs(text) {
  return text
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [decode(pair), ""] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function pairsOf(init) {
  if (init === undefined || init === null) return [];
  if (typeof init !== "object") return parsePairs(String(init).replace(/^\?/, ""));
  if (typeof init[Symbol.iterator] === "function") {
    return Array.from(init, (pair) => {
      const [name, value, ...rest] = pair;
      if (value === undefined || rest.length > 0) throw new TypeError("Each query pair must be an iterable [name, value] tuple");
      return [String(name), String(value)];
    });
  }
  return Object.keys(init).map((name) => [name, String(init[name])]);
}

export class URLSearchParams {
  #pairs;
  #changed;

  /** `changed` is called with the new text when the parameters are a URL's. */
  constructor(init, changed = () => {}) {
    this.#pairs = pairsOf(init);
    this.#changed = changed;
  }

  get size() {
    return this.#pairs.length;
  }

  append(name, value) {
    this.#pairs.push([String(name), String(value)]);
    this.#changed(this.toString());
  }

  delete(name, value) {
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== String(name) || (value !== undefined && pair[1] !== String(value)));
    this.#changed(this.toString());
  }

  get(name) {
    return this.#pairs.find((pair) => pair[0] === String(name))?.[1] ?? null;
  }

  getAll(name) {
    return this.#pairs.filter((pair) => pair[0] === String(name)).map((pair) => pair[1]);
  }

  has(name, value) {
    return this.#pairs.some((pair) => pair[0] === String(name) && (value === undefined || pair[1] === String(value)));
  }

  set(name, value) {
    const index = this.#pairs.findIndex((pair) => pair[0] === String(name));
    if (index < 0) {
      this.append(name, value);
      return;
    }
    this.#pairs = this.#pairs.filter((pair, at) => at <= index || pair[0] !== String(name));
    this.#pairs[index] = [String(name), String(value)];
    this.#changed(this.toString());
  }

  sort() {
    this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    this.#changed(this.toString());
  }

  forEach(callback, context) {
    for (const [name, value] of this) callback.call(context, value, name, this);
  }

  *entries() {
    for (let index = 0; index < this.#pairs.length; index += 1) yield [...this.#pairs[index]];
  }

  *keys() {
    for (const [name] of this.entries()) yield name;
  }

  *values() {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  toString() {
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  }

  /** Takes on what the URL's query has become. */
  static follow(params, text) {
    params.#pairs = parsePairs(text.replace(/^\?/, ""));
  }
}

const CHANGEABLE = ["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];

export class URL {
  #href;
  #parts;
  #params;

  constructor(url, base) {
    this.#move(native.parseUrl(String(url), base === undefined ? undefined : String(base)), url);
  }

  #move(href, url) {
    if (href === undefined || href === null) {
      const error = new TypeError("Invalid URL");
      throw Object.assign(error, { code: "ERR_INVALID_URL", input: String(url) });
    }
    this.#href = href;
    this.#parts = undefined;
    if (this.#params) URLSearchParams.follow(this.#params, this.search);
  }

  #part(name) {
    this.#parts ??= JSON.parse(native.urlParts(this.#href));
    return this.#parts[name];
  }

  static {
    for (const name of CHANGEABLE) {
      Object.defineProperty(URL.prototype, name, {
        configurable: true,
        enumerable: true,
        get() {
          return this.#part(name);
        },
        set(value) {
          this.#move(native.changeUrl(this.#href, name, String(value)));
        },
      });
    }
  }

  get href() {
    return this.#href;
  }

  set href(url) {
    this.#move(native.parseUrl(String(url), undefined), url);
  }

  get origin() {
    return this.#part("origin");
  }

  get searchParams() {
    this.#params ??= new URLSearchParams(this.search, (text) => {
      this.#href = native.changeUrl(this.#href, "search", text);
      this.#parts = undefined;
    });
    return this.#params;
  }

  toString() {
    return this.#href;
  }

  toJSON() {
    return this.#href;
  }

  static canParse(url, base) {
    return Boolean(native.parseUrl(String(url), base === undefined ? undefined : String(base)));
  }

  static parse(url, base) {
    return URL.canParse(url, base) ? new URL(url, base) : null;
  }
}
