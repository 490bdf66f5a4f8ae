// `URL` and `URLSearchParams` (the WHATWG standard), over the engine's parser.
import { native } from "../native.js";
import { decodeBytes } from "./encoding.js";
import { coded, wrongType } from "./errors.js";
import { asInterface, needArguments } from "./interface.js";

/** @typedef {[name: string, value: string]} Pair */
/** @import { UrlParts } from "../../types/engine.d.ts" */

/** @param {string} text */
const encode = (text) =>
  encodeURIComponent(String(text).toWellFormed())
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

/** @param {string} text */
function decode(text) {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Broken escapes stay as they are; the others are decoded.
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      const bytes = escapes
        .slice(1)
        .split("%")
        .map((hex) => parseInt(hex, 16));
      return decodeBytes(Uint8Array.from(bytes));
    });
  }
}

/** @param {string} text @returns {Pair[]} */
function parsePairs(text) {
  return text
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0
        ? [decode(pair), ""]
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

/** @param {any} init @returns {Pair[]} */
function pairsOf(init) {
  if (init === undefined || init === null) return [];
  if (typeof init !== "object" && typeof init !== "function")
    return parsePairs(`${init}`.replace(/^\?/, ""));
  const iterate = init[Symbol.iterator];
  if (iterate === undefined || iterate === null)
    return Object.keys(init).map((name) => [name, `${init[name]}`]);
  if (typeof iterate !== "function")
    throw coded(TypeError, "ERR_ARG_NOT_ITERABLE", "Query pairs must be iterable");
  return Array.from(init, (pair) => {
    const list =
      pair !== null && typeof pair === "object" && typeof pair[Symbol.iterator] === "function"
        ? [...pair]
        : [];
    if (list.length !== 2) {
      throw coded(
        TypeError,
        "ERR_INVALID_TUPLE",
        "Each query pair must be an iterable [name, value] tuple",
      );
    }
    return /** @type {Pair} */ (list.map((it) => `${it}`));
  });
}

export class URLSearchParams {
  /** @type {Pair[]} */
  #pairs;
  /** @type {(text: string) => void} */
  #changed;

  /**
   * `changed` is called with the new text when the parameters are a URL's.
   * @param {unknown} [init]
   * @param {(text: string) => void} changed
   */
  constructor(init, changed = () => {}) {
    this.#pairs = pairsOf(init);
    this.#changed = changed;
  }

  get size() {
    return this.#pairs.length;
  }

  /** @param {unknown[]} args */
  append(...args) {
    needArguments(args, "name", "value");
    this.#pairs.push([`${args[0]}`, `${args[1]}`]);
    this.#changed(this.toString());
  }

  /** @param {unknown[]} args */
  delete(...args) {
    needArguments(args, "name");
    const [name, value] = args;
    this.#pairs = this.#pairs.filter(
      (pair) => pair[0] !== String(name) || (value !== undefined && pair[1] !== String(value)),
    );
    this.#changed(this.toString());
  }

  /** @param {unknown[]} args */
  get(...args) {
    needArguments(args, "name");
    const name = `${args[0]}`;
    return this.#pairs.find((pair) => pair[0] === String(name))?.[1] ?? null;
  }

  /** @param {unknown[]} args */
  getAll(...args) {
    needArguments(args, "name");
    const name = `${args[0]}`;
    return this.#pairs.filter((pair) => pair[0] === String(name)).map((pair) => pair[1]);
  }

  /** @param {unknown[]} args */
  has(...args) {
    needArguments(args, "name");
    const [name, value] = args;
    return this.#pairs.some(
      (pair) => pair[0] === String(name) && (value === undefined || pair[1] === String(value)),
    );
  }

  /** @param {unknown[]} args */
  set(...args) {
    needArguments(args, "name", "value");
    const [name, value] = args;
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

  /** @param {unknown} callback @param {unknown} [context] */
  forEach(callback, context) {
    if (typeof callback !== "function") throw wrongType("callback", "of type function", callback);
    for (const [name, value] of this) callback.call(context, value, name, this);
  }

  entries() {
    return iterator(this.#pairs, (pair) => [...pair]);
  }

  keys() {
    return iterator(this.#pairs, ([name]) => name);
  }

  values() {
    return iterator(this.#pairs, ([, value]) => value);
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  toString() {
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  }

  /**
   * Takes on what the URL's query has become.
   * @param {URLSearchParams} params
   * @param {string} text
   */
  static follow(params, text) {
    params.#pairs = parsePairs(text.replace(/^\?/, ""));
  }
}

asInterface(URLSearchParams);

const iterators = Object.create(
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
  {
    [Symbol.toStringTag]: { value: "URLSearchParams Iterator", configurable: true },
  },
);

/**
 * Walks over pairs as they are when it comes to them.
 * @template V
 * @param {Pair[]} pairs
 * @param {(pair: Pair) => V} take
 * @returns {IterableIterator<V>}
 */
function iterator(pairs, take) {
  let index = 0;
  const next = () =>
    index < pairs.length
      ? { value: take(pairs[index++]), done: false }
      : { value: undefined, done: true };
  return Object.create(iterators, { next: { value: next, writable: true, configurable: true } });
}

/** @type {(keyof UrlParts)[]} */
const CHANGEABLE = [
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
];

export class URL {
  // @ts-expect-error: `#move` sets it, or throws.
  /** @type {string} */ #href;
  /** @type {UrlParts | undefined} */
  #parts;
  /** @type {URLSearchParams | undefined} */
  #params;

  /** @param {unknown[]} args */
  constructor(...args) {
    needArguments(args, "url");
    const [url, base] = args;
    this.#move(parse(url, base), { url, base });
  }

  /** @param {string | null | undefined} href @param {{url: unknown, base?: unknown}} given */
  #move(href, { url, base }) {
    if (href === undefined || href === null) throw invalid(url, base);
    this.#href = href;
    this.#parts = undefined;
    if (this.#params) URLSearchParams.follow(this.#params, this.search);
  }

  /** @param {keyof UrlParts} name */
  #part(name) {
    this.#parts ??= JSON.parse(native.urlParts(this.#href));
    return this.#parts[name];
  }

  static {
    for (const name of CHANGEABLE) {
      Object.defineProperty(URL.prototype, name, {
        configurable: true,
        enumerable: true,
        /** @this {URL} */
        get() {
          return this.#part(name);
        },
        /** @this {URL} @param {unknown} value */
        set(value) {
          this.#move(native.changeUrl(this.#href, name, `${value}`), { url: value });
        },
      });
    }
  }

  get href() {
    return this.#href;
  }

  /** @param {unknown} url */
  set href(url) {
    this.#move(parse(url), { url });
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

  /** @param {unknown[]} args */
  static canParse(...args) {
    needArguments(args, "url");
    return Boolean(parse(...args));
  }

  /** @param {unknown} url @param {unknown} [base] */
  static parse(url, base) {
    return URL.canParse(url, base) ? new URL(url, base) : null;
  }

  /** @param {unknown[]} args */
  static createObjectURL(...args) {
    needArguments(args, "obj");
    return `blob:nodedata:${native.uuid()}`;
  }

  /** @param {unknown[]} args */
  static revokeObjectURL(...args) {
    needArguments(args, "url");
  }
}
asInterface(URL);

/** @param {unknown} [url] @param {unknown} [base] */
function parse(url, base) {
  return native.parseUrl(`${url}`, base === undefined ? undefined : `${base}`);
}

/** @param {unknown} url @param {unknown} base */
function invalid(url, base) {
  const error = coded(TypeError, "ERR_INVALID_URL", "Invalid URL");
  return Object.assign(error, { input: `${url}` }, base === undefined ? {} : { base: `${base}` });
}
