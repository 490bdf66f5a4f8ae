"use strict";
// The objects of `postman-collection` that Newman hands to listeners, made of what the stream says.

const { constants } = require("node:os");
const { once } = require("./lazy.js");

/** @typedef {import("./types").Json} Json */

/** Loaded when the first model is looked at: it takes longer than a short run. */
const sdk = once(() => require("postman-collection"));
exports.sdk = sdk;

/**
 * What Postman keeps for itself, which the stream shows together under `_`, as files have it: each member by itself.
 * @param {Json} json
 * @returns {Json}
 */
function asInFile(json) {
  if (Array.isArray(json)) return json.map(asInFile);
  if (json === null || typeof json !== "object") return json;
  /** @type {Json} */
  const written = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === "_" && value === undefined) continue;
    if (name === "_" && value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [own, kept] of Object.entries(value)) written[`_${own}`] = kept;
    } else {
      written[name] = asInFile(value);
    }
  }
  return written;
}

/**
 * The collection. The stream has its id as if it were the author's.
 * @param {Json} json
 */
exports.collection = ({ _: own, ...json }) => {
  // Of a collection, its description is where Postman keeps what is its own.
  const { info } = asInFile({ info: { ...json.info, _: own } });
  const made = new (sdk().Collection)({ ...asInFile(json), info });
  if (!own) delete made._;
  return made;
};

/**
 * The item of a request that a script sends: Newman makes one up.
 * @param {string} id
 * @param {Json} request
 */
exports.madeItem = (id, request) => {
  const protocolProfileBehavior = { disableBodyPruning: true };
  return new (sdk().Item)({ id, request: request.toJSON(), protocolProfileBehavior });
};

/**
 * An item as it was sent: a copy that stands nowhere in the collection, and has nothing that Postman keeps for itself.
 * @param {Json} item
 * @param {Json} request
 */
exports.sentItem = (item, request) => {
  const { _: own, ...json } = item.toJSON();
  const made = new (sdk().Item)({ ...json, request: undefined });
  made.request = request;
  return made;
};

/** @param {Json} json */
exports.scope = (json) => new (sdk().VariableScope)(asInFile(json));

/** @param {Json} json */
exports.request = (json) => new (sdk().Request)(asInFile(json));

/** @param {Json} json */
exports.event = (json) => new (sdk().Event)(asInFile(json));

/** @param {Json} json */
exports.script = (json) => new (sdk().Script)(asInFile(json));

/**
 * A response; its body is `stream`, a buffer.
 * @param {Json} json
 */
exports.response = (json) => {
  const { body, downloadedBytes, headerSize, ...told } = json;
  return new (sdk().Response)({ ...told, stream: Buffer.from(body, "base64") });
};

/**
 * Cookies; those without an end say so.
 * @param {Json[]} list
 */
exports.cookies = (list) => {
  const told = list.map((cookie) => ({ expires: null, maxAge: undefined, ...cookie }));
  return new (sdk().CookieList)(null, told);
};

/**
 * Why a request had no response, as an error of Node's: it says what the system was doing, and to which address.
 * @param {Json} json
 */
exports.requestError = (json) => {
  /** @type {Error & Json} */
  const error = new Error(json.message);
  // Of the calls that led to it nobody here knows.
  Object.defineProperty(error, "stack", {
    value: `${json.name ?? "Error"}: ${json.message}`,
    configurable: true,
    writable: true,
  });
  const { code } = json;
  if (typeof code !== "string") return error;
  const isOfSystem = !code.startsWith("ERR_");
  const number = /** @type {Record<string, number>} */ (constants.errno)[code];
  if (isOfSystem) error.errno = number === undefined ? code : -number;
  error.code = code;
  const [, syscall, address] = /^(\w+) \S+ (\S+)$/.exec(json.message) ?? [];
  if (!isOfSystem || address === undefined) return error;
  error.syscall = syscall;
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (port === undefined) error.hostname = address;
  else Object.assign(error, { address: host, port: Number(port) });
  return error;
};
