"use strict";
// Where the program is: in a package of its own for each platform, of which npm installs the one that fits.

const path = require("node:path");

/** The scope of these packages; `npm/pack.mjs` gives them their names. */
const SCOPE = "@postrider";

/** Where the program is. */
exports.program = () => {
  const { _POSTRIDER_PROGRAM: named } = process.env;
  if (named) return named;
  const name = `${SCOPE}/${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "postrider.exe" : "postrider";
  try {
    return path.join(path.dirname(require.resolve(`${name}/package.json`)), "bin", file);
  } catch {
    throw new Error(
      `the package \`${name}\` is not installed: either there is no build for this platform, or optional dependencies were ` +
        "left out (`npm install --include=optional`)",
    );
  }
};

/**
 * The environment of the program: what it starts under Node runs under this one, and finds reporters beside this package.
 * @returns {NodeJS.ProcessEnv}
 */
exports.environment = () => {
  const beside = [...(require.main?.paths ?? []), ...module.paths];
  const named = process.env.NODE_PATH ? [process.env.NODE_PATH] : [];
  return {
    ...process.env,
    _POSTRIDER_NODE: process.execPath,
    NODE_PATH: [...named, ...beside].join(path.delimiter),
  };
};
