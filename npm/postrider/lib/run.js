"use strict";
// `run`: starts the program, listens to it, and tells of the run as Newman does.

const { spawn } = require("node:child_process");
const { randomUUID } = require("node:crypto");
const { EventEmitter } = require("node:events");
const net = require("node:net");
const { argumentsOf, cookiesAfter } = require("./arguments.js");
const { scopes, writeAll } = require("./exports.js");
const { Place, isJar, refill } = require("./inputs.js");
const { heard, splitter } = require("./lines.js");
const { Player } = require("./player.js");
const { environment, program } = require("./program.js");

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").RunEmitter} RunEmitter */
/** @typedef {(error: Error | null, summary?: Json) => void} Callback */
/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/** The Newman whose ways these are. */
const NEWMAN = "6.2.2";

/** Programs that run: they end with this one. @type {Set<Run>} */
const running = new Set();
process.on("exit", () => {
  for (const run of running) run.abandon();
});

/** Where the program finds us. @param {Place} place */
const address = (place) =>
  process.platform === "win32" ? `\\\\.\\pipe\\postrider-${randomUUID()}` : place.path("socket");

/** A run, from its options to its callback. */
class Run {
  /**
   * @param {Json} options
   * @param {RunEmitter} emitter
   * @param {Callback} callback
   */
  constructor(options, emitter, callback) {
    this.options = options;
    this.emitter = emitter;
    this.callback = callback;
    this.place = new Place();
    this.player = new Player(emitter);
    this.player.stop = () => this.stop();
    this.player.isVerbose = Boolean(options.verbose);
    /** @type {ChildProcess | undefined} */
    this.child = undefined;
    /** Lines that nobody was told of yet. @type {Json[]} */
    this.waiting = [];
    /** What the program has said of what went wrong. */
    this.complaint = "";
    this.isAborted = false;
    /** Whether the program has ended, and whether its stream has. */
    this.open = 2;
  }

  async start() {
    running.add(this);
    const args = await argumentsOf(this.options, this.place);
    const signal = this.options.abortSignal;
    if (signal?.aborted) throw signal.reason;
    signal?.addEventListener("abort", () => this.stop(), { once: true });
    const path = address(this.place);
    await this.listen(path);
    this.spawn([...args, `--listener=${path}`]);
  }

