// Compares two reports of one kind. What changes from run to run is normalised first, then what may differ is taken out
// of both (`allowed.mjs`); what is left has to be equal.
import { XMLParser } from "fast-xml-parser";
import { allowedInCli, allowedInJson, allowedInJunit } from "./allowed.mjs";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** @type {[pattern: RegExp, mark: string][]} */
const TEXTS = [
  [UUID, "<uuid>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, "<time>"],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z0-9][A-Za-z0-9 ,:]*?\d\d:\d\d:\d\d GMT/g, "<time>"],
  [/\b1[6-9]\d{8}(\d{3})?\b/g, "<time>"],
  [/PostmanRuntime\/[\d.]+( Postrider\/[\d.]+)?/g, "<agent>"],
  [/-{26}\d{24}/g, "<boundary>"],
  [/\b\d{8}T\d{6}Z/g, "<time>"],
  [/\d\dT\d\d:\d\d:\d\d/g, "<time>"],
  // What is random or of the moment in signatures.
  [
    /\b(cnonce|nonce|response|mac|ts|oauth_nonce|oauth_timestamp|oauth_signature)=(\\?")[^"\\]*/g,
    "$1=$2<random>",
  ],
  [/\bSignature=[0-9a-f]{64}/g, "Signature=<random>"],
  [/\bNTLM [A-Za-z0-9+/=]{40,}/g, "NTLM <random>"],
  [/127\.0\.0\.1:\d{5}/g, "<proxy>"],
];

/**
 * A text without what changes from run to run.
 * @param {string} text
 */
export function normalised(text) {
  return TEXTS.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text);
}

/** @param {string} theirs @param {string} ours */
export function compareJson(theirs, ours) {
  if (theirs === "" || ours === "") return theirs === ours ? [] : ["only one of the two is there"];
  const [a, b] = [theirs, ours].map((text) => allowedInJson(tidied(JSON.parse(text))));
  return unequal(a, b, "");
}

const MEASURED = new Set([
  "responseTime",
  "started",
  "completed",
  "timestamp",
  "checksum",
  "responseAverage",
  "responseMin",
  "responseMax",
  "responseSd",
]);

/**
 * A report with its times, ids and the like the same in each run.
 * @param {any} value
 * @param {string} name
 * @returns {any}
 */
export function tidied(value, name = "") {
  if (MEASURED.has(name)) return `<${name}>`;
  if (typeof value === "string") return normalised(value);
  if (Array.isArray(value)) {
    const list = value.map((each) => tidied(each));
    return name === "header" ? list.map(lowered).sort(byKey) : list;
  }
  if (value === null || typeof value !== "object") return value;
  if (value.type === "Buffer") return normalised(Buffer.from(value.data).toString("latin1"));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, tidied(each, key)]));
}

/** @param {any} header */
const lowered = (header) =>
  header && typeof header.key === "string" ? { ...header, key: header.key.toLowerCase() } : header;
/** @param {any} a @param {any} b */
const byKey = (a, b) =>
  String(a?.key) < String(b?.key) ? -1 : String(a?.key) > String(b?.key) ? 1 : 0;

/**
 * Where two values differ: a line for each place.
 * @param {any} a
 * @param {any} b
 * @param {string} at
 * @returns {string[]}
 */
function unequal(a, b, at) {
  if (a === b) return [];
  /** @param {any} value */
  const isObject = (value) => value !== null && typeof value === "object";
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b))
    return [`${at}: ${cut(a)} against ${cut(b)}`];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name) => unequal(a[name], b[name], `${at}/${name}`));
}

/** @param {unknown} value */
function cut(value) {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** @param {string} theirs @param {string} ours */
export function compareJunit(theirs, ours) {
  if (theirs === "" || ours === "") return theirs === ours ? [] : ["only one of the two is there"];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (name) => ["testsuite", "testcase"].includes(name),
  });
  const [a, b] = [theirs, ours].map((text) => parser.parse(normalised(numbered(text))).testsuites);
  return unequal(.../** @type {[object, object]} */ (allowedInJunit(a, b)), "");
}

/**
 * A text whose UUIDs are numbers, in the order in which they turn up: which is which has to be told.
 * @param {string} text
 */
function numbered(text) {
  const seen = new Map();
  return text.replace(UUID, (uuid) => {
    if (!seen.has(uuid)) seen.set(uuid, `<uuid ${seen.size + 1}>`);
    return seen.get(uuid);
  });
}

/** @param {string} theirs @param {string} ours */
export function compareCli(theirs, ours) {
  const [a, b] = allowedInCli(normalised(theirs), normalised(ours)).map((text) => text.split("\n"));
  /** @type {string[]} */
  const found = [];
  for (let line = 0; line < Math.max(a.length, b.length) && found.length < 20; line += 1) {
    if (a[line] !== b[line])
      found.push(`line ${line + 1}: ${cut(a[line])} against ${cut(b[line])}`);
  }
  return found;
}
