"use strict";
// Writes what reporters have put into `emitter.exports`, where Newman writes it.

const fs = require("node:fs/promises");
const path = require("node:path");

/** @typedef {import("./types").Export} Export */
/** @typedef {import("./types").Json} Json */

/** The moment, as names of files have it. */
function moment() {
  return new Date().toISOString().replace(/[^\d]+/g, "-");
}

/**
 * A file's name, with the moment in it.
 * @param {string} name
 */
function dated(name) {
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${moment()}0${ext}`;
}

/** @param {string} place */
async function isFolder(place) {
  const known = await fs.stat(place).catch(() => undefined);
  return known?.isDirectory() ?? false;
}

/**
 * Where a file goes; nowhere, where nothing says it.
 * @param {Export} file
 */
async function placeOf(file) {
  const name = typeof file.default === "string" ? file.default : undefined;
  if (typeof file.path !== "string") return name && path.join("newman", dated(name));
  if (name && (await isFolder(file.path))) return path.join(file.path, dated(name));
  return file.path;
}

/** @param {unknown} content */
function bytesOf(content) {
  if (Buffer.isBuffer(content) || typeof content === "string") return content;
  const isPlain =
    content !== null &&
    typeof content === "object" &&
    [Object.prototype, null].includes(Object.getPrototypeOf(content));
  return isPlain ? JSON.stringify(content, null, 2) : String(content ?? "");
}

/** What exports say of who has made them. */
const BY = `Postrider/${require("../package.json").version}`;

/**
 * Variables as Newman exports them; the program would write them as the app does.
 * @param {Json} options
 * @param {Json} summary
 * @returns {Export[]}
 */
exports.scopes = (options, summary) => {
  const kinds = ["environment", "globals"].map((kind) => ({
    kind,
    path: options[`export${kind[0].toUpperCase()}${kind.slice(1)}`],
  }));
  return kinds
    .filter(({ path }) => path)
    .map(({ kind, path }) => ({
      name: kind,
      default: `newman-${kind}.json`,
      path,
      content: {
        name: kind,
        ...summary[kind].toJSON(),
        _postman_variable_scope: kind,
        _postman_exported_at: new Date().toISOString(),
        _postman_exported_using: BY,
      },
    }));
};

/**
 * Writes all files; the first error counts, and keeps no other from being written.
 * @param {Export[]} files
 */
exports.writeAll = async (files) => {
  const results = await Promise.allSettled(
    files.map(async (file) => {
      const place = await placeOf(file);
      if (!place) return;
      await fs.mkdir(path.dirname(place), { recursive: true });
      await fs.writeFile(place, bytesOf(file.content));
    }),
  );
  const failed = results.find((result) => result.status === "rejected");
  return failed ? failed.reason : null;
};
