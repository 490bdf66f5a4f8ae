// Bundles what scripts see: each library that they may `require`, and our own `pm`, one file each.
//
//     node bundle.mjs <folder>
//
// A file's name is the library's, with `/` written as `__`. What is ours is an ES module (`.js`), other people's code a script (`.cjs`)
// whose value is what the library exports: a module is strict throughout, and most libraries are not. Libraries share their dependencies at run time: what one requires
// of another listed here stays a `require`, answered by the engine when it is first called.
//
// `packages.json` names the folders of the packages that are in them: `tools/third-party.mjs` lists their licences.
import { build, transform } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

// What a script writes in `require(…)` → what answers it. `null`: the npm package of the same name.
/** @type {Record<string, string | null>} */
const libraries = {
  _process: "process/browser",
  ajv: null,
  assert: null,
  backbone: null,
  buffer: "./src/libraries/buffer.cjs",
  chai: "./src/libraries/chai.cjs",
  cheerio: null,
  "crypto-js": null,
  "csv-parse/lib/sync": null,
  events: "events/",
  handlebars: "handlebars/dist/cjs/handlebars",
  "file-type": null,
  "http-reasons": null,
  "iconv-lite": null,
  json: "liquid-json",
  lodash: null,
  lodash3: null,
  mime: "./src/libraries/mime.cjs",
  "mime-format": null,
  moment: null,
  os: "os-browserify/browser",
  path: "path-browserify",
  "postman-collection": null,
  punycode: "punycode/",
  querystring: "querystring-es3",
  stream: "stream-browserify",
  string_decoder: "string_decoder/",
  timers: "timers-browserify",
  tv4: null,
  url: "url/",
  util: "util/",
  xml2js: null,
};

// These are small, and other libraries need them: they are asked for by name, not copied into each bundle.
const shared = [
  "buffer",
  "events",
  "file-type",
  "iconv-lite",
  "lodash",
  "mime",
  "mime-format",
  "punycode",
  "querystring",
  "stream",
  "string_decoder",
  "timers",
  "url",
  "util",
];

// What a library must not share: `assert` needs a later `util`; chai asks `util` for a symbol that the port does not have.
/** @type {Record<string, string[]>} */
const apart = { assert: ["util"], chai: ["util"] };

/** @type {import("esbuild").BuildOptions & {write: false, metafile: true}} */
const common = {
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["main"],
  target: "es2023",
  absWorkingDir: here,
  legalComments: "none",
  logLevel: "error",
  // The bundler would take `tsconfig.json` for orders, and make all code strict; it is for the checker.
  tsconfigRaw: "{}",
};

/** The folders of npm packages of which something is in a bundle. */
const packages = new Set(["node_modules/sugar"]);

/**
 * Notes which packages a bundle has something of.
 * @param {import("esbuild").Metafile} metafile
 */
function note({ outputs }) {
  for (const [file, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs),
  )) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    if (folder && bytesInOutput > 0) packages.add(folder);
  }
}

/** How chai makes an assertion of the one before it, and what the quicker way is. */
const SUCCESSOR =
  /var newAssertion = new chai\.Assertion\(\);\s*transferFlags\(this, newAssertion\);\s*return newAssertion;/;
const QUICK_SUCCESSOR = "return proxify.successor(this);";
const CONSTRUCTOR = /flag\(this, 'ssfi', ssfi \|\| Assertion\);[^}]*return util\.proxify\(this\);/;
const QUICK_CONSTRUCTOR = `this.__flags = {
  __proto__: null, ssfi: ssfi || Assertion, lockSsfi: lockSsfi, object: obj, message: msg, eql: config.deepEqual || util.eql,
};`;

/**
 * Text of a file within a library, with one place changed; fails where that is not there.
 * @param {string} path
 * @param {RegExp} place
 * @param {string} words
 */
async function changed(path, place, words) {
  const source = await readFile(path, "utf8");
  if (!place.test(source)) throw new Error(`${path} has nothing like ${place}`);
  return source.replace(place, words);
}

