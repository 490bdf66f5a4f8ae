// A response as scripts see it. One that came over the wire stays with the engine: its headers and body cross over when they are touched.
import { parseJson } from "../json.js";
import { lazy } from "../lazy.js";
import { native } from "../native.js";
import { load } from "../require.js";
import { contentInfo } from "./content-info.js";
import { CookieList } from "./cookie.js";
import { HeaderList } from "./header.js";
import { Property, plain } from "./property.js";
import { Request } from "./request.js";

const isNumeric = (value) => value !== undefined && value !== null && value !== "" && !Number.isNaN(Number(value));

/** Returns {code, name, detail, standardName} of a status code, as the package that Postman asks has it. */
function lookup(code) {
  return { ...load("http-reasons").lookup(code) };
}

export class Response extends Property {
  static {
    // The name that chai's messages show.
    Object.defineProperty(this, "name", { value: "PostmanResponse" });
  }

  #handle;
  #text;

  /** `handle` names a response that the engine holds; without one, `options` is the response. */
  constructor(options = {}, handle = undefined) {
    super(options);
    this.id ??= native.uuid();
    if (handle === undefined) this.#fill(options);
    else this.#hold(handle);
  }

  #fill(options) {
    // What is not known is not there: chai tells a property without a value from none.
    if (options.code !== undefined) this.code = options.code;
    const status = options.reason || options.status || (options.code === undefined ? undefined : lookup(options.code).name);
    if (status !== undefined) this.status = status;
    this.headers = new HeaderList(this, options.header);
    if (options.body !== undefined) this.body = options.body;
    const stream = options.body !== null && typeof options.body === "object" ? options.body : options.stream;
    if (stream !== undefined) this.stream = stream;
    this.cookies = new CookieList(this, options.cookie);
    if (options.responseTime !== undefined) this.responseTime = options.responseTime;
    if (stream) this.responseSize = stream.byteLength;
    if (options.downloadedBytes !== undefined) this.downloadedBytes = options.downloadedBytes;
    if (options.originalRequest) this.originalRequest = new Request(options.originalRequest);
  }

  #hold(handle) {
    this.#handle = handle;
    const [code, status, responseTime, responseSize, downloadedBytes] = native.responseHead(handle);
    this.code = code;
    this.status = status || lookup(code).name;
    this.responseTime = responseTime;
    this.responseSize = responseSize;
    this.downloadedBytes = downloadedBytes;
  }

  static {
    const held = (name, make) => {
      lazy(Response.prototype, name, function () {
        return #handle in this && this.#handle !== undefined ? make(this, this.#handle) : undefined;
      }, { enumerable: true });
    };
    held("headers", (response, handle) => new HeaderList(response, JSON.parse(native.responseHeaders(handle))));
    held("cookies", (response, handle) => new CookieList(response, JSON.parse(native.responseCookies(handle))));
    held("stream", (_, handle) => Buffer.from(native.responseBytes(handle)));
    held("body", () => undefined);
  }

  reason() {
    return this.status || lookup(this.code).name;
  }

  details() {
    const standard = lookup(this.code);
    return { ...standard, name: this.status ?? standard.name, code: this.code, standardName: standard.name };
  }

  text() {
    if (this.#handle === undefined) return this.stream ? Buffer.from(this.stream).toString() : this.body;
    this.#text ??= native.responseText(this.#handle);
    return this.#text;
  }

  json(reviver, strict) {
    return parseJson(this.text(), reviver, strict);
  }

  jsonp(reviver, strict) {
    const text = (this.text() || "").replace(/^[^{(].*\(/, "").replace(/\)[^}].*$|\)$/, "");
    return parseJson(text, reviver, strict);
  }

  contentInfo() {
    return contentInfo(this);
  }

  mime() {
    throw new Error("`Response#mime` has been discontinued, use `Response#contentInfo` instead.");
  }

  dataURI() {
    const { contentType } = this.contentInfo();
    const content = this.stream ? Buffer.from(this.stream).toString("base64") : Buffer.from(this.body ?? "").toString("base64");
    return `data:${contentType};base64, ${content}`;
  }

  size() {
    const length = this.headers.get("Content-Length");
    let body = 0;
    if (isNumeric(this.downloadedBytes)) body = Number(this.downloadedBytes);
    else if (isNumeric(length)) body = parseInt(length, 10);
    else if (isNumeric(this.stream?.byteLength)) body = this.stream.byteLength;
    else if (this.body !== undefined && this.body !== null) body = Buffer.byteLength(String(this.body));
    const header = `HTTP/X.X ${this.code} ${this.reason()}\r\n\r\n`.length + this.headers.contentSize();
    return { body, header, total: body + header };
  }

  encoding() {
    const named = this.headers.get("Content-Encoding");
    if (named) return { format: named, source: "header" };
    const body = this.stream ?? this.body;
    const gzip = body && body[0] === 0x1f && body[1] === 0x8b && body[2] === 0x08;
    return gzip ? { format: "gzip", source: "body" } : { format: named, source: undefined };
  }

  toJSON() {
    const { id, status, code, headers, body, stream, cookies, responseTime, responseSize, downloadedBytes } = this;
    return plain({ id, status, code, headers, body, stream, cookies, responseTime, responseSize, downloadedBytes, ...this });
  }

  static _postman_propertyName = "Response";

  static isResponse(value) {
    return value instanceof Response;
  }
}
