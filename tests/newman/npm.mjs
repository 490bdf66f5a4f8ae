// Runs collections with reporters from npm, under Newman and under Postrider, and compares what these write: files, standard output,
// and what goes to a chat. Lines are compared without their order, since both send headers in orders of their own.
//
//   node npm.mjs --program PROGRAM --corpus DIR
//       --files LIST, --only REGEX, --every N   which collections, as in compare.mjs
//       --show N       at most N differences of a report (8)
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { entries, OPTIONS, staged } from "./corpus.mjs";
import { normalised, tidied } from "./reports.mjs";

/** @typedef {import("./corpus.mjs").Row} Row */
/** @typedef {Record<string, string>} Written */

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(here, "reporters/node_modules");
const { values: options } = parseArgs({ options: OPTIONS });

/** Reporters that are run together: under Newman, one that fails takes the others with it. @type {string[][]} */
const GROUPS = [
  ["htmlextra", "allure", "xunit", "csv", "html"],
  ["junitfull"],
  ["json-summary"],
  ["text"],
  ["teamcity"],
  ["slack"],
];

const FILES = [
  ...["--reporter-htmlextra-export", "w/htmlextra", "--reporter-html-export", "w/html"],
  ...["--reporter-junitfull-export", "w/junitfull", "--reporter-xunit-export", "w/xunit"],
  ...["--reporter-allure-resultsDir", "w/allure", "--reporter-csv-export", "w/csv"],
  ...["--reporter-summary-json-export", "w/summary", "--reporter-text-export", "w/text"],
  ...["--reporter-slack-webhookUrl", "http://chat.invalid/hook"],
];

/** @type {Record<string, string[]>} */
const RUNNERS = {
  newman: [path.join(packages, ".bin/newman"), "run"],
  postrider: [
    path.resolve(/** @type {string} */ (options.program)),
    "run",
    "--no-config",
    "--show-secrets",
    // Servers that tell what they were sent answer as much.
    ...["--user-agent", "PostmanRuntime/7.39.1"],
  ],
};

/** What is measured, or of the moment. @type {[RegExp, string][]} */
const MOMENTS = [
  [/\b\d+(\.\d+)?(ms|s|µs|m)\b/g, "<duration>"],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z][a-z]+,? .*?\d\d:\d\d:\d\d[^<"]*/g, "<time>"],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+/g, "<time>"],
  [/flowId='[^']*'/g, "flowId"],
  [/duration='\d+'/g, "duration"],
  [/\b(time|responseTime|(response|dns|firstByte)(Average|Min|Max|Sd))"?[=:] ?"?[\d.]+"?/g, "$1"],
  [/\d\d?:\d\d:\d\d/g, "<time>"],
  // Of a line of CSV: the code, and how long it took.
  [/,"(\d{3})","\d+",/g, ',"$1",'],
];

/** What a script is warned of that uses what Postman has deprecated. */
const DEPRECATED = /^(level: warn, messages: )?Using "[^"]+" is deprecated\./;

/**
 * A value with its members in order.
 * @param {any} value
 * @returns {any}
 */
function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}

/**
 * What a reporter is told, without what is known to differ: which proxy a request went through is Newman's alone to tell, and saved
 * responses are told as they are written.
 * @param {any} told
 */
function agreed(told) {
  for (const hop of told.history?.execution?.data ?? []) delete hop.request?.proxy;
  delete told.item?.response;
  return told;
}

/**
 * A line; what is JSON has its headers in order, and its bodies as text.
 * @param {string} line
 */
function legible(line) {
  // Postrider warns of these with `--verbose` only.
  if (DEPRECATED.test(line)) return "";
  if (!line.startsWith("{")) return line;
  try {
    return JSON.stringify(ordered(tidied(agreed(JSON.parse(line)))));
  } catch {
    return line;
  }
}

/** @param {string} text */
function settled(text) {
  const plain = normalised(text.split("\n").map(legible).join("\n"));
  return MOMENTS.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), plain);
}

/**
 * A file that is attached: lists, such as those of headers, in order.
 * @param {string} file
 */
