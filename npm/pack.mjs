// Makes the packages for npm of a program that was built.
//
//     node npm/pack.mjs --program target/dist/postrider [--target x86_64-unknown-linux-musl] [--out target/npm]
//
// The version is Cargo's. Without `--target`, the program is for the machine that this runs on; `--only-platform` leaves out the two
// packages that are the same everywhere.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The platforms that there are packages for: Rust's name and Node's. What is static runs on any Linux. */
const PLATFORMS = {
  "x86_64-unknown-linux-musl": ["linux", "x64"],
  "aarch64-unknown-linux-musl": ["linux", "arm64"],
  "x86_64-apple-darwin": ["darwin", "x64"],
  "aarch64-apple-darwin": ["darwin", "arm64"],
  "x86_64-pc-windows-msvc": ["win32", "x64"],
};

const { values: options } = parseArgs({
  options: {
    program: { type: "string" },
    target: { type: "string" },
    out: { type: "string", default: "target/npm" },
    "only-platform": { type: "boolean" },
  },
});

/** Of Cargo's manifest. */
function version() {
  const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
  const found = /^version = "(.*)"$/m.exec(manifest);
  if (!found) throw new Error("Cargo.toml has no version");
  return found[1];
}

/** The platform that the program is for, in Node's words. */
function platform() {
  const { target } = options;
  if (!target) return [process.platform, process.arch];
  const known = Object.entries(PLATFORMS).find(([name]) => name === target);
  if (!known) throw new Error(`there is no package for ${target}`);
  return known[1];
}

/** @param {string[]} platform */
const nameOf = ([os, cpu]) => `@postrider/${os}-${cpu}`;

/**
 * Packs a package of this repository, with its manifest changed.
 * @param {string} folder
 * @param {(manifest: Record<string, any>) => void} change
 * @param {(folder: string) => void} [add]
 */
function pack(folder, change, add = () => {}) {
  const place = mkdtempSync(join(tmpdir(), "postrider-pack-"));
  cpSync(join(root, "npm", folder), place, { recursive: true });
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) cpSync(join(root, name), join(place, name));
  const file = join(place, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  change(manifest);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  add(place);
  const out = resolve(root, options.out);
  mkdirSync(out, { recursive: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["pack", "--silent", "--pack-destination", out];
  const shell = process.platform === "win32";
  const name = execFileSync(npm, args, { cwd: place, encoding: "utf8", shell }).trim();
  rmSync(place, { recursive: true, force: true });
  console.log(join(out, name));
}

const now = version();
const { program } = options;
if (!program) throw new Error("--program names what was built");
const [os, cpu] = platform();
pack(
  "platform",
  (manifest) => {
    Object.assign(manifest, { name: nameOf([os, cpu]), version: now, os: [os], cpu: [cpu] });
  },
  (place) => {
    const name = os === "win32" ? "postrider.exe" : "postrider";
    mkdirSync(join(place, "bin"));
    cpSync(resolve(root, program), join(place, "bin", name));
    chmodSync(join(place, "bin", name), 0o755);
    cpSync(join(root, "THIRD-PARTY.md"), join(place, "THIRD-PARTY.md"));
  },
);
if (!options["only-platform"]) {
  pack("postrider", (manifest) => {
    manifest.version = now;
    const all = Object.values(PLATFORMS).map((each) => [nameOf(each), now]);
    manifest.optionalDependencies = Object.fromEntries(all);
  });
  pack("newman", (manifest) => {
    manifest.dependencies.postrider = now;
  });
}
