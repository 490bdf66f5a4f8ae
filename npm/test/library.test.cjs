"use strict";
// `newman.run`: what listeners and the callback are told.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { promisify } = require("node:util");
const sdk = require("postman-collection");
const newman = require("../postrider");
const { TOKEN, collection, environment, execute, folder, serve } = require("./stage.cjs");

/** @type {(options: any) => Promise<any>} */
const run = promisify(/** @type {any} */ (newman.run));

/** The events of one item, as Newman tells them. */
const OF_ITEM = [
  "beforeItem",
  "beforePrerequest",
  "beforeScript",
  "beforePrerequestScript",
  "console",
  "script",
  "prerequestScript",
  "prerequest",
  "beforeRequest",
  "request",
  "beforeTest",
  "beforeScript",
  "beforeTestScript",
  "assertion",
  "assertion",
  "assertion",
  "beforeRequest",
  "request",
  "script",
  "testScript",
  "test",
  "item",
];

test("listeners are told what Newman tells, in its order", async (context) => {
  const url = await serve(context);
  /** @type {[string, any, any][]} */
  const told = [];
  await new Promise((resolve) => {
    const emitter = newman.run(
      { collection: collection(url), environment: environment() },
      resolve,
    );
    const { emit } = emitter;
    emitter.emit = (name, ...rest) => {
      told.push([String(name), rest[0], rest[1]]);
      return emit.call(emitter, name, ...rest);
    };
  });
  const names = told.map(([name]) => name);
  assert.deepEqual(names.slice(0, 2), ["start", "beforeIteration"]);
  assert.deepEqual(names.slice(2, 2 + OF_ITEM.length), OF_ITEM);
  assert.deepEqual(names.slice(-3), ["iteration", "beforeDone", "done"]);

  const of = (/** @type {string} */ name) => told.filter(([each]) => each === name);
  const [, , { item }] = of("beforeItem")[0];
  assert.ok(sdk.Item.isItem(item));
  assert.equal(item.parent().name, "Orders");
  const [, error, { request, response, cookies }] = of("request")[0];
  assert.equal(error, null);
  assert.equal(request.headers.get("Authorization"), `Bearer ${TOKEN}`);
  assert.equal(response.json().url, "/orders?q=1");
  assert.equal(response.code, 200);
  assert.equal(cookies.get("session"), "cookie-of-the-server");
  // Without an age, as Newman has it.
  assert.equal(cookies.one("session").maxAge, Number.NaN);
  // What a request gets when it is sent is not told before.
  const { headers: early } = of("beforeRequest")[0][2].request;
  assert.deepEqual(
    early.map((/** @type {any} */ { key }) => key),
    ["Authorization"],
  );
  assert.ok(request.headers.has("User-Agent") && request.headers.has("Content-Length"));
  // What a script sends belongs to no item of the collection.
  assert.equal(of("beforeRequest")[1][2].item.name, undefined);
  const [, refused, { response: none }] = of("request")[2];
  assert.equal(refused.code, "ECONNREFUSED");
  assert.equal(none, undefined);
  const [, failed, { assertion }] = of("assertion")[1];
  assert.deepEqual([assertion, failed.test, failed.index], ["fails", "fails", 1]);
  assert.deepEqual(of("console")[0][2].messages, ["before", { a: 1 }]);
  assert.equal(of("script")[1][2].execution.environment.get("seen"), "yes");
});

test("the summary is Newman's, of models, and in the clear", async (context) => {
  const url = await serve(context);
  const summary = await run({ collection: collection(url), environment: environment() });
  const { stats, failures, executions, transfers } = summary.run;
  assert.deepEqual(stats.requests, { total: 3, pending: 0, failed: 1 });
  assert.deepEqual(stats.assertions, { total: 3, pending: 0, failed: 1 });
  assert.deepEqual(
    failures.map((/** @type {any} */ { at }) => at),
    ["assertion:1 in test-script", "request"],
  );
  assert.equal(failures[0].source?.name, "Make");
  assert.equal(failures[0].parent.name, "Orders");
  // One for each request, those of scripts included.
  assert.equal(executions.length, 3);
  assert.equal(executions[0].item.name, "Make");
  assert.equal(executions[2].requestError.code, "ECONNREFUSED");
  assert.deepEqual(
    executions[0].assertions.map((/** @type {any} */ { assertion, skipped }) => [
      assertion,
      skipped,
    ]),
    [
      ["passes", false],
      ["fails", false],
      ["later", true],
    ],
  );
  assert.ok(transfers.responseTotal > 0);
  assert.ok(sdk.Collection.isCollection(summary.collection));
  assert.ok(summary.environment instanceof sdk.VariableScope);
  assert.equal(summary.environment.get("seen"), "yes");
  assert.equal(summary.environment.get("token"), TOKEN);
});

test("what is wrong with the options is told in Newman's words", async (context) => {
  const cwd = folder(context);
  const missing = path.join(cwd, "missing.json");
  const message = async (/** @type {any} */ options) => {
    const error = await run(options).catch((/** @type {any} */ error) => error);
    return error.message;
  };
  const nowhere = `ENOENT: no such file or directory, open '${missing}'`;
  assert.equal(await message({}), "expecting a collection to run");
  assert.equal(await message({ collection: 3.14 }), "collection could not be loaded");
  assert.equal(
    await message({ collection: missing }),
    `collection could not be loaded\n  unable to read data from file "${missing}"\n  ${nowhere}`,
  );
  const empty = { info: { name: "E" }, item: [] };
  assert.equal(
    await message({ collection: empty, environment: missing }),
    `could not load environment\n  ${nowhere}`,
  );
  assert.equal(
    await message({ collection: empty, iterationData: missing }),
    `iteration data could not be loaded\n  ${nowhere}`,
  );
  assert.equal(
    await message({ collection: empty, folder: "F" }),
    'runtime~extractRunnableItems: Unable to find a folder or request: "F"',
  );
  assert.match(await message({ collection: empty, reporters: "unheard-of" }), /no reporter/);
});

