// A URL in parts, as Postman splits it: `{{variables}}` are opaque and may stand anywhere.
import { Property } from "./property.js";
import { PropertyList } from "./property-list.js";
import { QueryParam } from "./query-param.js";
import { VariableList } from "./variable.js";

/** Finds the first `wanted` in `text` outside `{{variables}}`, from `start`; -1 if there is none. */
function find(text, wanted, start = 0) {
  for (let index = start; index < text.length; index += 1) {
    if (text.startsWith("{{", index)) {
      const end = text.indexOf("}}", index);
      if (end > 0) {
        index = end + 1;
        continue;
      }
    }
    if (text.startsWith(wanted, index)) return index;
  }
  return -1;
}

function findLast(text, wanted) {
  let last = -1;
  for (let index = find(text, wanted); index >= 0; index = find(text, wanted, index + 1)) last = index;
  return last;
}

function split(text, separator) {
  const parts = [];
  let from = 0;
  for (let index = find(text, separator); index >= 0; index = find(text, separator, from)) {
    parts.push(text.slice(from, index));
    from = index + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Cuts `text` at the first `separator`: [before, after], `after` undefined when it does not occur. */
function cut(text, separator) {
  const index = find(text, separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}

/** The name in a path segment such as `:id` or `:id.json`. */
function pathVariable(segment) {
  if (!String(segment).startsWith(":")) return null;
  const dot = segment.indexOf(".");
  return segment.slice(1, dot < 0 ? undefined : dot) || null;
}

function parseAuthority(text, result) {
  let rest = text;
  const at = findLast(rest, "@");
  if (at >= 0) {
    const [user, password] = cut(rest.slice(0, at), ":");
    result.auth = { user, password };
    rest = rest.slice(at + 1);
  }
  const colon = findLast(rest, ":");
  if (colon >= 0 && !rest.slice(colon).includes("]")) {
    result.port = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
  }
  if (rest) result.host = split(rest, ".");
}

function parse(text) {
  const result = {};
  let rest;
  [rest, result.hash] = cut(text.trimStart(), "#");
  let query;
  [rest, query] = cut(rest, "?");
  if (query !== undefined) result.query = split(query, "&").map(QueryParam.parseSingle);
  rest = rest.replaceAll("\\", "/");
  const scheme = find(rest, "://");
  if (scheme >= 0) {
    result.protocol = rest.slice(0, scheme);
    rest = rest.slice(scheme + 3);
  }
  const [authority, path] = cut(rest, "/");
  if (path !== undefined) result.path = split(path, "/");
  parseAuthority(authority, result);
  const names = new Set((result.path ?? []).map(pathVariable).filter(Boolean));
  if (names.size > 0) result.variable = [...names].map((key) => ({ key }));
  return result;
}

function queryOf(query) {
  if (typeof query === "string") return QueryParam.parse(query);
  if (query && !Array.isArray(query) && !(query instanceof PropertyList)) {
    return Object.keys(query).map((key) => ({ key, value: query[key] }));
  }
  return query ?? [];
}

function pathOf(path) {
  if (typeof path !== "string") return path;
  const trimmed = path.replace(/^\/(.+)$/, "$1");
  if (!trimmed) return undefined;
  return trimmed === "/" ? [""] : trimmed.split("/");
}

export class Url extends Property {
  static {
    // The name that chai's messages show.
    Object.defineProperty(this, "name", { value: "PostmanUrl" });
  }

  constructor(options) {
    super();
    this.update(options);
  }

  update(url) {
    const parts = typeof url === "string" ? parse(url) : (url ?? {});
    const { auth, protocol, port, hash, host, variable } = parts;
    const variables = Array.isArray(variable)
      ? variable.map((it) => (it && typeof it === "object" ? { ...it, key: it.key || it.id } : it))
      : (variable ?? []);
    this.auth = auth;
    this.protocol = protocol;
    this.port = port;
    this.path = pathOf(parts.path);
    this.hash = hash;
    this.host = typeof host === "string" ? host.split(/\.(?![^{]*\}{2})/g) : host;
    this.query = new PropertyList(QueryParam, this, queryOf(parts.query));
    this.variables = new VariableList(this, variables);
  }

  addQueryParams(params) {
    this.query.populate(typeof params === "string" ? QueryParam.parse(params) : params);
  }

  removeQueryParams(params) {
    const names = [].concat(params).map((param) => param?.key || param);
    this.query.remove((param) => names.includes(param.key));
  }

  getRaw() {
    throw new Error("`Url#getRaw` has been discontinued, use `Url#toString` instead.");
  }

  toString(forceProtocol) {
    const protocol = this.protocol || (forceProtocol ? "http" : "");
    let text = protocol && (protocol.endsWith("://") ? protocol : `${protocol}://`);
    const { user, password } = this.auth ?? {};
    if (typeof user === "string" || typeof password === "string") {
      text += `${user ?? ""}${typeof password === "string" ? `:${password}` : ""}@`;
    }
    if (this.host) text += this.getHost();
    if (typeof this.port?.toString === "function") text += `:${this.port}`;
    if (this.path) text += this.getPath();
    if (this.query?.find((param) => !param?.disabled)) text += `?${this.getQueryString()}`;
    if (typeof this.hash === "string") text += `#${this.hash}`;
    return text;
  }

  getPath(unresolved) {
    const segments = this.path ?? [];
    const resolve = (segment) => {
      const name = pathVariable(segment);
      const value = name === null ? undefined : this.variables.get(name);
      return value && typeof value === "string" ? value + segment.slice(name.length + 1) : segment;
    };
    return `/${(unresolved ? segments : segments.map(resolve)).join("/")}`;
  }

  getQueryString() {
    return this.query.count() ? QueryParam.unparse(this.query.all()) : "";
  }

  getPathWithQuery() {
    const query = this.getQueryString();
    return this.getPath() + (query && `?${query}`);
  }

  getHost() {
    if (!this.host) return "";
    return Array.isArray(this.host) ? this.host.join(".") : String(this.host);
  }

  getRemote(forcePort) {
    const usual = this.protocol === "https" ? "443" : "80";
    const port = this.port ? String(this.port) : forcePort ? usual : "";
    return port ? `${this.getHost()}:${port}` : this.getHost();
  }

  getOAuth1BaseUrl() {
    const protocol = this.protocol || "http";
    const port = this.port ? String(this.port) : undefined;
    const host = [undefined, "80", "443"].includes(port) ? this.getHost() : `${this.getHost()}:${port}`;
    return `${protocol.endsWith("://") ? protocol : `${protocol}://`}`.toLowerCase() + host.toLowerCase() + this.getPath();
  }

  static _postman_propertyName = "Url";
  static parse = parse;

  static isUrl(value) {
    return value instanceof Url;
  }
}

