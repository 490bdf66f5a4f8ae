"use strict";
// What a run amounts to, in Newman's shape: `summary`.

const { randomUUID, createHash } = require("node:crypto");
const { lazy } = require("./lazy.js");
const models = require("./models.js");
const { Executions } = require("./executions.js");

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").Line} Line */

/** What is counted: an event's name and what it is counted as. @type {Record<string, string>} */
const COUNTED = {
  iteration: "iterations",
  item: "items",
  script: "scripts",
  prerequest: "prerequests",
  request: "requests",
  test: "tests",
  assertion: "assertions",
  testScript: "testScripts",
  prerequestScript: "prerequestScripts",
};

/** The same, by the event that comes before it. @type {Record<string, string>} */
const BEGUN = Object.fromEntries(
  Object.entries(COUNTED).map(([name, counted]) => [
    `before${name[0].toUpperCase()}${name.slice(1)}`,
    counted,
  ]),
);

/** Average, deviation and extremes of times, without keeping them. */
class Spread {
  constructor() {
    this.count = 0;
    this.mean = 0;
    this.squares = 0;
    this.min = 0;
    this.max = 0;
  }

  /** @param {number} value */
  add(value) {
    this.count += 1;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.squares += before * (value - this.mean);
    this.min = this.count === 1 ? value : Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  /** @param {string} name */
  told(name) {
    return {
      [`${name}Average`]: this.mean,
      [`${name}Min`]: this.min,
      [`${name}Max`]: this.max,
      [`${name}Sd`]: this.count > 0 ? Math.sqrt(this.squares / this.count) : 0,
    };
  }
}

/**
 * What Newman adds to an error in the list of failures.
 * @param {Json} error
 * @param {Json[]} stacktrace
 */
function sealed(error, stacktrace) {
  const checksum = createHash("md5").update(JSON.stringify(error)).digest("hex");
  return { ...error, checksum, id: randomUUID(), timestamp: Date.now(), stacktrace };
}

/**
 * An error in the list of failures; what has been told with its calls stays as it is.
 * @param {Json} error
 * @param {Json} cursor
 */
function failed(error, cursor) {
  if (error.stacktrace) return error;
  if (error instanceof Error) {
    const { name, message, stack } = error;
    return sealed({ ...error, name, message, stack }, []);
  }
  const call = {
    fileName: "sandbox-script.js",
    lineNumber: error.index + 1,
    functionName: "Object.eval",
    typeName: "Object",
    methodName: "eval",
    columnNumber: cursor.position + 1,
    native: false,
  };
  return sealed(error, [call]);
}

/** The summary of a run, as it goes. */
class Summary {
  /**
   * @param {() => Json} collection
   * @param {Line} line - the first of the stream
   * @param {(pointer: string, id: string) => Json} find - an item of the collection
   */
  constructor(collection, line, find) {
    /** @type {Json} */
    this.stats = {};
    for (const counted of Object.values(COUNTED))
      this.stats[counted] = { total: 0, pending: 0, failed: 0 };
    this.spreads = { response: new Spread(), dns: new Spread(), firstByte: new Spread() };
    this.executions = new Executions(find);
    this.scopes = { environment: line.environment, globals: line.globals };
    /** The scopes that were looked at. @type {Record<string, Json>} */
    this.looked = {};
    this.times = { started: line.time, completed: /** @type {number | undefined} */ (undefined) };
    this.shown = this.show(collection);
  }

  /** @param {() => Json} collection */
  show(collection) {
    /** @type {Json} */
    const shown = {};
    lazy(shown, "collection", collection);
    lazy(shown, "environment", () => this.scope("environment"));
    lazy(shown, "globals", () => this.scope("globals"));
    const run = { stats: this.stats };
    Object.defineProperty(run, "timings", { enumerable: true, get: () => this.timings() });
    lazy(run, "executions", () => this.executions.list());
    shown.run = Object.assign(run, { transfers: { responseTotal: 0 }, failures: [], error: null });
    return shown;
  }

