"use strict";
// The options of `run` as arguments of the program.

const inputs = require("./inputs.js");
const { kebabCase } = require("./words.js");

/** @typedef {import("./types").Json} Json */

/** Options that are handed on as they are. @type {Record<string, string>} */
const VALUED = {
  exportCollection: "export-collection",
  postmanApiKey: "postman-api-key",
  sslClientCert: "ssl-client-cert",
  sslClientKey: "ssl-client-key",
  sslClientPassphrase: "ssl-client-passphrase",
  sslExtraCaCerts: "ssl-extra-ca-certs",
  workingDir: "working-dir",
};

/** Numbers, which count from 1: none is what the program does without them. @type {Record<string, string>} */
const NUMBERS = {
  delayRequest: "delay-request",
  iterationCount: "iteration-count",
  timeout: "timeout",
  timeoutRequest: "timeout-request",
  timeoutScript: "timeout-script",
};

/** @type {Record<string, string>} */
const FLAGS = {
  disableUnicode: "disable-unicode",
  ignoreRedirects: "ignore-redirects",
  insecure: "insecure",
  showSecrets: "show-secrets",
  silent: "silent",
  verbose: "verbose",
};

/** Reporters that are part of the program, and those that it can stand in for: their options are typed. */
const TYPED = new Set([
  ...["cli", "json", "junit", "html", "markdown", "github", "tap", "ctrf", "cobertura", "ndjson"],
  ...["har", "blob", "progress"],
  ...["emojitrain", "json-summary", "htmlextra", "htmlfull", "junitfull", "junitxml", "xunit"],
]);

/** @param {string} name @param {unknown} value */
const typed = (name, value) => `--${name}=${value}`;

/**
 * The names of reporters. Without any, nothing is reported, as in Newman's library.
 * @param {Json} options
 * @returns {string[]}
 */
function reporters({ reporters: named }) {
  const list = typeof named === "string" ? named.split(",") : (named ?? []);
  return list.map((/** @type {string} */ name) => name.trim()).filter(Boolean);
}

/**
 * The options of reporters, as far as they can be typed.
 * @param {Json} options
 */
function reporterOptions({ reporter = {} }) {
  const all = Object.entries(reporter ?? {}).filter(([name]) => TYPED.has(name));
  return all.flatMap(([name, own]) =>
    Object.entries(own ?? {}).flatMap(([option, value]) => {
      const isSwitch = value === true;
      if (!isSwitch && typeof value !== "string" && typeof value !== "number") return [];
      // The names of options that only others know stay as they are.
      const called = option.length > 0 && isOurs(name) ? kebabCase(option) : option;
      const flag = `reporter-${name}-${called}`;
      return [isSwitch ? `--${flag}` : typed(flag, value)];
    }),
  );
}

/** @param {string} name */
const isOurs = (name) => !/^(html(extra|full)|junit(full|xml)|xunit)$/.test(name);

/**
 * Variables that are set beside those of files: `{key, value}`, one or several.
 * @param {string} flag
 * @param {Json} given
 */
function variables(flag, given) {
  const list = Array.isArray(given) ? given : given ? [given] : [];
  return list.filter(Boolean).map(({ key, value }) => typed(flag, `${key}=${value ?? ""}`));
}

/**
 * What ends a run early.
 * @param {Json} options
 */
function bail({ bail: given }) {
  if (!given) return [];
  if (given === true) return ["--bail"];
  const list = Array.isArray(given) ? given : typeof given === "object" ? truthy(given) : [given];
  const known = list.filter((/** @type {string} */ word) => ["folder", "failure"].includes(word));
  return known.length > 0 ? [typed("bail", known.join(","))] : [];
}

/** @param {Record<string, unknown>} given */
const truthy = (given) => Object.keys(given).filter((name) => given[name]);

/**
 * The proxy that an agent goes through, where it says so, as those of `https-proxy-agent` and `socks-proxy-agent` do.
 * @param {Json} options
 */
function proxy({ requestAgents: agents }) {
  const through = agents?.https?.proxy ?? agents?.http?.proxy;
  const address = through?.href ?? (typeof through === "string" ? through : undefined);
  if (address) return [typed("proxy", address)];
  if (!through?.host || !through.port) return [];
  return [typed("proxy", `socks${through.type ?? 5}h://${through.host}:${through.port}`)];
}

/** @param {Json} options */
function folders({ folder }) {
  const list = Array.isArray(folder) ? folder : [folder];
  return list.filter(Boolean).map((name) => typed("folder", name));
}

/** @param {Json} options */
function color({ color: given, noColor }) {
  if (noColor) return [typed("color", "off")];
  if (given === undefined || given === null) return [];
  const word = typeof given === "boolean" ? (given ? "on" : "off") : given;
  return [typed("color", word)];
}

/** @param {Json} options */
function plain(options) {
  const given = Object.entries(options);
  const valued = given.filter(([name, value]) => VALUED[name] && typeof value === "string");
  const numbers = given.filter(([name, value]) => NUMBERS[name] && counts(value));
  const flags = given.filter(([name, value]) => FLAGS[name] && value === true);
  return [
    ...valued.map(([name, value]) => typed(VALUED[name], value)),
    ...numbers.map(([name, value]) => typed(NUMBERS[name], value)),
    ...flags.map(([name]) => `--${FLAGS[name]}`),
  ];
}

/** @param {unknown} value */
const counts = (value) => Number.isSafeInteger(Number(value)) && Number(value) > 0;

/**
 * The arguments of a run; what is wrong with its inputs is thrown in Newman's words.
 * @param {Json} options
 * @param {inputs.Place} place
 * @returns {Promise<string[]>}
 */
exports.argumentsOf = async (options, place) => {
  const collection = await inputs.collection(options, place);
  const files = {
    environment: await inputs.scope("environment", options, place),
    globals: await inputs.scope("globals", options, place),
    "iteration-data": await inputs.rows(options, place),
    "ssl-client-cert-list": await inputs.certificates(options, place),
    "cookie-jar": await inputs.cookies(options, place),
    "export-cookie-jar": cookiesAfter(options, place),
  };
  const named = Object.entries(files).filter(([, file]) => file !== undefined);
  return [
    "run",
    collection,
    ...named.map(([name, file]) => typed(name, file)),
    ...plain(options),
    ...folders(options),
    ...variables("env-var", options.envVar),
    ...variables("global-var", options.globalVar),
    ...bail(options),
    ...color(options),
    ...proxy(options),
    ...(options.insecureFileRead === false ? ["--no-insecure-file-read"] : []),
    typed("reporters", reporters(options).join(",")),
    ...reporterOptions(options),
    // A program reads the summary, not a code.
    "--show-body-on-failure=off",
  ];
};

/**
 * Where the cookies go that the run leaves.
 * @param {Json} options
 * @param {inputs.Place} place
 */
function cookiesAfter({ exportCookieJar, cookieJar }, place) {
  if (typeof exportCookieJar === "string") return exportCookieJar;
  return inputs.isJar(cookieJar) ? place.path("cookies-after.json") : undefined;
}
exports.cookiesAfter = cookiesAfter;