  /**
   * Waits for the program to connect.
   * @param {string} path
   */
  listen(path) {
    const server = net.createServer((socket) => {
      server.close();
      const split = splitter((line) => {
        const name = heard(line);
        // What waits is told first.
        const isNext = this.waiting.length === 0;
        if (name === "" || (isNext && this.player.isCounted(name))) return;
        this.take(JSON.parse(line.toString()));
      });
      this.socket = socket;
      socket.on("data", split);
      socket.on("error", () => {});
      socket.on("close", () => this.ended());
    });
    this.server = server;
    return /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        server.on("error", reject);
        server.listen(path, () => resolve());
      })
    );
  }

  /** @param {string[]} args */
  spawn(args) {
    const env = environment();
    env._POSTRIDER_REPORTER_OPTIONS = JSON.stringify(this.options.reporter ?? {});
    const child = spawn(program(), args, {
      env,
      stdio: ["ignore", "inherit", "pipe"],
      windowsHide: true,
    });
    this.child = child;
    child.stderr.setEncoding("utf8").on("data", (text) => this.hear(text));
    child.on("error", (error) => {
      this.complaint += `error: ${error.message}\n`;
    });
    child.on("close", (code, signal) => {
      this.code = code;
      this.signal = signal;
      // Nobody will connect any more.
      if (!this.socket) this.ended();
      this.server?.close();
      this.ended();
    });
  }

  /**
   * What the program says beside its reports: before the run begins, why it can't; later, what is worth knowing.
   * @param {string} text
   */
  hear(text) {
    this.complaint += text;
    if (this.player.summary) process.stderr.write(text);
  }

  /** @param {Json} line */
  take(line) {
    this.waiting.push(line);
    if (this.waiting.length === 1) this.tell();
  }

  /** Tells of what waits. Where a listener throws, the rest is told nonetheless, as in Newman. */
  tell() {
    while (this.waiting.length > 0) {
      const [line] = this.waiting;
      let isTold = false;
      try {
        if (line.event === "start") this.player.begin(line);
        this.player.play(line);
        isTold = true;
      } finally {
        this.waiting.shift();
        if (!isTold && this.waiting.length > 0) setImmediate(() => this.tell());
      }
    }
    if (this.open === 0) this.finish();
  }

  /** The program, or its stream, has ended. */
  ended() {
    this.open -= 1;
    if (this.open === 0 && this.waiting.length === 0) this.finish();
  }

  finish() {
    running.delete(this);
    const { summary, end } = this.player;
    const error = this.error();
    if (end?.error) summary?.conclude(end);
    else this.player.conclude();
    /** @param {Error | null} failed */
    const tell = (failed) => {
      if (summary) this.emitter.emit("done", error ?? failed, summary.shown);
      this.callback(error ?? failed, summary?.shown);
    };
    // What listeners throw is theirs, and no rejection of ours.
    this.export().then((failed) => setImmediate(tell, failed));
  }

  /**
   * Writes what is left to be written, and puts away what the run needed. What went wrong with that is an error.
   * @returns {Promise<Error | null>}
   */
  async export() {
    const { summary, end } = this.player;
    const { exports: files } = this.emitter;
    if (summary && end && !end.error) files.push(...scopes(this.options, summary.shown));
    const failed = await writeAll(files);
    await this.close();
    return failed;
  }

  /** What went wrong with the run itself; that something failed in it is no error. */
  error() {
    const { end } = this.player;
    if (this.isAborted) return this.reason();
    if (end?.error) return new Error(end.error.message);
    const told = complaint(this.complaint, this.options);
    if (told) return told;
    if (end) return null;
    return new Error(`postrider ended early, ${this.signal ?? `with exit code ${this.code}`}`);
  }

  reason() {
    const reason = this.options.abortSignal?.reason;
    return reason instanceof Error ? reason : new Error("the run was aborted");
  }

  /** Puts away what the run needed. */
  async close() {
    const jar = this.options.cookieJar;
    const left = cookiesAfter(this.options, this.place);
    // A run that did not begin has left no cookies.
    if (isJar(jar) && left && this.player.end) await refill(jar, left).catch(() => {});
    this.place.close();
  }

  /** Ends the run: what it came to so far is told. */
  stop() {
    this.isAborted = true;
    if (process.platform === "win32") this.child?.kill();
    else this.child?.kill("SIGINT");
  }

  /** This program ends, and the run with it. */
  abandon() {
    this.child?.kill("SIGKILL");
    this.player.summary?.close();
    this.place.close();
  }
}

/**
 * What Newman says of a folder that is not there.
 * @param {string} name
 * @param {Json} options
 */
function noFolder(name, { folder }) {
  const what =
    Array.isArray(folder) && folder.length > 1
      ? "Invalid entrypoint"
      : `Unable to find a folder or request: "${name}"`;
  return new Error(`runtime~extractRunnableItems: ${what}`);
}

/** What Newman says first of what could not be read. @type {Record<string, string>} */
const LOADING = {
  collection: "collection could not be loaded\n  ",
  environment: "could not load environment\n  ",
  globals: "could not load globals\n  ",
};

/**
 * What the program has said of what is wrong, as an error.
 * @param {string} text
 * @param {Json} options
 * @returns {Error | null}
 */
function complaint(text, options) {
  const begin = text.search(/^error: /m);
  if (begin < 0) return null;
  const [message, hint] = text.slice(begin + "error: ".length).split("\n\nhint: ");
  const missing = /no folder or request named `(.*)`/.exec(message);
  if (missing) return noFolder(missing[1], options);
  const [, input] = /^(collection|environment|globals) `/.exec(message) ?? [];
  const told = `${input ? LOADING[input] : ""}${message.trim()}`;
  return Object.assign(new Error(told), hint ? { help: hint.trim() } : {});
}

/**
 * Runs a collection.
 * @param {Json} options
 * @param {Callback} [callback]
 * @returns {RunEmitter}
 */
exports.run = (options, callback) => {
  const isAlone = typeof options === "function";
  const done = isAlone ? options : typeof callback === "function" ? callback : () => {};
  const given = isAlone ? {} : (options ?? {});
  given.newmanVersion = NEWMAN;
  /** @type {RunEmitter} */
  const emitter = Object.assign(new EventEmitter(), { exports: [], reporters: {} });
  const run = new Run(given, emitter, done);
  run.start().catch((error) => {
    running.delete(run);
    run.server?.close();
    run.place.close();
    // What the callback throws is its own.
    setImmediate(() => done(error));
  });
  return emitter;
};
