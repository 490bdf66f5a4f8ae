"use strict";
// What was sent in a run, and what came of it. As long as nobody looks, it lies in a file, so that memory does not grow with the run.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { lazy } = require("./lazy.js");
const models = require("./models.js");

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").Line} Line */

/** How much is gathered before it is written, in characters. */
const GATHERED = 1 << 16;

/** Values in a file that goes with the process, one a line. */
class Spool {
  constructor() {
    /** @type {string[]} */
    this.gathered = [];
    this.length = 0;
    /** @type {{folder: string, file: number} | undefined} */
    this.place = undefined;
  }

  /** @param {Json} value */
  add(value) {
    const line = `${JSON.stringify(value)}\n`;
    this.gathered.push(line);
    this.length += line.length;
    if (this.length > GATHERED) this.write();
  }

  write() {
    this.place ??= Spool.make();
    fs.writeSync(this.place.file, this.gathered.join(""));
    this.gathered = [];
    this.length = 0;
  }

  static make() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "postrider-run-"));
    const name = path.join(folder, "executions");
    const file = fs.openSync(name, "w+", 0o600);
    // What has no name any more goes with the process, whatever becomes of it; Windows keeps it until it is closed.
    if (process.platform !== "win32") fs.rmSync(folder, { recursive: true, force: true });
    return { folder, file };
  }

  /** @param {(value: Json) => void} take */
  read(take) {
    if (this.place) {
      const piece = Buffer.alloc(1 << 20);
      let begun = "";
      const decoder = new (require("node:string_decoder").StringDecoder)("utf8");
      for (let at = 0, count = 1; count > 0; at += count) {
        count = fs.readSync(this.place.file, piece, 0, piece.length, at);
        const lines = (begun + decoder.write(piece.subarray(0, count))).split("\n");
        begun = /** @type {string} */ (lines.pop());
        for (const line of lines) take(JSON.parse(line));
      }
    }
    for (const line of this.gathered) take(JSON.parse(line));
    this.close();
  }

  close() {
    this.gathered = [];
    if (!this.place) return;
    const { folder, file } = this.place;
    this.place = undefined;
    fs.closeSync(file);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The executions of a run. */
class Executions {
  /** @param {(pointer: string, id: string) => Json} find - an item of the collection */
  constructor(find) {
    this.find = find;
    /** @type {Spool | undefined} */
    this.spool = new Spool();
    /** Those that were looked at. @type {Json[]} */
    this.looked = [];
    /** Those of each item, by the id of its turn. @type {Map<string, Json>} */
    this.turns = new Map();
  }

  /** All of them. From here on they are kept in memory. */
  list() {
    const { spool } = this;
    this.spool = undefined;
    spool?.read((value) => this.take(value));
    return this.looked;
  }

  /**
   * An item's turn has begun.
   * @param {Line} line
   * @param {Json} told
   */
  begin(line, told) {
    const { pointer, itemId } = line;
    this.put({ ref: told.cursor.ref, cursor: told.cursor, pointer, itemId });
  }

  /**
   * A request was sent.
   * @param {Line} line
   * @param {Json} told
   * @param {string} id - of its item
   */
  request(line, told, id) {
    const { request, response, error } = line;
    this.put({ ref: told.cursor.ref, cursor: told.cursor, id, request, response, error });
  }

  /** @param {Json} told @param {Json} assertion */
  assert(told, assertion) {
    this.put({ ref: told.cursor.ref, list: "assertions", entry: assertion });
  }

  /** @param {Json} told @param {string} list @param {Json} error */
  scriptFailed(told, list, error) {
    this.put({ ref: told.cursor.ref, list, entry: { error } });
  }

  /** Keeps what is told, in the file or in memory. @param {Json} value */
  put(value) {
    if (this.spool) this.spool.add(value);
    else this.take(value);
  }

  /** Adds what is told to the list. @param {Json} value */
  take(value) {
    const turn = this.turn(value.ref);
    if (value.list) {
      const { entry } = value;
      // What JSON has left out is there, and undefined.
      if (value.list === "assertions") entry.error ??= undefined;
      turn[value.list] ??= [];
      turn[value.list].push(entry);
      return;
    }
    turn.cursor = value.cursor;
    if (value.itemId) {
      lazy(turn, "item", () => this.find(value.pointer, value.itemId));
      return;
    }
    lazy(turn, "request", () => models.request(value.request));
    lazy(turn, "response", () => value.response && models.response(value.response));
    turn.id = value.id;
    if (value.error) turn.requestError = models.requestError(value.error);
    this.looked.push(turn);
  }

  /** @param {string} ref */
  turn(ref) {
    let turn = this.turns.get(ref);
    if (!turn) {
      turn = {};
      this.turns.set(ref, turn);
    }
    return turn;
  }

  close() {
    this.spool?.close();
  }
}
exports.Executions = Executions;
