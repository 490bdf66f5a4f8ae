"use strict";
// Reporters that were made for Newman, under the program.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { TOKEN, collection, environment, execute, folder, serve } = require("./stage.cjs");

/** A reporter that writes down what it is told. */
const RECORDER = `
  module.exports = class Recorder {
    constructor(emitter, options, run) {
      const names = [];
      const { emit } = emitter;
      emitter.emit = (name, ...rest) => { names.push(name); return emit.call(emitter, name, ...rest); };
      emitter.on("assertion", (error, { assertion, item }) => names.push(item.name + ": " + assertion + (error ? " failed" : "")));
      const auth = [];
      emitter.on("beforeRequest", (error, { request }) => auth.push(request.headers.get("Authorization")));
      emitter.on("request", (error, { request, response }) => names.push(error ? error.code : request.url.toString() + " " + response.text()));
      emitter.on("beforeDone", (error, { summary }) => {
        const { name } = run.collection;
        const { executions, failures } = summary.run;
        const content = { names, options, collection: name, reporters: run.reporters, executions: executions.length, failures: failures.length, auth };
        emitter.exports.push({ name: "recorder", default: "record.json", path: options.export, content });
      });
      emitter.on("done", () => console.log("recorded"));
    }
  };
`;

/**
 * A folder with a collection and packages in \`node_modules\`.
 * @param {import("node:test").TestContext} context
 * @param {Record<string, string>} packages
 */
async function work(context, packages) {
  const url = await serve(context);
  const files = Object.entries(packages).flatMap(([name, text]) => [
    [`node_modules/${name}/index.js`, text],
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0" })],
  ]);
  return folder(context, {
    ...Object.fromEntries(files),
    "c.json": JSON.stringify(collection(url)),
    "e.json": JSON.stringify(environment()),
  });
}

test("a reporter from npm is told of the run, and its file is written", async (context) => {
  const cwd = await work(context, { "newman-reporter-recorder": RECORDER });
  const args = ["run", "c.json", "-e", "e.json", "-r", "recorder"];
  const own = ["--reporter-recorder-export", "out/r.json", "--reporter-recorder-dark-theme"];
  const general = ["--reporter-title", "A title"];
  const { code, out, errors } = await execute([...args, ...own, ...general], { cwd });
  assert.deepEqual([code, out, errors], [1, "recorded\n", ""]);
  const record = JSON.parse(fs.readFileSync(path.join(cwd, "out/r.json"), "utf8"));
  assert.deepEqual(record.options, { export: "out/r.json", darkTheme: true, title: "A title" });
  assert.deepEqual([record.collection, record.reporters], ["Shop", ["recorder"]]);
  assert.deepEqual([record.executions, record.failures], [3, 2]);
  assert.ok(record.names.includes("Make: fails failed"));
  assert.ok(record.names.includes("ECONNREFUSED"));
  assert.deepEqual(record.names.slice(-2), ["iteration", "beforeDone"]);
  // Secrets never reach it.
  assert.equal(record.auth.at(0), "Bearer (redacted)");
  assert.ok(!JSON.stringify(record).includes(TOKEN));
});

test("without a path, a file lies where Newman puts it", async (context) => {
  const cwd = await work(context, { "@me/newman-reporter-recorder": RECORDER });
  await execute(["run", "c.json", "-r", "@me/recorder"], { cwd });
  const [name] = fs.readdirSync(path.join(cwd, "newman"));
  assert.match(name, /^record-[\d-]+-0\.json$/);
});

test("packages are found from folders above, and in NODE_PATH", async (context) => {
  const cwd = await work(context, { "newman-reporter-recorder": RECORDER });
  const below = path.join(cwd, "deep/er");
  fs.mkdirSync(below, { recursive: true });
  const args = ["run", "../../c.json", "-r", "recorder", "--reporter-recorder-export", "r.json"];
  await execute(args, { cwd: below });
  assert.ok(fs.existsSync(path.join(below, "r.json")));

  const other = folder(context);
  const elsewhere = ["run", path.join(cwd, "c.json"), ...args.slice(2)];
  const env = { NODE_PATH: path.join(cwd, "node_modules") };
  await execute(elsewhere, { cwd: other, env });
  assert.ok(fs.existsSync(path.join(other, "r.json")));
});