test("reports and exports are written before the callback is called", async (context) => {
  const url = await serve(context);
  const cwd = folder(context);
  const at = (/** @type {string} */ name) => path.join(cwd, name);
  await run({
    collection: new sdk.Collection(collection(url)),
    environment: environment(),
    envVar: [{ key: "more", value: "a=b" }],
    iterationData: [{ row: 1 }, { row: 2 }],
    reporters: ["json", "junit"],
    reporter: { json: { export: at("r.json") }, junit: { export: at("r.xml") } },
    exportEnvironment: at("deep/environment.json"),
  });
  const report = JSON.parse(fs.readFileSync(at("r.json"), "utf8"));
  assert.equal(report.run.stats.iterations.total, 2);
  assert.match(fs.readFileSync(at("r.xml"), "utf8"), /<testsuites name="Shop"/);
  const exported = JSON.parse(fs.readFileSync(at("deep/environment.json"), "utf8"));
  assert.deepEqual(
    exported.values.map((/** @type {any} */ { key, value }) => [key, value]),
    [
      ["token", TOKEN],
      ["more", "a=b"],
      ["seen", "yes"],
    ],
  );
  // What is written shows no secret, though the program that runs it is told.
  assert.ok(!fs.readFileSync(at("r.json"), "utf8").includes(TOKEN));
});

test("a run that is aborted says so, with what it came to", async (context) => {
  const url = await serve(context);
  const abort = new AbortController();
  const slow = { info: { name: "S" }, item: [{ name: "Slow", request: `${url}/slow` }] };
  const { error, summary } = await new Promise((resolve) => {
    const options = { collection: slow, abortSignal: abort.signal };
    newman
      .run(options, (error, summary) => resolve({ error, summary }))
      .on("beforeRequest", () => abort.abort(new Error("enough")));
  });
  assert.equal(error.message, "enough");
  assert.equal(summary.run.stats.items.total <= 1, true);
});

test("a listener that throws ends its program, and the run with it", async (context) => {
  const url = await serve(context);
  const text = `
    const newman = require(${JSON.stringify(path.join(__dirname, "../postrider"))});
    const emitter = newman.run({ collection: ${JSON.stringify(collection(url))} });
    emitter.on("beforeItem", () => { throw new Error("of the listener"); });
    emitter.on("item", () => console.log("went on"));
  `;
  const cwd = folder(context, { "program.cjs": text });
  const { code, out, errors } = await execute(["program.cjs"], { cwd, program: process.execPath });
  assert.equal(code, 1);
  assert.match(errors, /Error: of the listener/);
  assert.equal(out, "");
});

test("a program that has ended leaves no run behind", {
  skip: process.platform === "win32",
}, async (context) => {
  const url = await serve(context);
  const slow = { info: { name: "S" }, item: [{ name: "Slow", request: `${url}/slow` }] };
  const marks = folder(context);
  // It dies on the spot: nothing of its own can end the run.
  const text = `
    const newman = require(${JSON.stringify(path.join(__dirname, "../postrider"))});
    const options = { collection: ${JSON.stringify(slow)}, reporters: "json",
      reporter: { json: { export: ${JSON.stringify(path.join(marks, "r.json"))} } } };
    newman.run(options).on("beforeRequest", () => process.kill(process.pid, "SIGKILL"));
  `;
  const cwd = folder(context, { "program.cjs": text });
  await execute(["program.cjs"], { cwd, program: process.execPath });
  // A run that is ended with care writes its report.
  const report = path.join(marks, "r.json");
  for (let waited = 0; !fs.existsSync(report) && waited < 20_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(fs.existsSync(report));
});

test("executions lie in a file until somebody looks at them", async (context) => {
  const url = await serve(context);
  const one = { info: { name: "M" }, item: [{ name: "One", request: `${url}/one` }] };
  const { executions } = (await run({ collection: one, iterationCount: 300 })).run;
  assert.equal(executions.length, 300);
  assert.equal(executions[299].cursor.iteration, 299);
  assert.equal(executions[299].response.json().url, "/one");
  assert.equal(executions[0].item, executions[299].item);

  // Whoever looks at once gets each as it comes.
  const seen = await new Promise((resolve) => {
    /** @type {number[]} */
    const lengths = [];
    /** @type {any} */
    const emitter = newman.run({ collection: one, iterationCount: 3 }, () => resolve(lengths));
    emitter.on("item", () => lengths.push(emitter.summary.run.executions.length));
  });
  assert.deepEqual(seen, [1, 2, 3]);
});

test("a request whose address can't be asked has an empty history, as in Newman", async () => {
  /** @param {string} url */
  const historyOf = async (url) => {
    /** @type {any} */
    let history;
    await new Promise((resolve) =>
      newman
        .run({ collection: { info: { name: "C" }, item: [{ name: "a", request: url }] } }, resolve)
        .on("request", (_error, told) => {
          history = told.history;
        }),
    );
    return history?.execution.data;
  };
  assert.equal(await historyOf(""), undefined);
  assert.deepEqual(await historyOf("ftp://x/y"), [{}]);
  const [{ request }] = await historyOf("http://127.0.0.1:1/");
  assert.equal(request.href, "http://127.0.0.1:1/");
});
