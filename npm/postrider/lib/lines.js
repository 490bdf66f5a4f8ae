"use strict";
// Takes a stream of JSON lines apart.

const NEWLINE = 10;

/** What the name of an event stands behind, at the beginning of each line. */
const PREFIX = Buffer.from('{"event":"');
const QUOTE = 34;

/** What no listener of Newman's hears of, and need not be parsed. */
const UNHEARD = new Set([
  "io",
  "responseStart",
  "response",
  "responseData",
  "retry",
  "warning",
  "contract",
  "touched",
  "beforeStep",
  "step",
  "proofs",
]);

/**
 * The name of the event that a line tells of.
 * @param {Buffer} line
 */
function nameOf(line) {
  const start = PREFIX.length;
  return line.toString("latin1", start, line.indexOf(QUOTE, start));
}

/**
 * The name of the event that a line tells of, where anybody may be told of it.
 * @param {Buffer} line
 */
exports.heard = (line) => {
  const name = line.length > 0 ? nameOf(line) : "";
  return UNHEARD.has(name) ? "" : name;
};

/**
 * Makes what takes pieces of a stream and hands on whole lines.
 * @param {(line: Buffer) => void} onLine
 * @returns {(piece: Buffer) => void}
 */
exports.splitter = (onLine) => {
  /** @type {Buffer[]} */
  let begun = [];
  return (piece) => {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      const rest = piece.subarray(from, end);
      const line = begun.length > 0 ? Buffer.concat([...begun, rest]) : rest;
      begun = [];
      from = end + 1;
      onLine(line);
    }
    if (from < piece.length) begun.push(piece.subarray(from));
  };
};
