// A request as scripts see and change it.
import { RequestAuth, RequestBody } from "./body.js";
import { HeaderList } from "./header.js";
import { Property, plain } from "./property.js";
import { Url } from "./url.js";

const methodOf = (method) => (method === null || method === undefined ? "GET" : String(method).toUpperCase());


export class Request extends Property {
  static {
    // The name that chai's messages show.
    Object.defineProperty(this, "name", { value: "PostmanRequest" });
  }

  constructor(options) {
    const definition = typeof options === "string" ? { url: options } : options;
    super(definition);
    this.url = new Url();
    this.headers = new HeaderList(this, definition?.header);
    this.method = methodOf(definition?.method);
    this.update(definition);
  }

  update(options) {
    if (!options) return;
    if (Object.hasOwn(options, "url")) this.url.update(options.url);
    if (options.header) this.headers.repopulate(options.header);
    if (Object.hasOwn(options, "method")) this.method = methodOf(options.method);
    if (options.body) this.body = new RequestBody(options.body);
    if (options.auth) this.auth = new RequestAuth(options.auth);
    if (options.proxy) this.proxy = options.proxy;
    if (options.certificate) this.certificate = options.certificate;
  }

  authorizeUsing(type, options) {
    const given = type !== null && typeof type === "object" && !options ? type : { ...options, type };
    const { type: name, ...parameters } = given;
    if (name === null) {
      delete this.auth;
      return;
    }
    if (!RequestAuth.isValidType(name)) return;
    if (this.auth) this.auth.clear(name);
    else this.auth = new RequestAuth(null, this);
    this.auth.use(name, Array.isArray(options) ? options : parameters);
  }

  getHeaders({ enabled, ignoreCase, multiValue, sanitizeKeys } = {}) {
    return this.headers.toObject(enabled, !ignoreCase, multiValue, sanitizeKeys);
  }

  forEachHeader(callback) {
    for (const header of this.headers.all()) callback(header, this);
  }

  addHeader(header) {
    this.headers.add(header);
  }

  removeHeader(header, { ignoreCase } = {}) {
    const name = typeof header === "string" ? header : header.key;
    if (!name) return;
    const fold = (key) => (ignoreCase ? key.toLowerCase() : key);
    this.headers.remove((it) => fold(it.key) === fold(name));
  }

  upsertHeader(header) {
    if (!header?.key) return;
    const existing = this.headers.find({ key: header.key });
    if (existing) existing.value = header.value;
    else this.headers.add(header);
  }

  addQueryParams(params) {
    this.url.addQueryParams(params);
  }

  removeQueryParams(params) {
    this.url.removeQueryParams(params);
  }

  size() {
    const length = this.headers.get("Content-Length");
    const known = length && !Number.isNaN(Number(length));
    const body = known ? parseInt(length, 10) : this.body ? Buffer.byteLength(this.body.toString()) : 0;
    const line = `${this.method} ${this.url.getPathWithQuery()} HTTP/X.X\r\n\r\n`;
    const header = line.length + this.headers.contentSize();
    return { body, header, total: body + header, source: known ? "CONTENT-LENGTH" : "COMPUTED" };
  }

  toJSON() {
    const result = plain(this);
    if (Array.isArray(result.header) && result.header.length === 0) delete result.header;
    return result;
  }

  clone() {
    return new Request(this.toJSON());
  }

  static _postman_propertyName = "Request";

  static isRequest(value) {
    return value instanceof Request;
  }
}
