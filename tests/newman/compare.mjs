// Runs collections under Newman and under Postrider, each behind the recording proxy of the shared corpus, and compares
// the JSON, JUnit and terminal reports in full. What may differ stands in `allowed.mjs`, and for users in
// docs/migrating-from-newman.md.
//
//   node compare.mjs --program PROGRAM --corpus DIR
//       --files LIST   only the collections that a file lists, one a line
//       --only REGEX   only those whose names match
//       --every N      of these, every Nth
//       --show N       at most N differences of a report (8)
//       --keep DIR     keeps the reports; with --again, compares kept ones, with --theirs-kept, runs only Postrider
//
// Collections that `different.txt` names are left out: why they differ stands beside them. Exits with 1 when a report of
// another one differs.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { entries, OPTIONS, staged } from "./corpus.mjs";
import { compareCli, compareJson, compareJunit } from "./reports.mjs";

/** @typedef {import("./corpus.mjs").Row} Row */
/**
 * What a runner wrote, by kind.
 * @typedef {Record<string, string>} Reports
 */
/** @typedef {"newman" | "postrider"} Runner */

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    ...OPTIONS,
    keep: { type: "string" },
    again: { type: "boolean" },
    "theirs-kept": { type: "boolean" },
  },
});

/** @type {Record<Runner, string[]>} */
const RUNNERS = {
  newman: [path.join(here, "node_modules/.bin/newman"), "run"],
  postrider: [
    path.resolve(/** @type {string} */ (options.program)),
    "run",
    "--no-config",
    "--show-body-on-failure=off",
    "--show-secrets",
  ],
};

/**
 * Runs one collection under one runner and reads its reports.
 * @param {Runner} name
 * @param {Row} row
 * @returns {Promise<Reports>}
 */
async function reportsOf(name, row) {
  if (options.again || (options["theirs-kept"] && name === "newman")) return kept(name, row);
  const { work, env, close } = await staged(options, row);
  const [program, ...first] = RUNNERS[name];
  const data = row._data ? ["-d", row._data] : [];
  const args = [
    ...first,
    "collection.json",
    "-e",
    "env.json",
    "-g",
    "globals.json",
    ...data,
    "-k",
    "--color",
    "off",
    "--timeout-request",
    "5000",
    "--timeout-script",
    "5000",
    "-r",
    "cli,json,junit",
    "--reporter-json-export",
    "out.json",
    "--reporter-junit-export",
    "out.xml",
  ];
  const child = spawn(program, args, { cwd: work, env, stdio: ["ignore", "pipe", "pipe"] });
  let cli = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (cli += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const timer = setTimeout(() => child.kill("SIGKILL"), 120_000);
  const code = await new Promise((resolve) => child.on("close", (ended) => resolve(String(ended))));
  clearTimeout(timer);
  /** @param {string} file */
  const read = (file) =>
    fs.existsSync(path.join(work, file)) ? fs.readFileSync(path.join(work, file), "utf8") : "";
  const reports = { cli, errors, code, json: read("out.json"), junit: read("out.xml") };
  if (options.keep) {
    const kept = path.join(options.keep, row.file.replace(/\.json$/, ""), name);
    fs.mkdirSync(kept, { recursive: true });
    for (const [key, text] of Object.entries(reports)) fs.writeFileSync(path.join(kept, key), text);
  }
  close();
  return reports;
}

/**
 * The reports that `--keep` has kept of an earlier run.
 * @param {Runner} name
 * @param {Row} row
 * @returns {Reports}
 */
function kept(name, row) {
  const folder = path.join(
    /** @type {string} */ (options.keep),
    row.file.replace(/\.json$/, ""),
    name,
  );
  return Object.fromEntries(
    fs.readdirSync(folder).map((key) => [key, fs.readFileSync(path.join(folder, key), "utf8")]),
  );
}

/**
 * The differences of each report: a list of lines by its name.
 * @param {Reports} theirs
 * @param {Reports} ours
 */
function differences(theirs, ours) {
  return {
    exit: theirs.code === ours.code ? [] : [`${theirs.code} against ${ours.code}`],
    json: compareJson(theirs.json, ours.json),
    junit: compareJunit(theirs.junit, ours.junit),
    cli: compareCli(theirs.cli, ours.cli),
  };
}

const rows = entries(options);
/** @type {Record<string, number>} */
const different = { exit: 0, json: 0, junit: 0, cli: 0 };
for (const row of rows) {
  const theirs = await reportsOf("newman", row);
  const ours = await reportsOf("postrider", row);
  const found = Object.entries(differences(theirs, ours)).filter(([, lines]) => lines.length > 0);
  for (const [report, lines] of found) {
    different[report] += 1;
    console.log(`${row.file}: ${report} differs in ${lines.length} places`);
    for (const line of lines.slice(0, Number(options.show))) console.log(`    ${line}`);
  }
}
const total = Object.entries(different).map(
  ([report, count]) => `${report} ${rows.length - count}`,
);
console.log(`the same of ${rows.length} collections: ${total.join(", ")}`);
process.exitCode = Object.values(different).some((count) => count > 0) || rows.length === 0 ? 1 : 0;
