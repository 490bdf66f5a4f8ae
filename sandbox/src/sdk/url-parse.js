// Splits the text of a URL into parts as Postman does: `{{variables}}` are opaque and may stand anywhere.
import { pathVariable } from "./path-variable.js";
import { QueryParam } from "./query-param.js";

/**
 * The parts of a URL, without the signs around them.
 * @typedef {{protocol?: string, auth?: string[], host?: string[], port?: string, path?: string[], query?: string[], hash?: string}} Parts
 */

const VARIABLE = /{{[^{}]*}}/g;

/**
 * A character that does not occur in `text`, to stand for a variable.
 * @param {string} text
 */
function standIn(text) {
  let code = 0xe000;
  while (text.includes(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}

/**
 * Cuts at `index`: [before, after]; nothing comes after where it is negative.
 * @param {string} text
 * @param {number} index
 * @param {number} length
 * @returns {[string, string | undefined]}
 */
const cut = (text, index, length = 1) =>
  index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + length)];

/** @param {string} text @param {Parts} parts */
function splitAuthority(text, parts) {
  let rest = text;
  const at = rest.lastIndexOf("@");
  if (at >= 0) {
    const [user, password] = cut(rest.slice(0, at), rest.slice(0, at).indexOf(":"));
    parts.auth = password === undefined ? [user] : [user, password];
    rest = rest.slice(at + 1);
  }
  const colon = rest.lastIndexOf(":");
  if (colon >= 0 && !rest.slice(colon).includes("]")) [rest, parts.port] = cut(rest, colon);
  if (rest) parts.host = rest.split(".");
}

/** @param {string} text */
function splitParts(text) {
  /** @type {Parts} */
  const parts = {
    protocol: undefined,
    auth: undefined,
    host: undefined,
    port: undefined,
    path: undefined,
    query: undefined,
  };
  /** @type {string} */
  let rest;
  [rest, parts.hash] = cut(text, text.indexOf("#"));
  const [address, query] = cut(rest, rest.indexOf("?"));
  parts.query = query?.split("&");
  rest = address.replaceAll("\\", "/");
  const scheme = rest.indexOf("://");
  if (scheme >= 0) {
    [parts.protocol, rest] = /** @type {[string, string]} */ (cut(rest, scheme, 3));
    rest = rest.replace(/^\/+/, parts.protocol.toLowerCase() === "file" ? "/" : "");
  }
  const [authority, path] = cut(rest, rest.indexOf("/"));
  parts.path = path?.split("/");
  splitAuthority(authority, parts);
  return parts;
}

/**
 * Puts the variables back: the parts stand in the order of the text.
 * @param {Record<string, string | string[] | undefined>} parts
 * @param {string} mark
 * @param {string[]} variables
 */
function putBack(parts, mark, variables) {
  let next = 0;
  /** @param {string} text */
  const restore = (text) => text.replaceAll(mark, () => variables[next++]);
  for (const name of ["protocol", "auth", "host", "port", "path", "query", "hash"]) {
    const part = parts[name];
    if (part) parts[name] = Array.isArray(part) ? part.map(restore) : restore(part);
  }
}

/**
 * Returns {raw, protocol, auth, host, port, path, query, hash, variable}; what is missing is undefined.
 * @param {any} url
 */
export function parse(url) {
  const text = typeof url === "string" ? url.trimStart() : "";
  if (!text)
    return { raw: typeof url === "string" ? text : url, ...splitParts(""), variable: undefined };
  const variables = text.match(VARIABLE);
  const mark = variables && standIn(text);
  const parts = splitParts(variables ? text.replace(VARIABLE, /** @type {string} */ (mark)) : text);
  if (variables) putBack(parts, /** @type {string} */ (mark), variables);
  const [user, password] = parts.auth ?? [];
  const names = new Set((parts.path ?? []).map(pathVariable).filter(Boolean));
  return {
    raw: text,
    ...parts,
    auth: parts.auth && { user, password },
    query: parts.query?.map(QueryParam.parseSingle),
    variable: names.size > 0 ? [...names].map((key) => ({ key })) : undefined,
  };
}