test("a reporter that fails takes no other down, and is told", async (context) => {
  const cwd = await work(context, {
    "newman-reporter-recorder": RECORDER,
    "newman-reporter-early":
      'module.exports = function () { throw new Error("in the constructor"); };',
    "newman-reporter-late":
      'module.exports = function (emitter) { emitter.on("request", () => { throw new Error("while it ran"); }); };',
    "newman-reporter-gone": "module.exports = function () { process.exit(0); };",
  });
  const args = ["run", "c.json", "-r", "early,late,gone,recorder,json"];
  const files = ["--reporter-recorder-export", "r.json", "--reporter-json-export", "j.json"];
  const { code, errors } = await execute([...args, ...files], { cwd });
  assert.equal(code, 1);
  assert.match(errors, /in the constructor/);
  assert.match(
    errors,
    /`newman-reporter-early`, which the run was reported to, ended with exit code 1/,
  );
  assert.match(errors, /while it ran/);
  assert.match(
    errors,
    /`newman-reporter-late`, which the run was reported to, ended with exit code 1/,
  );
  for (const name of ["r.json", "j.json"]) assert.ok(fs.existsSync(path.join(cwd, name)), name);
});

test("a name that is not there is an error that says how to install it", async (context) => {
  const cwd = await work(context, {});
  const { code, errors } = await execute(["run", "c.json", "-r", "cli,unheard-of"], { cwd });
  assert.equal(code, 2);
  assert.match(errors, /there is no reporter `unheard-of`/);
  assert.match(errors, /npm install newman-reporter-unheard-of/);
});

test("what is built in stands in for packages that are not there", async (context) => {
  const cwd = await work(context, {});
  const args = ["run", "c.json", "-r", "htmlextra,junitfull,xunit,json-summary"];
  const { code, errors } = await execute(
    [
      ...args,
      ...["--reporter-htmlextra-export", "h.html", "--reporter-htmlextra-title", "Nightly"],
      ...["--reporter-htmlextra-darkTheme", "--reporter-htmlextra-titleSize", "4"],
      ...["--reporter-junitfull-export", "j.xml"],
      ...["--reporter-xunit-export", "x.xml", "--reporter-summary-json-export", "s.json"],
    ],
    { cwd },
  );
  assert.equal(code, 1);
  assert.deepEqual(errors.trimEnd().split("\n"), [
    "note: `htmlextra` is not installed: the built-in `html` takes its place, without `--reporter-htmlextra-titleSize`",
    "note: `junitfull` is not installed: the built-in `junit` takes its place",
    "note: `xunit` is not installed: the built-in `junit` takes its place",
  ]);
  const read = (/** @type {string} */ name) => fs.readFileSync(path.join(cwd, name), "utf8");
  assert.match(read("h.html"), /<title>Nightly/);
  assert.match(read("j.xml"), /<testsuites name="Shop"/);
  assert.match(read("x.xml"), /<testsuites name="Shop"/);
  const summary = JSON.parse(read("s.json"));
  assert.equal(summary.Collection.Info.Name, "Shop");
  assert.deepEqual(summary.Run.Stats.Requests, { total: 3, pending: 0, failed: 1 });
  assert.deepEqual(
    summary.Run.Failures.map((/** @type {any} */ failure) => failure.Error.Test ?? null),
    ["fails", null],
  );
});

test("an option for all reporters is for those that are built in instead, and each has a file of its own", async (context) => {
  const cwd = await work(context, {});
  fs.mkdirSync(path.join(cwd, "out"));
  const args = ["run", "c.json", "-r", "html,htmlextra,htmlfull", "--reporter-export", "out"];
  await execute(args, { cwd });
  assert.equal(fs.readdirSync(path.join(cwd, "out")).length, 3);
  assert.ok(!fs.existsSync(path.join(cwd, "newman")));
});

test("without Node, a package that is there is stood in for as well", async (context) => {
  const cwd = await work(context, { "newman-reporter-junitfull": RECORDER });
  const args = ["run", "c.json", "-r", "junitfull", "--reporter-junitfull-export", "j.xml"];
  const { errors } = await execute(args, { cwd, env: { PATH: "" } });
  assert.match(errors, /the built-in `junit` takes its place/);
  assert.match(fs.readFileSync(path.join(cwd, "j.xml"), "utf8"), /<testsuites name="Shop"/);
});
