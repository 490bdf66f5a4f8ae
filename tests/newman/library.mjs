// Runs collections with Newman's library and with the package in its place, and compares the summaries in full: what `newman.run`
// hands to its callback. What may differ is what may differ between the JSON reports (`allowed.mjs`).
//
//   node library.mjs --program PROGRAM --corpus DIR
//       --files LIST, --only REGEX, --every N   which collections, as in compare.mjs
//       --show N       at most N differences of a summary (8)
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { entries, OPTIONS, staged } from "./corpus.mjs";
import { compareJson } from "./reports.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({ options: OPTIONS });

const MODULES = {
  newman: path.join(here, "node_modules/newman"),
  postrider: path.join(here, "../../npm/postrider"),
};

/**
 * The summary of a collection as JSON.
 * @param {keyof typeof MODULES} name
 * @param {import("./corpus.mjs").Row} row
 * @returns {Promise<string>}
 */
async function summaryOf(name, row) {
  const { work, env, close } = await staged(options, row);
  const given = JSON.stringify({ iterationData: row._data || undefined });
  const args = [path.join(here, "summary.cjs"), MODULES[name], given];
  const own = {
    ...env,
    NODE_PATH: path.join(here, "../../sandbox/node_modules"),
    _POSTRIDER_PROGRAM: path.resolve(/** @type {string} */ (options.program)),
  };
  const settings = { cwd: work, env: own, timeout: 120_000, maxBuffer: 1 << 28 };
  const failure = await new Promise((resolve) =>
    execFile(process.execPath, args, settings, (error, _, errors) => resolve(error && errors)),
  );
  const file = path.join(work, "summary.json");
  const summary = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  if (summary === "") console.log(`${row.file}: no summary of ${name}: ${failure}`);
  close();
  return summary;
}

const rows = entries(options);
let different = 0;
for (const row of rows) {
  const theirs = await summaryOf("newman", row);
  const ours = await summaryOf("postrider", row);
  const found = compareJson(theirs, ours);
  if (found.length === 0) continue;
  different += 1;
  console.log(`${row.file}: differs in ${found.length} places`);
  for (const line of found.slice(0, Number(options.show))) console.log(`    ${line}`);
}
console.log(`the same of ${rows.length} summaries: ${rows.length - different}`);
process.exitCode = different > 0 || rows.length === 0 ? 1 : 0;
