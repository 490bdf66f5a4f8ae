"use strict";
// Tells listeners of a run as Newman does: each line of the stream becomes an event of an emitter.

const { randomUUID } = require("node:crypto");
const { EventEmitter } = require("node:events");
const { lazy, once } = require("./lazy.js");
const models = require("./models.js");
const { Summary } = require("./summary.js");

/** @typedef {import("./types").Json} Json */
/** @typedef {import("./types").Line} Line */
/** @typedef {import("./types").RunEmitter} RunEmitter */

/** Events that are only counted where nobody listens to them. */
const COUNTED_ALONE = new Set([
  "beforeIteration",
  "iteration",
  "beforePrerequest",
  "prerequest",
  "beforeTest",
  "test",
]);

/** Events that are nothing where nobody listens to them. */
const PASSING = new Set(["console", "exception"]);

/** What a cursor may have beside its place, in Newman's order. */
const OPTIONAL = ["httpRequestId", "scriptId", "execution"];

/**
 * A cursor as Newman tells it: of beginnings and ends it tells for the first item alone.
 * @param {Json} line
 */
function cursorOf({ cursor: told, event: name }) {
  const { position, iteration, length, cycles, ref, empty, bof, cr } = told;
  const isFirst = position === 0 && iteration === 0;
  /** @type {Json} */
  const cursor = isFirst
    ? { position, iteration, length, cycles, empty, eof: false, bof, cr, ref }
    : { ref, length, cycles, position, iteration };
  if (!isFirst && cr) cursor.cr = cr;
  const isOfScript = name === "script" || name === "beforeScript";
  for (const member of OPTIONAL)
    if (told[member] !== undefined && !(isOfScript && member === "execution"))
      cursor[member] = told[member];
  return cursor;
}

/**
 * An error of a script, as Newman tells it: its calls are within the sandbox there.
 * @param {Json} told
 */
function scriptError(told) {
  if (!told) return null;
  const { stack, type, ...error } = told;
  if (told.name === "AssertionError") return { ...error, stack };
  return { type, ...error, stacktrace: [] };
}

/** Headers that a request gets when it is sent: Newman tells of it before. */
const ADDED_LATE = new Set([
  ...["user-agent", "accept", "cache-control", "postman-token", "host", "accept-encoding"],
  ...["connection", "cookie", "content-length", "content-type"],
]);

/**
 * A request without what it gets when it is sent. Cookies that its author wrote stay, and so does the type of a text whose language is known.
 * @param {Json} request
 * @param {Json} written - the author's
 */
function unsent(request, written) {
  const has = (/** @type {string} */ name) =>
    Array.isArray(written?.header) &&
    written.header.some((/** @type {Json} */ { key }) => key?.toLowerCase() === name);
  const { mode, options } = request.body ?? {};
  const isTyped = mode === "raw" && options?.raw?.language !== undefined;
  const header = request.header?.filter((/** @type {Json} */ { key, system }) => {
    const name = key.toLowerCase();
    if (!system || !ADDED_LATE.has(name) || has(name)) return true;
    return name === "content-type" && isTyped;
  });
  return { ...request, header };
}

/** Tells an emitter of a run. */
class Player {
  /** @param {RunEmitter} emitter */
  constructor(emitter) {
    this.emitter = emitter;
    /** The item that runs, made when it is looked at. @type {() => Json} */
    this.item = () => undefined;
    /** Those of requests that scripts send, by the request's id. @type {Map<string, {id: string, item: () => Json}>} */
    this.sent = new Map();
    /** @type {Line | undefined} */
    this.end = undefined;
    this.stop = () => {};
    /** Whether it is told how long each part of a request took. */
    this.isVerbose = false;
  }

  /**
   * Takes the first line: from here on there is a summary.
   * @param {Line} line
   */
  begin(line) {
    this.collection = once(() => models.collection(line.collection));
    this.summary = new Summary(this.collection, line, (pointer, id) => this.find(pointer, id));
    this.emitter.summary = this.summary.shown;
    this.cursor = line.cursor;
  }

  /** Tells that the run has begun. @param {Line} line */
  start(line) {
    const run = { abort: () => this.stop(), resolveCursor: () => this.item() };
    this.emitter.emit("start", null, { cursor: line.cursor, run });
  }

  /**
   * Counts an event that nobody listens to; whether that is all there is to do.
   * @param {string} name
   */
  isCounted(name) {
    const { emitter } = this;
    const isCounted = COUNTED_ALONE.has(name);
    if (!isCounted && !PASSING.has(name)) return false;
    // Who has replaced it hears of everything.
    if (emitter.emit !== EventEmitter.prototype.emit || emitter.listenerCount(name) > 0)
      return false;
    if (isCounted) this.summary?.note(name, null, undefined);
    return true;
  }