/** What of chai calls methods of lists, texts and functions by their names, which a script may have replaced. */
const CALLED =
  /(?<![\w$.)\]])((?!Object|Array|_)[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*|Object\.prototype\.\w+|Array\.prototype\.\w+)\s*\.(apply|call|concat|every|filter|forEach|indexOf|map|push|slice|some|sort|splice)\(\s*(\)?)/g;

/**
 * The text with such calls made by functions that no script reaches: `libraries/pristine.js`.
 * @param {string} text
 */
const withPristineCalls = (text) =>
  text.replace(CALLED, (_, self, name, end) => `__${name}(${self}${end ? ")" : ", "}`);

/**
 * chai with a guard instead of proxies, which are most of what an assertion costs.
 * @type {import("esbuild").Plugin}
 */
const guarded = {
  name: "guarded",
  setup({ onLoad, onResolve }) {
    /** @param {string} name */
    const ours = (name) => ({ path: join(here, "src/libraries", name) });
    onResolve({ filter: /\/proxify$/ }, () => ours("chai-guard.cjs"));
    onResolve({ filter: /\/isProxyEnabled$/ }, ({ importer }) =>
      /(?:add|overwrite)\w+\.js$/.test(importer) ? ours("chai-unproxied.cjs") : undefined,
    );
    onLoad(
      { filter: /chai.utils.(?:add|overwrite)(?:Property|Method|ChainableMethod)\.js$/ },
      async ({ path }) => {
        const quick = await changed(path, SUCCESSOR, QUICK_SUCCESSOR);
        const guardedQuick = quick.includes("require('./proxify')")
          ? quick
          : `var proxify = require('./proxify');\n${quick}`;
        return { contents: withPristineCalls(guardedQuick) };
      },
    );
    onLoad({ filter: /lib.chai.assertion\.js$/ }, async ({ path }) => ({
      contents: withPristineCalls(await changed(path, CONSTRUCTOR, QUICK_CONSTRUCTOR)),
    }));
    onLoad({ filter: /node_modules.(?:chai|deep-eql|type-detect)\b/ }, async ({ path }) => ({
      contents: withPristineCalls(await readFile(path, "utf8")),
    }));
  },
};

/** What the bundler writes before what a script exports. */
const EXPORT = "var library = ";

/** @param {string} name @param {string | null} entry @param {string} folder */
async function bundleLibrary(name, entry, folder) {
  const isOurs = entry?.startsWith("./");
  const { outputFiles, metafile } = await build({
    ...common,
    ...(!isOurs && { format: "iife", globalName: "library" }),
    stdin: {
      contents: `module.exports = require(${JSON.stringify(entry ?? name)});`,
      resolveDir: here,
    },
    external: shared.filter((other) => other !== name && !apart[name]?.includes(other)),
    // Of the stream ports, the browser's stands alone; Node's asks for Node's own.
    ...(name === "stream" && { platform: "browser", mainFields: ["browser", "main"] }),
    alias: {
      fs: "./src/shims/empty.cjs",
      path: "path-browserify",
      ...(name === "chai" && { util: "./src/shims/empty.cjs" }),
    },
    define: {
      global: "__global",
      globalThis: "__global",
      console: "__console",
      "process.env.NODE_DEBUG": "undefined",
    },
    inject: [
      ...(name === "chai" ? ["./src/libraries/pristine.js"] : []),
      "./src/shims/console.js",
      "./src/shims/global.js",
      "./src/shims/process.js",
    ],
    ...(name === "chai" && { plugins: [guarded] }),
  });
  note(metafile);
  const { text } = outputFiles[0];
  const file = join(folder, name.replaceAll("/", "__"));
  if (isOurs) return writeFile(`${file}.js`, text);
  if (!text.startsWith(EXPORT))
    throw new Error(`the bundle of ${name} does not begin with its export`);
  return writeFile(`${file}.cjs`, text.slice(EXPORT.length));
}

/**
 * Bundles a file that exports nothing and changes the built-ins.
 * @param {string} name
 * @param {string} file
 * @param {string} folder
 */
async function bundleEffects(name, file, folder) {
  const source = await readFile(join(here, "node_modules", file), "utf8");
  const { code } = await transform(source, { minifyWhitespace: true, legalComments: "none" });
  await writeFile(join(folder, `${name}.cjs`), `(function () {${code}})();\n`);
}

/**
 * Gives classes that speak of themselves their names back: the bundler makes `var A = class _A` of them, and scripts see the name.
 * @param {string} code
 */
function withOwnNames(code) {
  const renamed = Array.from(
    code.matchAll(/^var ([A-Za-z]+) = class _\1\b/gm),
    (match) => match[1],
  );
  return renamed.reduce(
    (text, name) => text.replace(new RegExp(`\\b_${name}\\b`, "g"), name),
    code,
  );
}

/**
 * No reporter resolves `{{$randomCity}}`: the words for it would be most of what there is.
 * @type {import("esbuild").Plugin}
 */
const wordless = {
  name: "wordless",
  setup({ onResolve }) {
    onResolve({ filter: /\/dynamic-variables$/ }, () => ({
      path: join(here, "src/shims/empty.cjs"),
    }));
  },
};

/**
 * Bundles what runs reporters from npm under Node, and beside it the models that they are handed: they are loaded when the first is
 * looked at.
 * @param {string} folder
 */
async function bundleBridge(folder) {
  const parts = {
    bridge: `require(${JSON.stringify(join(here, "../npm/postrider/lib/bridge.js"))});`,
    models: 'module.exports = require("postman-collection");',
  };
  for (const [name, contents] of Object.entries(parts)) {
    const { outputFiles, metafile } = await build({
      bundle: true,
      write: false,
      metafile: true,
      // Names stay: reporters tell models apart by those of their constructors.
      minifyWhitespace: true,
      minifySyntax: true,
      stdin: { contents, resolveDir: here },
      format: "cjs",
      platform: "node",
      target: "node18",
      absWorkingDir: here,
      legalComments: "none",
      logLevel: "error",
      tsconfigRaw: "{}",
      plugins: [wordless],
      external: name === "bridge" ? ["postman-collection"] : [],
    });
    note(metafile);
    const code = outputFiles[0].text;
    await writeFile(join(folder, `${name}.txt`), `(function (require, module) {${code}})`);
  }
}

const folder = process.argv[2];
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
// Ours, in parts: what a script does not touch is not even loaded. `reader` brings acorn, a parser of JavaScript: V8's messages name what
// stands in the script at the place of an error, and the engine has forgotten the script by then.
const parts = {
  pm: "src/main.js",
  scope: "src/scope.js",
  web: "src/web/index.js",
  streams: "src/web/streams.js",
  webcrypto: "src/crypto/index.js",
  quick: "src/crypto/quick.js",
  brought: "src/brought/index.js",
  intl: "src/intl/index.js",
  language: "src/language/index.js",
  deprecations: "src/deprecations.js",
  wording: "src/errors/wording/index.js",
  reader: "src/errors/reader/index.js",
};
for (const [name, entry] of Object.entries(parts)) {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [entry],
    // What a script may not replace; other parts, loaded later, take part in nothing that a failure depends on.
    ...(name === "pm" && { inject: ["./src/captured.js"] }),
  });
  note(metafile);
  await writeFile(join(folder, `${name}.js`), withOwnNames(outputFiles[0].text));
}
await bundleBridge(folder);
await bundleEffects("sugar", "sugar/release/sugar-full.development.js", folder);
await Promise.all(
  Object.entries(libraries).map(([name, entry]) => bundleLibrary(name, entry, folder)),
);
await writeFile(join(folder, "packages.json"), JSON.stringify(Array.from(packages).sort()));
