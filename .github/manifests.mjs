// Writes what package managers are told of a release: a Homebrew formula and a Scoop manifest.
//
//   node .github/manifests.mjs ARCHIVES OUT      ARCHIVES holds `postrider-TARGET.tar.gz.sha256`, OUT is made
//
// Version, description, licence and owner come from Cargo.toml, the archives from .github/targets.json.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [archives, out] = process.argv.slice(2);
const root = fileURLToPath(new URL("..", import.meta.url));
const cargo = fs.readFileSync(path.join(root, "Cargo.toml"), "utf8");

/** @param {string} key */
function fact(key) {
  const found = new RegExp(`^${key} = "(.*)"$`, "m").exec(cargo);
  if (!found) throw new Error(`Cargo.toml does not say \`${key}\``);
  return found[1];
}

const version = fact("version");
const repository = fact("repository");
const [description, license] = [fact("description"), fact("license")];
/** @type {{target: string, system?: string}[]} */
const targets = JSON.parse(fs.readFileSync(path.join(root, ".github/targets.json"), "utf8"));

/** @param {string} target */
function archive(target) {
  if (!targets.some((one) => one.target === target))
    throw new Error(`targets.json does not have ${target}`);
  const name = `postrider-${target}.tar.gz`;
  const line = fs.readFileSync(path.join(archives, `${name}.sha256`), "utf8");
  const url = `${repository}/releases/download/v${version}/${name}`;
  return { url, hash: line.trim().split(/\s+/)[0] };
}

/** @param {string} target @param {number} depth */
function lines(target, depth) {
  const { url, hash } = archive(target);
  const indent = " ".repeat(depth);
  return `${indent}url "${url}"\n${indent}sha256 "${hash}"`;
}

const formula = `class Postrider < Formula
  desc "${description}"
  homepage "${repository}"
  version "${version}"
  license any_of: [${license
    .split(" OR ")
    .map((one) => `"${one}"`)
    .join(", ")}]

  on_macos do
    on_arm do
${lines("aarch64-apple-darwin", 6)}
    end
    on_intel do
${lines("x86_64-apple-darwin", 6)}
    end
  end

  on_linux do
    on_arm do
${lines("aarch64-unknown-linux-musl", 6)}
    end
    on_intel do
${lines("x86_64-unknown-linux-musl", 6)}
    end
  end

  def install
    bin.install "postrider"
    man1.install "postrider.1"
    bash_completion.install "completions/postrider.bash" => "postrider"
    zsh_completion.install "completions/postrider.zsh" => "_postrider"
    fish_completion.install "completions/postrider.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/postrider --version")
  end
end
`;

const windows = archive("x86_64-pc-windows-msvc");
const scoop = {
  version,
  description,
  homepage: repository,
  license: license.replace(" OR ", "|"),
  architecture: { "64bit": { url: windows.url, hash: windows.hash } },
  bin: "postrider.exe",
  checkver: "github",
  autoupdate: {
    architecture: {
      "64bit": {
        url: `${repository}/releases/download/v$version/postrider-x86_64-pc-windows-msvc.tar.gz`,
        hash: { url: "$url.sha256" },
      },
    },
  },
};

fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, "postrider.rb"), formula);
fs.writeFileSync(path.join(out, "postrider.json"), `${JSON.stringify(scoop, null, 2)}\n`);