  /**
   * Takes a line and tells of it.
   * @param {Line} line
   */
  play(line) {
    const tell = TELL[line.event];
    if (tell) tell(this, line);
  }

  /**
   * What is told with an event: always a cursor, mostly an item.
   * @param {Line} line
   * @param {Record<string, () => unknown>} members
   */
  told(line, members) {
    const told = { cursor: cursorOf(line) };
    for (const [name, make] of Object.entries(members)) lazy(told, name, make);
    return told;
  }

  /**
   * Takes an event into account and tells of it.
   * @param {string} name
   * @param {Json} error
   * @param {Json} told
   */
  tell(name, error, told) {
    this.summary?.note(name, error, told);
    this.emitter.emit(name, error, told);
  }

  /** The item, as it is now. */
  here() {
    const { item } = this;
    return () => item();
  }

  /**
   * Whose request it is: the item's, or one that a script has made up.
   * @param {Line} line
   */
  owner(line) {
    const sent = this.sent.get(line.cursor.httpRequestId);
    return sent ?? { id: line.itemId, item: this.here() };
  }

  /**
   * An item of the collection.
   * @param {string} pointer - where it stands
   * @param {string} id
   */
  find(pointer, id) {
    const collection = this.collection?.();
    return collection && located(collection, pointer, id);
  }

  /** Tells that the run is over, before anything is written. */
  conclude() {
    const { end, summary } = this;
    if (!end || !summary) return;
    summary.conclude(end);
    this.emitter.emit("beforeDone", null, { cursor: end.cursor, summary: summary.shown });
  }
}
exports.Player = Player;

/**
 * The item at a place of the collection, or else that of the id.
 * @param {Json} collection
 * @param {string} pointer
 * @param {string} id
 */
function located(collection, pointer, id) {
  if (/^(\/item\/\d+)+$/.test(pointer)) {
    const numbers = pointer.split("/item/").slice(1);
    const item = numbers.reduce(
      (/** @type {Json} */ group, number) => group?.items?.idx(Number(number)),
      collection,
    );
    if (item?.id === id) return item;
  }
  return collection.items.one(id) ?? deepest(collection, id);
}

/** @param {Json} collection @param {string} id */
function deepest(collection, id) {
  /** @type {Json} */
  let found;
  collection.forEachItem((/** @type {Json} */ item) => {
    if (item.id === id) found ??= item;
  });
  return found;
}

/**
 * What a script left, with its variables.
 * @param {Json} told
 * @param {Json} cursor
 */
function execution(told, cursor) {
  const { environment, globals, collectionVariables, _variables, return: returned, ...rest } = told;
  const made = { id: cursor.execution, ...rest };
  const scopes = { _variables, environment, collectionVariables, globals };
  for (const [name, scope] of Object.entries(scopes))
    if (scope) lazy(made, name, () => models.scope(scope));
  return Object.assign(made, { return: returned });
}

/**
 * The hops of a request, as Newman tells them.
 * @param {Json | undefined} told
 * @param {boolean} isVerbose
 */
function history(told, isVerbose) {
  // Where no address was given, nothing was made.
  if (!told) return undefined;
  const data = told.execution.data.map((/** @type {Json} */ hop) => {
    // Of a request without an address there is nothing.
    if (!hop.request) return {};
    const { bodySize, ...request } = hop.request;
    if (!hop.response) return { request };
    const { downloadedBytes, ...response } = hop.response;
    if (!isVerbose) return { request, response };
    const { measured, ...timings } = hop.timings;
    return { request, response: { ...response, downloadedBytes }, timings };
  });
  return { execution: { verbose: isVerbose, sessions: {}, data } };
}

/** @param {Json} told */
const script = (told) => () => models.script(told);
/** @param {Json} told */
const event = (told) => () => models.event(told);

/**
 * What a failed assertion is told with.
 * @param {Json} made
 * @param {Json} cursor
 */
function assertionError(made, cursor) {
  if (made.passed) return null;
  const name = made.error?.name ?? "AssertionError";
  const message = made.error?.message ?? made.name ?? "";
  const place = `${made.index + 1}:${(cursor.position ?? 0) + 1}`;
  const stack = `${name}: ${message}\n   at Object.eval sandbox-script.js:${place})`;
  return { name, index: made.index, test: made.name, message, stack };
}

/** Events that tell of an item alone. @param {Player} player @param {Line} line */
function plain(player, line) {
  player.tell(line.event, null, player.told(line, { item: player.here() }));
}