  timings() {
    const { started, completed } = this.times;
    const parts = Object.entries(this.spreads).map(([name, spread]) => spread.told(name));
    return Object.assign({}, ...parts, { started }, completed === undefined ? {} : { completed });
  }

  /** @param {"environment" | "globals"} name */
  scope(name) {
    this.looked[name] = models.scope(this.scopes[name]);
    return this.looked[name];
  }

  /**
   * Takes note of the variables after a script.
   * @param {Json} told
   */
  noteVariables(told) {
    for (const name of /** @type {const} */ (["environment", "globals"])) {
      const scope = told?.[name];
      if (!scope) continue;
      const { mutations, ...variables } = scope;
      this.scopes[name] = variables;
      // What was looked at stays the same object.
      this.looked[name]?.values.clear();
      this.looked[name]?.values.populate(variables.values);
    }
  }

  /**
   * Counts an event and keeps what it says of its item.
   * @param {string} name
   * @param {Json} error
   * @param {Json} told
   */
  note(name, error, told) {
    const begun = BEGUN[name];
    if (begun) this.stats[begun].pending += 1;
    const counted = COUNTED[name];
    if (counted) {
      const count = this.stats[counted];
      count.pending -= count.pending > 0 ? 1 : 0;
      count.failed += error ? 1 : 0;
      count.total += 1;
    }
    if (name === "assertion") this.noteAssertion(error, told);
    if (name === "request" && error) this.fail(error, "request", told);
  }

  /** @param {Json} error @param {Json} told */
  noteAssertion(error, told) {
    const { assertion, skipped } = told;
    this.executions.assert(told, { assertion, skipped, error: error ?? undefined });
    if (error) this.fail(error, `assertion:${error.index} in test-script`, told);
  }

  /**
   * Takes note of a script that failed.
   * @param {Line} line
   * @param {Json[]} errors
   * @param {Json} told
   */
  noteScript(line, errors, told) {
    const { listen } = line.scriptEvent;
    for (const error of errors) {
      const isOfChai = error.name === "AssertionError";
      const isUnhandled = error !== line.error;
      const [call] = isOfChai || isUnhandled ? (error.stacktrace ?? []) : [];
      const place = [call?.lineNumber, call?.columnNumber].filter((number) => number !== undefined);
      const { stack, type, ...shown } = error;
      const kept = isOfChai ? { ...shown, stack } : { type, ...shown, stacktrace: [] };
      this.executions.scriptFailed(told, `${listen}Script`, kept);
      this.fail(kept, [`${listen}-script`, ...place].join(":"), told);
    }
  }

  /**
   * Takes note of a request and of what came of it.
   * @param {Line} line
   * @param {Json} told
   * @param {string} id - of its item
   */
  noteRequest(line, told, id) {
    this.executions.request(line, told, id);
    const { response } = line;
    if (!response) return;
    this.shown.run.transfers.responseTotal += response.downloadedBytes;
    this.spreads.response.add(response.responseTime);
    const offset = line.history?.execution?.data?.at(-1)?.timings?.offset;
    if (!offset) return;
    this.spreads.dns.add(offset.lookup - offset.socket);
    this.spreads.firstByte.add(offset.response - (offset.secureConnect ?? offset.connect));
  }

  /**
   * Adds a failure.
   * @param {Json} error
   * @param {string} at
   * @param {Json} told
   */
  fail(error, at, told) {
    const { cursor } = told;
    /** @type {Json} */
    const failure = { error: failed(error, cursor), at };
    lazy(failure, "source", () => told.item);
    lazy(failure, "parent", () => told.item?.__parent?.__parent);
    failure.cursor = cursor;
    this.shown.run.failures.push(failure);
  }

  /**
   * Takes the end of the run.
   * @param {Line} line
   */
  conclude(line) {
    this.times.completed = line.time;
    this.noteVariables(line.final);
    if (line.error) this.shown.run.error = models.requestError(line.error);
  }

  /** Lets go of what is kept outside of memory. */
  close() {
    this.executions.close();
  }
}
exports.Summary = Summary;
