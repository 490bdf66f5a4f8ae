// A request as scripts see and change it.
import { lowerCase } from "../captured.js";
import { load } from "../require.js";
import { RequestAuth } from "./auth.js";
import { RequestBody } from "./body.js";
import { HeaderList } from "./header.js";
import { isKind, publish } from "./kind.js";
import { Property, assignDefined, isNumeric, isObject, owns, plain } from "./property.js";
import { Url } from "./url.js";

/** @import { Header } from "./header.js" */

/** @param {unknown} method */
const methodOf = (method) =>
  method === null || method === undefined ? "GET" : String(method).toUpperCase();

/**
 * Proxies and certificates are made by the package: scripts hardly ever do.
 * @param {string} name
 * @param {unknown} options
 */
const made = (name, options) =>
  options ? new (load("postman-collection")[name])(options) : undefined;

export class Request extends Property {
  /** @param {any} [options] */
  constructor(options) {
    super(options);
    const definition = typeof options === "string" ? { url: options } : options;
    this.url = new Url();
    this.headers = new HeaderList(this);
    this.method = methodOf(owns(definition, "method") ? definition.method : undefined);
    this.update(definition);
  }

  /** @param {any} options */
  update(options) {
    if (!options) return;
    if (owns(options, "url")) this.url.update(options.url);
    if (options.header) this.headers.repopulate(options.header);
    if (owns(options, "method")) this.method = methodOf(options.method);
    assignDefined(this, {
      body: owns(options, "body") ? new RequestBody(options.body) : undefined,
      auth: options.auth ? new RequestAuth(options.auth) : undefined,
      proxy: made("ProxyConfig", options.proxy),
      certificate: made("Certificate", options.certificate),
    });
  }

  /** @param {any} type @param {unknown} [options] */
  authorizeUsing(type, options) {
    if (isObject(type) && (options === undefined || options === null)) {
      const { type: name, ...parameters } = type;
      this.#authorize(name, parameters);
    } else {
      this.#authorize(type, options);
    }
  }

  /** @param {unknown} type @param {unknown} options */
  #authorize(type, options) {
    if (type === null) delete this.auth;
    if (!RequestAuth.isValidType(type)) return;
    if (this.auth) this.auth.clear(type);
    else this.auth = new RequestAuth(null, this);
    this.auth.use(type, options);
  }

  /**
   * @param {{enabled?: boolean, ignoreCase?: boolean, multiValue?: boolean, sanitizeKeys?: boolean}} [options]
   */
  getHeaders(options) {
    const { enabled, ignoreCase, multiValue, sanitizeKeys } = options || {};
    return this.headers.toObject(enabled, !ignoreCase, multiValue, sanitizeKeys);
  }

  /** @param {(header: Header, request: Request) => void} callback */
  forEachHeader(callback) {
    for (const header of this.headers.all()) callback(header, this);
  }

  /** @param {unknown} header */
  addHeader(header) {
    this.headers.add(header);
  }

  /** @param {any} header @param {{ignoreCase?: boolean}} [options] */
  removeHeader(header, options) {
    const name = typeof header === "string" ? header : header.key;
    if (!name) return;
    /** @param {string} key */
    const fold = (key) => (options?.ignoreCase ? lowerCase(key) : key);
    this.headers.remove((/** @type {Header} */ it) => fold(it.key) === fold(name));
  }

  /** @param {any} header */
  upsertHeader(header) {
    if (!header?.key) return;
    const existing = this.headers.members.find((it) => it.key === header.key);
    if (existing) existing.value = header.value;
    else this.headers.add(header);
  }

  /** @param {unknown} params */
  addQueryParams(params) {
    this.url.addQueryParams(params);
  }

  /** @param {unknown} params */
  removeQueryParams(params) {
    this.url.removeQueryParams(params);
  }

  size() {
    const length = this.headers.get("Content-Length");
    const known = Boolean(length) && isNumeric(length);
    const computed = this.body ? Buffer.byteLength(this.body.toString()) : 0;
    const body = known ? parseInt(length, 10) : computed;
    const header =
      `${this.method} ${this.url.getPathWithQuery()} HTTP/X.X\r\n\r\n`.length +
      this.headers.contentSize();
    return { body, header, total: body + header, source: known ? "CONTENT-LENGTH" : "COMPUTED" };
  }

  toJSON() {
    const json = plain(this);
    if (Array.isArray(json.header) && json.header.length === 0) delete json.header;
    return json;
  }

  clone() {
    return new Request(this.toJSON());
  }

  /** @param {unknown} value @returns {value is Request} */
  static isRequest(value) {
    return isKind(value, "Request");
  }
}

publish(Request, "Request", "PostmanRequest", Property);
