// Faults that are known of npm's packages: those that the program embeds, and those that check it. Asks the registry.
//
//     node tools/audit.mjs
//
// `npm audit` can't be told that a fault is known and why it does not matter; the libraries that scripts see are of the versions that
// Postman has, and stay so. Those of the comparisons in `tests` are as old as what they are compared with, and are never shipped.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{url: string, title: string, severity: string, name: string}} Advisory
 * @typedef {{vulnerabilities?: Record<string, {via: (string | Advisory)[]}>, message?: string, error?: unknown}} Report
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is known, by the name that advisories have, and why it is left. @type {Record<string, string>} */
const KNOWN = {
  "GHSA-xwcq-pm8m-c4vf":
    "crypto-js derives weak keys unless it is told otherwise: scripts get what they get in Postman",
  "GHSA-rp65-9cf3-cjxr":
    "nth-check, of cheerio: a script can compute for long, and is stopped like any other",
};

/** @param {string} folder @returns {Report} */
function audit(folder) {
  const options = {
    cwd: join(root, folder),
    encoding: /** @type {const} */ ("utf8"),
    shell: process.platform === "win32",
  };
  const { stdout } = spawnSync("npm", ["audit", "--json", "--package-lock-only"], options);
  return JSON.parse(stdout);
}

let failed = false;
for (const folder of ["sandbox", "tools"]) {
  const report = audit(folder);
  if (!report.vulnerabilities) {
    console.error(
      `error: ${folder}: npm can't tell: ${report.message ?? JSON.stringify(report.error ?? report)}`,
    );
    failed = true;
    continue;
  }
  const found = Object.values(report.vulnerabilities).flatMap(({ via }) => via);
  for (const advisory of found) {
    // A name says that it has the fault of a package that is listed by itself.
    if (typeof advisory === "string") continue;
    const { name, severity, title, url } = advisory;
    const reason = KNOWN[url.slice(url.lastIndexOf("/") + 1)];
    const matters = ["high", "critical"].includes(severity) && !reason;
    failed ||= matters;
    console.log(
      `${matters ? "error" : "note"}: ${folder}: ${name} (${severity}): ${title}: ${url}${reason ? `; known: ${reason}` : ""}`,
    );
  }
}
process.exitCode = failed ? 1 : 0;