function attached(file) {
  const text = fs.readFileSync(file, "utf8");
  try {
    const list = JSON.parse(text);
    return Array.isArray(list)
      ? list.map((each) => JSON.stringify(each).toLowerCase()).sort()
      : text;
  } catch {
    const lines = text.split("\n");
    return lines.filter((line) => !DEPRECATED.test(line)).join("\n");
  }
}

/**
 * The results of allure, each with what is attached to it, in an order that does not depend on their names.
 * @param {string} folder
 */
function allure(folder) {
  if (!fs.existsSync(folder)) return "";
  const names = fs.readdirSync(folder).filter((name) => name.endsWith("-result.json"));
  const results = names.map((name) => {
    /** @param {string} key @param {any} value */
    const kept = (key, value) => {
      if (["uuid", "start", "stop", "historyId", "testCaseId"].includes(key)) return undefined;
      if (key === "source") return attached(path.join(folder, value));
      // What nothing is left of.
      if (key === "attachments")
        return value.filter((/** @type {any} */ each) => each.source !== "");
      if (key === "labels")
        return value.filter((/** @type {any} */ label) => !["host", "thread"].includes(label.name));
      return value;
    };
    return JSON.stringify(JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"), kept));
  });
  return results.sort().join("\n");
}

/**
 * What reporters have written.
 * @param {string} runner
 * @param {Row} row
 * @param {string[]} group
 * @returns {Promise<Written>}
 */
async function written(runner, row, group) {
  const { work, env, records, close } = await staged(options, row);
  const [program, ...first] = RUNNERS[runner];
  const data = row._data ? ["-d", row._data] : [];
  const own = FILES.filter((_, at, all) => {
    const name = all[at - (at % 2)];
    const reporter =
      name === "--reporter-summary-json-export" ? "json-summary" : name.split("-")[3];
    return group.includes(reporter);
  });
  const args = [
    ...[...first, "collection.json", "-e", "env.json", "-g", "globals.json", ...data, "-k"],
    ...["--timeout-request", "5000", "--timeout-script", "5000", "-r", group.join(","), ...own],
  ];
  const settings = {
    cwd: work,
    env: { ...env, NODE_PATH: packages },
    timeout: 120_000,
    maxBuffer: 1 << 28,
  };
  const out = await new Promise((resolve) =>
    execFile(program, args, settings, (_error, text) => resolve(text)),
  );
  /** @type {Written} */
  const files = { out };
  for (const name of group) {
    const file = path.join(work, "w", name === "json-summary" ? "summary" : name);
    if (name === "allure") files[name] = allure(file);
    else if (fs.existsSync(file)) files[name] = fs.readFileSync(file, "utf8");
  }
  const hooks = records.filter(({ target }) => target?.includes("chat.invalid"));
  if (hooks.length > 0) files.chat = hooks.map(({ body }) => body).join("\n");
  close();
  return files;
}

/**
 * The lines that only one of the two has.
 * @param {string | undefined} theirs
 * @param {string | undefined} ours
 */
function differences(theirs, ours) {
  if (theirs === undefined || ours === undefined)
    return theirs === ours ? [] : [`only ${theirs === undefined ? "ours" : "theirs"} is there`];
  const [a, b] = [theirs, ours].map((text) => settled(text).split("\n").sort());
  const count = (/** @type {string[]} */ lines) => {
    const counts = new Map();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [inA, inB] = [count(a), count(b)];
  const left = [...inA].filter(([line, n]) => inB.get(line) !== n).map(([line]) => `- ${line}`);
  const right = [...inB].filter(([line, n]) => inA.get(line) !== n).map(([line]) => `+ ${line}`);
  return [...left, ...right];
}

const rows = entries(options);
let different = 0;
for (const row of rows) {
  for (const group of GROUPS) {
    const theirs = await written("newman", row, group);
    const ours = await written("postrider", row, group);
    for (const name of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
      const found = differences(theirs[name], ours[name]);
      if (found.length === 0) continue;
      different += 1;
      console.log(`${row.file}: ${name} of ${group.join(",")} differs in ${found.length} lines`);
      for (const line of found.slice(0, Number(options.show)))
        console.log(`    ${line.slice(0, 4000)}`);
    }
  }
}
console.log(`${rows.length} collections: ${different} reports differ`);
process.exitCode = different > 0 || rows.length === 0 ? 1 : 0;
