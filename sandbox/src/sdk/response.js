// A response as scripts see it. One that came over the wire stays with the engine: its headers and body cross over when they are touched.
import { parseJson } from "../json.js";
import { Lazies } from "../lazy.js";
import { native } from "../native.js";
import { load } from "../require.js";
import { contentInfo } from "./content-info.js";
import { CookieList } from "./cookie.js";
import { HeaderList } from "./header.js";
import { isKind, publish } from "./kind.js";
import { Property, assignDefined, isNumeric, isObject, plain } from "./property.js";
import { Request } from "./request.js";
import { base64Of, isUtf8, textOf } from "./text.js";

/** @typedef {{name?: string, detail?: string, code?: number, standardName?: string}} StatusDetails */

/** @import { Handle, ResponseHead } from "../../types/engine.d.ts" */
/** @import { Reviver } from "../json.js" */

/**
 * Returns {name, detail} of a status code, as the package that Postman asks has it.
 * @param {unknown} code
 * @returns {StatusDetails}
 */
const lookup = (code) => ({ ...load("http-reasons").lookup(code) });

/**
 * What is known of a status: {name, detail, code, standardName}.
 * @param {number | undefined} code
 * @param {string | undefined} name
 */
function detailsOf(code, name) {
  const details = lookup(code);
  const { name: standardName } = details;
  assignDefined(details, { name, code, standardName });
  return details;
}

/** @param {unknown[]} texts @returns {any} */
const reasonOf = (...texts) => texts.find((text) => typeof text === "string" && text);

/**
 * A body as it comes out of JSON, as bytes.
 * @param {any} stream
 */
function bytesOf(stream) {
  if (!stream) return undefined;
  if (stream.type === "Buffer" && Array.isArray(stream.data)) return Buffer.from(stream.data);
  if (stream.type === "Base64" && typeof stream.data === "string")
    return Buffer.from(stream.data, "base64");
  return stream;
}

/** Where the media type stands in what `native.responseHead` says, and the id. */
const MEDIA_TYPE = 5;
const ID = 6;

export class Response extends Property {
  /** @type {Handle | undefined} */
  #handle;
  /**
   * What `native.responseHead` says of it.
   * @type {ResponseHead | undefined}
   */
  #head;
  /** @type {string | undefined} */
  #text;

  /**
   * `handle` names a response that the engine holds; without one, `options` is the response.
   * @param {any} [options]
   * @param {Handle} [handle]
   * @param {ResponseHead} [head]
   */
  constructor(options, handle = undefined, head = undefined) {
    super(head ? { id: head[ID] } : options);
    if (handle === undefined) this.update(options || {});
    else this.#hold(handle, head ?? /** @type {ResponseHead} */ (native.responseHead(handle)));
  }

  /** @param {Handle} handle @param {ResponseHead} head */
  #hold(handle, head) {
    const [code, reason, responseTime, responseSize, downloadedBytes] = head;
    this.#handle = handle;
    this.#head = head;
    Response.#details.define(this);
    this.status = reason || detailsOf(code, undefined).name;
    this.code = code;
    Response.#parts.define(this);
    this.responseTime = responseTime;
    this.responseSize = responseSize;
    this.downloadedBytes = downloadedBytes;
  }

  /** @type {Lazies<Response>} */
  static #details = new Lazies({
    _details(response) {
      const [code, reason] = /** @type {ResponseHead} */ (response.#head);
      return detailsOf(code, reason || undefined);
    },
  });

  /** @type {Lazies<Response>} */
  static #parts = new Lazies({
    headers(response) {
      const headers = native.responseHeaders(/** @type {Handle} */ (response.#handle));
      return new HeaderList(response, JSON.parse(headers));
    },
    stream(response) {
      const bytes = native.responseBytes(/** @type {Handle} */ (response.#handle));
      return Buffer.from(/** @type {ArrayBuffer} */ (bytes));
    },
    // Those that came with it are in `pm.cookies`.
    cookies: (response) => new CookieList(response),
  });

  /** @param {any} options */
  update(options) {
    const stream = bytesOf(options.stream);
    /** @type {StatusDetails} */
    this._details = detailsOf(options.code, reasonOf(options.reason, options.status));
    assignDefined(this, {
      originalRequest: options.originalRequest ? new Request(options.originalRequest) : undefined,
      status: this._details.name,
      code: options.code,
      headers: new HeaderList(this, options.header),
      body: options.body,
      stream: isObject(options.body) ? options.body : stream,
      cookies: new CookieList(this, options.cookie),
      responseTime: options.responseTime,
      responseSize: stream?.byteLength,
      downloadedBytes: options.downloadedBytes,
    });
  }

  toJSON() {
    const { _details, ...json } = plain(this);
    return json;
  }

  reason() {
    return this.status || lookup(this.code).name;
  }

  details() {
    if (!this._details || this._details.code !== this.code) {
      this._details = lookup(this.code);
      Object.assign(this._details, { code: this.code, standardName: this._details.name });
    }
    return { ...this._details };
  }

  text() {
    // As long as a script has not touched the bytes, they need not cross over.
    /** @param {string} name */
    const untouched = (name) => Object.getOwnPropertyDescriptor(this, name)?.get !== undefined;
    if (this.#handle !== undefined && untouched("stream")) {
      const mediaType = untouched("headers")
        ? /** @type {ResponseHead} */ (this.#head)[MEDIA_TYPE]
        : this.headers.get("Content-Type");
      // biome-ignore lint/suspicious/noAssignInExpressions: it crosses over once.
      if (isUtf8(mediaType ?? "")) return (this.#text ??= native.responseText(this.#handle));
    }
    return this.stream
      ? textOf(this.stream, /** @type {string} */ (this.contentInfo().charset))
      : this.body;
  }

  /** @param {Reviver} [reviver] @param {unknown} [strict] */
  json(reviver, strict) {
    return parseJson(this.text(), reviver, strict);
  }

  /** @param {Reviver} [reviver] @param {unknown} [strict] */
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
    const { body } = this;
    const content =
      base64Of(this.stream) || (body !== undefined && body !== null && btoa(body)) || "";
    return contentType ? `data:${contentType};base64, ${content}` : "";
  }

  size() {
    const body = this.#bodySize();
    const header =
      `HTTP/X.X ${this.code} ${this.reason()}\r\n\r\n`.length + this.headers.contentSize();
    return { body, header, total: (body || 0) + header };
  }

  #bodySize() {
    const length = this.headers.get("Content-Length");
    if (isNumeric(this.downloadedBytes)) return this.downloadedBytes;
    if (length && isNumeric(length)) return parseInt(length, 10);
    if (isNumeric(this.stream?.byteLength)) return this.stream.byteLength;
    return this.body === undefined || this.body === null
      ? 0
      : Buffer.byteLength(this.body.toString());
  }

  encoding() {
    const format = this.headers.get("Content-Encoding");
    if (format) return { format, source: "header" };
    const body = this.stream || this.body;
    const isGzip = body && body[0] === 0x1f && body[1] === 0x8b && body[2] === 0x08;
    return isGzip ? { format: "gzip", source: "body" } : { format, source: undefined };
  }

  /** @param {unknown} value @returns {value is Response} */
  static isResponse(value) {
    return isKind(value, "Response");
  }

  static mimeInfo() {
    throw new Error(
      "`Response.mimeInfo` has been discontinued, use `Response#contentInfo` instead.",
    );
  }
}

publish(Response, "Response", "PostmanResponse", Property, { _postman_propertyRequiresId: true });
