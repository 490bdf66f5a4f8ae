// A URL in parts.
import { isKind, publish } from "./kind.js";
import { fill } from "./path-variable.js";
import { PropertyBase, isObject } from "./property.js";
import { PropertyList } from "./property-list.js";
import { QueryParam } from "./query-param.js";
import { parse } from "./url-parse.js";
import { VariableList } from "./variable-list.js";

/** @param {string} protocol */
const withSeparator = (protocol) => (protocol.endsWith("://") ? protocol : `${protocol}://`);

/** @param {any} query */
function queryOf(query) {
  if (typeof query === "string") return QueryParam.parse(query);
  if (!query || Array.isArray(query)) return query;
  const keys = Object.keys(query);
  return keys.length > 0 ? keys.map((key) => ({ key, value: query[key] })) : query;
}

/** @param {any} path */
function pathOf(path) {
  if (typeof path !== "string") return path;
  const trimmed = path.replace(/^\/(.+)$/, "$1");
  if (!trimmed) return undefined;
  return trimmed === "/" ? [""] : trimmed.split("/");
}

/**
 * Path variables that have an id, as they once had, are known by it.
 * @param {any} variable
 */
function named(variable) {
  if (isObject(variable)) variable.key = variable.key || variable.id;
  return variable;
}

export class Url extends PropertyBase {
  /** @param {any} [options] */
  constructor(options) {
    super(options);
    this.update(options);
  }

  /** @param {any} url */
  update(url) {
    const parts = !url || typeof url === "string" ? parse(url || "") : url;
    const { auth, protocol, port, hash, host, variable } = parts;
    /** @type {{user?: unknown, password?: unknown} | undefined} */
    this.auth = auth;
    this.protocol = protocol;
    this.port = port;
    this.path = pathOf(parts.path);
    this.hash = hash;
    this.host = typeof host === "string" ? host.split(/\.(?![^{]*\}{2})/g) : host;
    /** @type {Url} */ (this).query = new PropertyList(
      QueryParam,
      this,
      queryOf(parts.query) || [],
    );
    /** @type {Url} */ (this).variables = new VariableList(
      this,
      (Array.isArray(variable) ? variable.map(named) : variable) || [],
    );
  }

  /** @param {unknown} params */
  addQueryParams(params) {
    this.query.populate(typeof params === "string" ? QueryParam.parse(params) : params);
  }

  /** @param {any} params */
  removeQueryParams(params) {
    const names = Array.isArray(params) ? params.map((param) => param.key || param) : [params];
    this.query.remove((/** @type {QueryParam} */ param) => names.includes(param.key));
  }

  getRaw() {
    throw new Error("`Url#getRaw` has been discontinued, use `Url#toString` instead.");
  }

  /** @param {boolean} [forceProtocol] */
  toString(forceProtocol) {
    const protocol = this.protocol || (forceProtocol ? "http" : "");
    let text = protocol && withSeparator(protocol);
    const { user, password } = this.auth || {};
    if (typeof user === "string" || typeof password === "string") {
      text += `${typeof user === "string" ? user : ""}${typeof password === "string" ? `:${password}` : ""}@`;
    }
    if (this.host) text += this.getHost();
    if (typeof this.port?.toString === "function") text += `:${this.port.toString()}`;
    if (this.path) text += this.getPath();
    if (this.query?.count()) {
      const query = this.getQueryString();
      if (query || this.query.find((/** @type {QueryParam} */ param) => !param?.disabled))
        text += `?${query}`;
    }
    return typeof this.hash === "string" ? `${text}#${this.hash}` : text;
  }

  /** @param {boolean} [unresolved] */
  getPath(unresolved) {
    if (unresolved) return `/${this.path ? this.path.join("/") : ""}`;
    /** @param {string} name */
    const read = (name) => this.variables.get(name);
    const segments = Object.values(this.path ?? []).map((segment) => fill(segment, read));
    return `/${segments.join("/")}`;
  }

  getQueryString() {
    return this.query.count() ? QueryParam.unparse(this.query.all()) : "";
  }

  getPathWithQuery() {
    const query = this.getQueryString();
    return this.getPath() + (query && `?${query}`);
  }

  /** @returns {string} */
  getHost() {
    if (!this.host) return "";
    return Array.isArray(this.host) ? this.host.join(".") : this.host.toString();
  }

  /** @param {boolean} [forcePort] */
  getRemote(forcePort) {
    const usual = this.protocol === "https" ? "443" : "80";
    const port = (this.port ? this.port.toString() : "") || (forcePort ? usual : "");
    return port ? `${this.getHost()}:${port}` : this.getHost();
  }

  getOAuth1BaseUrl() {
    const port = this.port ? this.port.toString() : undefined;
    const host = this.host.join(".");
    const remote = [undefined, "80", "443"].includes(port) && host ? host : `${host}:${port}`;
    return (
      withSeparator(this.protocol || "http").toLowerCase() + remote.toLowerCase() + this.getPath()
    );
  }

  static parse = parse;

  /** @param {unknown} value @returns {value is Url} */
  static isUrl(value) {
    return isKind(value, "Url");
  }
}

publish(Url, "Url", "PostmanUrl", PropertyBase);
