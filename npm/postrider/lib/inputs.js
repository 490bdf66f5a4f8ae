"use strict";
// What a run is made of, as the program reads it: files and addresses stay what they are, objects become files.

const fs = require("node:fs/promises");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** @typedef {import("./types").Json} Json */

const ADDRESS = /^https?:\/\//;
/** What Postman calls a collection by, with the number of its owner. */
const UID = /^[0-9A-Z]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A folder for what the program is to read; it is gone when the run is over. */
class Place {
  constructor() {
    /** @type {string | undefined} */
    this.folder = undefined;
  }

  /** @param {string} name */
  path(name) {
    this.folder ??= mkdtempSync(path.join(os.tmpdir(), "postrider-"));
    return path.join(this.folder, name);
  }

  /**
   * Writes a value as JSON and returns where.
   * @param {string} name
   * @param {Json} value
   */
  write(name, value) {
    const file = this.path(name);
    writeFileSync(file, JSON.stringify(value), { mode: 0o600 });
    return file;
  }

  close() {
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }
}
exports.Place = Place;

/**
 * A model as JSON; what is none stays what it is.
 * @param {Json} value
 */
const plain = (value) => (typeof value.toJSON === "function" ? value.toJSON() : value);

/**
 * Why a file can't be read, if it can't; addresses are left to the program.
 * @param {string} location
 * @param {Json} options
 */
async function unreadable(location, options) {
  if (ADDRESS.test(location)) return undefined;
  if (options.postmanApiKey && UID.test(location)) return undefined;
  /** @type {Error | undefined} */
  let problem;
  const handle = await fs.open(location).catch((error) => {
    problem = error;
  });
  await handle?.close();
  return problem;
}

/**
 * Where the collection is.
 * @param {Json} options
 * @param {Place} place
 */
exports.collection = async ({ collection, ...options }, place) => {
  if (collection === undefined || collection === null)
    throw new Error("expecting a collection to run");
  if (typeof collection === "object") {
    const json = plain(collection);
    return place.write("collection.json", json.collection ?? json);
  }
  if (typeof collection !== "string") throw new Error("collection could not be loaded");
  const problem = await unreadable(collection, options);
  if (!problem) return collection;
  const what = `unable to read data from file "${collection}"`;
  throw new Error(`collection could not be loaded\n  ${what}\n  ${problem.message}`);
};

/**
 * Where variables are, if there are any.
 * @param {"environment" | "globals"} kind
 * @param {Json} options
 * @param {Place} place
 */
exports.scope = async (kind, options, place) => {
  const value = options[kind];
  if (!value) return undefined;
  if (typeof value === "object") {
    const json = plain(value);
    const scope = json[kind] ?? json;
    return place.write(`${kind}.json`, Array.isArray(scope) ? { values: scope } : scope);
  }
  if (typeof value !== "string") throw new Error(`could not load ${kind}`);
  const problem = await unreadable(value, options);
  if (problem) throw new Error(`could not load ${kind}\n  ${problem.message}`);
  return value;
};

/**
 * Where the rows of data are, if there are any.
 * @param {Json} options
 * @param {Place} place
 */
exports.rows = async ({ iterationData }, place) => {
  if (iterationData === undefined || iterationData === null) return undefined;
  if (Array.isArray(iterationData)) {
    // Newman runs once without rows; the program takes a table without any for a mistake.
    return iterationData.length > 0 ? place.write("data.json", iterationData) : undefined;
  }
  const location = String(iterationData);
  const problem = await unreadable(location, {});
  if (problem) throw new Error(`iteration data could not be loaded\n  ${problem.message}`);
  return location;
};

/**
 * Where the client certificates are listed, if they are.
 * @param {Json} options
 * @param {Place} place
 */
exports.certificates = async ({ sslClientCertList: list }, place) => {
  if (list === undefined || list === null) return undefined;
  if (Array.isArray(list)) return place.write("certificates.json", list);
  if (typeof list !== "string")
    throw new Error("path for ssl client certificates list file must be a string");
  const text = await fs.readFile(list, "utf8").catch(() => {
    throw new Error(`unable to read the ssl client certificates file "${list}"`);
  });
  if (!Array.isArray(parsed(text, list)))
    throw new Error("expected ssl client certificates list to be an array.");
  return list;
};

/** @param {string} text @param {string} location */
function parsed(text, location) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error(`the file at ${location} does not contain valid JSON data.`);
  }
}

/** Whether it is a jar of `tough-cookie`. @param {Json} value */
exports.isJar = (value) =>
  typeof value === "object" && value !== null && value.constructor.name === "CookieJar";

/**
 * Where the cookies are that the run begins with, if there are any.
 * @param {Json} options
 * @param {Place} place
 */
exports.cookies = async ({ cookieJar }, place) => {
  if (cookieJar === undefined || cookieJar === null) return undefined;
  if (exports.isJar(cookieJar)) return place.write("cookies.json", cookieJar.toJSON());
  if (typeof cookieJar !== "string")
    throw new Error("cookieJar must be a path to a JSON file or a CookieJar instance");
  const text = await fs.readFile(cookieJar, "utf8").catch(() => {
    throw new Error(`unable to read the cookie jar file "${cookieJar}"`);
  });
  const { cookies } = parsed(text, cookieJar);
  if (!Array.isArray(cookies))
    throw new Error(`the file at ${cookieJar} does not contain valid JSON data.`);
  return cookieJar;
};

/**
 * Puts the cookies that the run has left into the jar that it was given.
 * @param {Json} jar
 * @param {string} file
 */
exports.refill = async (jar, file) => {
  const left = jar.constructor.fromJSON(await fs.readFile(file, "utf8"));
  /** @param {(done: (error: unknown, value: Json) => void) => void} ask */
  const answered = (ask) =>
    new Promise((resolve, reject) => {
      ask((error, value) => (error ? reject(error) : resolve(value)));
    });
  const cookies = await answered((done) => left.store.getAllCookies(done));
  await answered((done) => jar.removeAllCookies(done));
  for (const cookie of cookies) await answered((done) => jar.store.putCookie(cookie, done));
};