/** @param {Player} player @param {Line} line */
function bare(player, line) {
  player.tell(line.event, null, player.told(line, {}));
}

/** Scripts that are about to run. @param {Player} player @param {Line} line */
function beforeScripts(player, line) {
  const events = () => line.events.map(models.event);
  player.tell(line.event, null, player.told(line, { events, item: player.here() }));
}

/** Scripts that have run. @param {Player} player @param {Line} line */
function scripts(player, line) {
  const executions = () => line.results.map(ran);
  player.tell(line.event, null, player.told(line, { executions, item: player.here() }));
}

/** @param {Json} told */
function ran(told) {
  const made = {};
  lazy(made, "event", event(told.scriptEvent));
  lazy(made, "script", script(told.script));
  lazy(made, "result", () => execution(told.result, told.result.cursor));
  const error = told.error ?? told.unhandled?.[0];
  return error ? Object.assign(made, { error: scriptError(error) }) : made;
}

/**
 * The name of an event that tells of one kind of script.
 * @param {Line} line
 * @param {boolean} isBefore
 */
function ofScript(line, isBefore) {
  const { listen } = line.scriptEvent;
  if (!isBefore) return `${listen}Script`;
  return `before${listen[0].toUpperCase()}${listen.slice(1)}Script`;
}

/** @type {Record<string, (player: Player, line: Line) => void>} */
const TELL = {
  start: (player, line) => player.start(line),
  beforeIteration: bare,
  iteration: bare,
  beforeItem(player, line) {
    player.item = once(() => player.find(line.pointer, line.itemId));
    const told = player.told(line, { item: player.here() });
    player.summary?.executions.begin(line, told);
    player.tell("beforeItem", null, told);
  },
  item: plain,
  beforePrerequest: beforeScripts,
  beforeTest: beforeScripts,
  prerequest: scripts,
  test: scripts,
  beforeScript(player, line) {
    const members = {
      script: script(line.script),
      event: event(line.scriptEvent),
      item: player.here(),
    };
    const told = player.told(line, members);
    player.tell("beforeScript", null, told);
    player.tell(ofScript(line, true), null, told);
  },
  script(player, line) {
    const members = {
      execution: () => execution(line.result, line.cursor),
      script: script(line.script),
      event: event(line.scriptEvent),
      item: player.here(),
    };
    const told = player.told(line, members);
    const errors = [...(line.unhandled ?? []), ...(line.error ? [line.error] : [])];
    player.summary?.noteScript(line, errors, told);
    player.summary?.noteVariables(line.result);
    const [error = null] = errors.map(scriptError);
    player.tell("script", error, told);
    player.tell(ofScript(line, false), error, told);
  },
  beforeRequest(player, line) {
    // Before it is sent, nothing of its address is encoded.
    const url = line.wire?.shown || line.request.url;
    const written = line.item?.request;
    const request = once(() => models.request({ ...unsent(line.request, written), url }));
    if (line.source === "script") {
      const id = randomUUID();
      const item = () => models.madeItem(id, request());
      player.sent.set(line.cursor.httpRequestId, { id, item: once(item) });
    }
    const { item } = player.owner(line);
    player.tell("beforeRequest", null, player.told(line, { request, item }));
  },
  request(player, line) {
    const owner = player.owner(line);
    const request = once(() => models.request(line.request));
    const members = {
      response: () => (line.response ? models.response(line.response) : undefined),
      request,
      item: once(() => models.sentItem(owner.item(), request())),
      cookies: () => (line.response ? models.cookies(line.cookies) : []),
      history: () => history(line.history, player.isVerbose),
    };
    const told = player.told(line, members);
    player.sent.delete(line.cursor.httpRequestId);
    const error = line.error && models.requestError(line.error);
    player.summary?.noteRequest(line, told, owner.id);
    player.tell("request", error, told);
  },
  assertion(player, line) {
    for (const made of line.assertions) {
      const told = player.told(line, {
        assertion: () => made.name,
        skipped: () => made.skipped,
        error: () => made.error,
        item: player.here(),
      });
      player.tell("assertion", assertionError(made, line.cursor), told);
    }
  },
  console(player, line) {
    const { cursor } = player.told(line, {});
    const { level, messages } = line;
    player.emitter.emit("console", null, { cursor, level, messages });
  },
  exception(player, line) {
    const { cursor } = player.told(line, {});
    player.emitter.emit("exception", null, { cursor, error: scriptError(line.error) });
  },
  done(player, line) {
    player.end = line;
  },
};
