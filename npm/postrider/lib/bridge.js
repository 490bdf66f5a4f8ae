"use strict";
// Runs one reporter that was made for Newman: a process of its own, which reads from its standard input what is to be run and
// then the event stream. The program has this file in it, bundled, and hands it to Node (`src/report/npm.rs`).

const { EventEmitter } = require("node:events");
const { createRequire } = require("node:module");
const path = require("node:path");
const { camelCase } = require("./words.js");
const { lazy } = require("./lazy.js");
const { heard, splitter } = require("./lines.js");
const { Player } = require("./player.js");
const { writeAll } = require("./exports.js");

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").Line} Line */
/** @typedef {import("./types").RunEmitter} RunEmitter */

/** The Newman that reporters are told they run under: they look for what it can do. */
const NEWMAN = "6.2.2";

/**
 * The reporter's options, as Newman hands them over.
 * @param {Json} setup
 */
function optionsOf(setup) {
  /** @type {Json} */
  const options = {};
  for (const [name, value] of setup.options) options[camelCase(name)] = value ?? true;
  // What a program hands over in JavaScript, which a command line can't say.
  const given = JSON.parse(process.env._POSTRIDER_REPORTER_OPTIONS ?? "{}");
  return Object.assign(options, given[setup.name]);
}

/**
 * The options of the run, as far as reporters ask for them.
 * @param {Json} setup
 * @param {Json} options
 * @param {Player} player
 * @param {Line} line
 */
function runOptions(setup, options, player, line) {
  const { reporters, workingDir, silent, verbose } = setup;
  const given = {
    reporters,
    reporter: { [setup.name]: options },
    newmanVersion: NEWMAN,
    iterationCount: line.cursor.cycles,
    workingDir,
    silent,
    verbose,
  };
  lazy(given, "collection", () => player.collection?.());
  lazy(given, "environment", () => player.summary?.shown.environment);
  lazy(given, "globals", () => player.summary?.shown.globals);
  return given;
}

/** Runs the reporter. */
class Bridge {
  constructor() {
    /** @type {RunEmitter} */
    this.emitter = Object.assign(new EventEmitter(), { exports: [], reporters: {} });
    this.player = new Player(this.emitter);
    /** @type {Json} */
    this.setup = undefined;
    this.isBegun = false;
  }

  /** @param {Buffer} bytes */
  take(bytes) {
    if (!this.setup) {
      this.setup = JSON.parse(bytes.toString());
      return;
    }
    const name = heard(bytes);
    if (name === "" || this.player.isCounted(name)) return;
    const line = JSON.parse(bytes.toString());
    if (line.event === "start") {
      // Of several collections that run one after the other, the first is the run's.
      if (this.isBegun) return;
      this.begin(line);
    }
    this.player.play(line);
  }

  /** @param {Line} line */
  begin(line) {
    this.isBegun = true;
    this.player.begin(line);
    const { setup, player, emitter } = this;
    const options = optionsOf(setup);
    player.isVerbose = setup.verbose;
    process.argv = [process.argv[0], "newman", "run", ...(setup.verbose ? ["--verbose"] : [])];
    const Reporter = createRequire(path.join(setup.folder, "package.json"))(setup.folder);
    const make = typeof Reporter === "function" ? Reporter : (Reporter.default ?? Reporter);
    emitter.reporters[setup.name] = new make(
      emitter,
      options,
      runOptions(setup, options, player, line),
    );
  }

  /** The stream is over. */
  async end() {
    const { player, emitter } = this;
    if (!this.isBegun || !player.end) return;
    player.conclude();
    const error = await writeAll(emitter.exports);
    emitter.emit("done", error, player.summary?.shown);
    player.summary?.close();
    if (error) throw error;
  }
}

/**
 * A reporter has failed: its process ends, and who started it tells so.
 * @param {unknown} error
 */
function fail(error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
}

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
// Whoever interrupts the run wants to read its reports: the stream ends then, and so does this.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => {});

const bridge = new Bridge();
const split = splitter((line) => bridge.take(line));
process.stdin.on("data", split);
process.stdin.on("end", () => bridge.end().catch(fail));
