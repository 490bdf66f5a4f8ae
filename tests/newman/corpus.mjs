// The collections of the shared corpus, each made ready to be run behind its recording proxy.
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A collection of the corpus, by the columns of its manifest.
 * @typedef {Record<string, string>} Row
 */
/**
 * Which collections are wanted: the options of the scripts here.
 * @typedef {object} Wanted
 * @property {string} [corpus]
 * @property {string} [files]
 * @property {string} [only]
 * @property {string} [every]
 */

const here = path.dirname(fileURLToPath(import.meta.url));

/** What each of the scripts here is called with, for `parseArgs`. */
export const OPTIONS = /** @type {const} */ ({
  program: { type: "string" },
  corpus: { type: "string" },
  files: { type: "string" },
  only: { type: "string" },
  every: { type: "string", default: "1" },
  show: { type: "string", default: "8" },
});

/**
 * What is listed in a file, one a line; what stands behind a colon is a remark.
 * @param {string} file
 */
function listed(file) {
  const lines = fs
    .readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(": ")[0].trim());
  return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
}

/**
 * The collections to compare: those that do the same in each run.
 * @param {Wanted} options
 * @returns {Row[]}
 */
export function entries(options) {
  const [head, ...lines] = fs
    .readFileSync(path.join(/** @type {string} */ (options.corpus), "manifest.tsv"), "utf8")
    .trim()
    .split("\n");
  const names = head.split("\t");
  const rows = lines.map((line) =>
    Object.fromEntries(line.split("\t").map((text, at) => [names[at], text])),
  );
  const wanted = options.files && listed(options.files);
  const different = listed(path.join(here, "different.txt"));
  return rows
    .filter((row) => row.nondeterministic === "-" && !different.has(row.file))
    .filter((row) => !wanted || wanted.has(row.file))
    .filter((row) => !options.only || new RegExp(options.only).test(row.file))
    .filter((_, at) => at % Number(options.every ?? 1) === 0);
}

/**
 * Takes a member out of a file of JSON, wherever it stands.
 * @param {string} file
 * @param {string} member
 */
function forget(file, member) {
  /** @param {string} name @param {unknown} value */
  const kept = (name, value) => (name === member ? undefined : value);
  const bytes = fs.readFileSync(file);
  const text = bytes.toString(bytes[0] === 0xff ? "utf16le" : "utf8").replace(/^\ufeff/, "");
  fs.writeFileSync(file, JSON.stringify(JSON.parse(text, kept)));
}

/**
 * A collection in a folder of its own, behind a proxy that answers for its servers.
 * @param {Wanted} options
 * @param {Row} row
 */
export async function staged(options, row) {
  const corpus = path.resolve(/** @type {string} */ (options.corpus));
  const harness = createRequire(path.join(corpus, "harness/x.js"));
  const { startProxy } = harness("./proxy.js");
  const { prepare } = harness("./prepare.js");
  const work = path.join(os.tmpdir(), "postrider-reports", row.file.replace(/\.json$/, ""));
  const { collection } = prepare(row, path.join(corpus, "all"), work);
  // Newman uses what `enabled: false` switches off; both read files that say nothing of it.
  for (const file of ["env.json", "globals.json"]) forget(path.join(work, file), "enabled");
  /** What was sent to the servers. @type {{target: string, body?: string}[]} */
  const records = [];
  const onRecord = (/** @type {any} */ record) => records.push(record);
  const proxy = await startProxy({ collection, maxRequests: 3000, onRecord });
  const address = `http://127.0.0.1:${proxy.port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: work,
    TZ: "UTC",
    LANG: "C.UTF-8",
    HTTP_PROXY: address,
    http_proxy: address,
    HTTPS_PROXY: address,
    https_proxy: address,
    NO_PROXY: "",
    no_proxy: "",
  };
  const close = () => {
    proxy.close();
    fs.rmSync(work, { recursive: true, force: true });
  };
  return { work, env, records, close };
}
