#!/usr/bin/env node
"use strict";
// The command: the program of this platform, in this one's place.

const { spawn } = require("node:child_process");
const { environment, program } = require("../lib/program.js");

/** Signals that are meant for the program; from a terminal it gets them itself. */
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);

function main() {
  const child = spawn(program(), process.argv.slice(2), { env: environment(), stdio: "inherit" });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(error));
  child.on("close", (code, signal) => {
    if (signal === null) process.exit(code ?? 2);
    for (const name of SIGNALS) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** @param {unknown} error */
function fail(error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
}

try {
  main();
} catch (error) {
  fail(error);
}
