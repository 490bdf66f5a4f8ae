// What may differ between a report of Newman and one of Postrider: the defects that Postrider puts right, and what it adds.
// Each stands in docs/migrating-from-newman.md. A report is changed as little as hides the difference, so that all else
// still has to be equal.

/** @typedef {Record<string, any>} Report */

/**
 * A JSON report without what may differ.
 * @param {Report} report
 */
export function allowedInJson(report) {
  const { run } = report;
  // Newman measures these only with `--verbose`.
  for (const part of ["dns", "firstByte"])
    for (const measure of ["Average", "Min", "Max", "Sd"]) delete run.timings[part + measure];
  delete run.error;
  for (const failure of run.failures) {
    // A folder is repeated in each of its failures there, with all its requests; here it is named.
    if (failure.parent) failure.parent = { id: failure.parent.id, name: failure.parent.name };
    // The calls within the runner.
    delete failure.error.stack;
    if (failure.at === "request") delete failure.error.stacktrace;
  }
  // Secret variables stay secret.
  const scopes = [report.environment, report.globals];
  for (const variable of scopes.flatMap((scope) => scope.values))
    if (variable.type === "secret") variable.type = "any";
  each(report, (value) => {
    if (value.name === "SyntaxError") value.message = "<the engine's words>";
    // Of an assertion outside of a test Newman tells once more what was compared.
    if (value.name === "AssertionError")
      for (const name of ["actual", "expected", "showDiff", "stack", "stacktrace"])
        delete value[name];
    if (typeof value.at === "string")
      value.at = value.at.replace(/-script:\d+:/, "-script:<line>:");
    // Newman writes what a server has said into the collection itself, where it is none of the author's.
    for (const [scheme, list] of Object.entries(value.auth ?? {})) {
      if (!Array.isArray(list)) continue;
      value.auth[scheme] = list.filter((param) => !param.system || !isOfCollection(report, value));
      for (const param of list) if (param.system && RANDOM.has(param.key)) param.value = "<random>";
    }
  });
  for (const { request } of run.executions) {
    // It depends on the moment whether Newman tells the length of a file.
    if (request?.body?.mode === "file")
      request.header = request.header?.filter(
        (/** @type {any} */ header) => header.key !== "content-length",
      );
  }
  return without(report, (name) => name === "_lastExecutionId");
}

const RANDOM = new Set(["clientNonce", "nonce", "timestamp"]);

/**
 * Whether a request or folder is the author's, not one that was sent.
 * @param {Report} report
 * @param {unknown} value
 */
function isOfCollection(report, value) {
  return !report.run.executions.some((/** @type {any} */ execution) => execution.request === value);
}

/**
 * Calls a function with each object within a value.
 * @param {any} value
 * @param {(object: any) => void} act
 */
function each(value, act) {
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) act(value);
  for (const inner of Object.values(value)) each(inner, act);
}

/**
 * A value without the members that a test of their names finds.
 * @param {any} value
 * @param {(name: string) => boolean} isGone
 * @returns {any}
 */
function without(value, isGone) {
  if (Array.isArray(value)) return value.map((each) => without(each, isGone));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => !isGone(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, without(each, isGone)]));
}

/** What QuickJS and V8 say of one and the same. */
const ENGINE = /Unexpected token ':'|expecting ';'/g;

/** What tells cases of one name apart in our JUnit report. */
const MARKS = /( \(time \d+\))?( \(iteration \d+\))?( \(collection \d+\))?$/;

const PROBLEMS = new Set(["request", "test-script", "prerequest-script"]);

/**
 * JUnit reports without what may differ.
 * @param {Report} theirs
 * @param {Report} ours
 */
export function allowedInJunit(theirs, ours) {
  for (const [report, isOurs] of /** @type {[Report, boolean][]} */ ([
    [theirs, false],
    [ours, true],
  ])) {
    for (const part of [report, ...(report.testsuite ?? [])]) {
      // Newman counts neither skipped tests nor errors, and tests of one name once.
      for (const count of ["@tests", "@failures", "@errors", "@skipped", "@time", "@timestamp"])
        delete part[count];
    }
    for (const suite of report.testsuite ?? []) {
      suite["@name"] = suite["@name"].replace(/ \(iteration \d+\)$/, "");
      if (suite["system-err"]) suite["system-err"] = errorsOnce(suite["system-err"]);
      // Each case has a name of its own here.
      for (const test of isOurs ? (suite.testcase ?? []) : [])
        test["@name"] = test["@name"].replace(MARKS, "");
      // What failed beside the tests is a case of its own here.
      const cases = (suite.testcase ?? []).filter(
        (/** @type {any} */ test) => !(isOurs && PROBLEMS.has(test["@name"]) && isProblem(test)),
      );
      for (const test of cases) {
        delete test["@time"];
        // An item without a name is called by its id, which is made up.
        if (/^[0-9a-f]{32}$/i.test(test["@classname"])) test["@classname"] = "<id>";
        delete test.skipped;
      }
      suite.testcase = cases.length ? cases : undefined;
    }
  }
  return folded(theirs, ours);
}

/**
 * Whether a case of ours is none of Newman's: an error, an expectation outside of a test, a request that was skipped.
 * @param {any} test
 */
function isProblem(test) {
  const isOfTest = test.failure?.["@type"] === "AssertionFailure";
  return test.error || (test.failure && !isOfTest) || "skipped" in test;
}

/**
 * The errors of an item without the calls within the runner; Newman repeats them for each request that its scripts send.
 * @param {string} text
 */
function errorsOnce(text) {
  const plain = text
    // biome-ignore lint/complexity/noAdjacentSpacesInRegex: as it is written there.
    .replace(/\n    at [^\n]*/g, "")
    .replace(/\n+/g, "\n")
    .replace(ENGINE, "<the engine's words>");
  return [...new Set(plain.split(/(?=Iteration: )/))].join("");
}

/**
 * Reports in which an item that ran several times, or a test whose name stands twice, is no more than its names.
 * @param {Report} theirs
 * @param {Report} ours
 * @returns {Report[]}
 */
function folded(theirs, ours) {
  const times = new Map();
  for (const suite of ours.testsuite ?? [])
    times.set(suite["@id"], (times.get(suite["@id"]) ?? 0) + 1);
  return [theirs, ours].map((report) => {
    const suites = new Map();
    for (const suite of report.testsuite ?? []) {
      const names = (suite.testcase ?? []).map((/** @type {any} */ test) => test["@name"]);
      const isPlain = times.get(suite["@id"]) === 1 && !hasDoubles(ours, suite["@id"]);
      const before = suites.get(suite["@id"])?.tests ?? [];
      suites.set(
        suite["@id"],
        isPlain
          ? suite
          : { "@name": suite["@name"], tests: [...new Set([...before, ...names])].sort() },
      );
    }
    // Newman has them in the collection's order, where scripts may have chosen another.
    /** @param {any} suite */
    const name = (suite) => suite["@name"];
    const list = [...suites.values()].sort((a, b) =>
      name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0,
    );
    return { ...report, testsuite: list };
  });
}

/** @param {Report} report @param {string} id */
function hasDoubles(report, id) {
  const suite = report.testsuite.find((/** @type {any} */ each) => each["@id"] === id);
  const names = (suite?.testcase ?? []).map((/** @type {any} */ test) => test["@name"]);
  return new Set(names).size < names.length;
}

/**
 * Terminal reports without what may differ.
 * @param {string} theirs
 * @param {string} ours
 */
export function allowedInCli(theirs, ours) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
  const plain = theirs.replace(/\u001b\[\d*m/g, "").replace(/^newman\n/, "postrider\n");
  // biome-ignore lint/complexity/noAdjacentSpacesInRegex: as it is written there.
  const added = /^(  ⚠  .*|  -  skipped by .*|     hint: .*|├.*\n│ *skipped .*)\n/gm;
  const texts = [undeprecated(plain), ours.replace(added, "").replaceAll("  └\n  ┌\n", "")];
  const lines = /** @type {[string[], string[]]} */ (
    texts.map((text) => text.split("\n").map(level))
  );
  return withoutPlaces(...lines).map((all) => all.join("\n"));
}

/**
 * A line without times, widths of tables and blanks at its end.
 * @param {string} line
 */
function level(line) {
  const timed = line
    .replace(ENGINE, "<the engine's words>")
    // Newman counts a line too many in a script that names packages.
    .replace(/(at (?:test|prerequest)-script):\d+:/, "$1:<line>:")
    .replace(/\b\d+(\.\d+)?(µs|ms|s|m)\b/g, "<t>");
  const isTable = /^[│┌├└]/.test(timed);
  return (isTable ? timed.replace(/─+/g, "─").replace(/ +/g, " ") : timed).trimEnd();
}

/**
 * Newman's output without the warnings of what Postman has deprecated, which Postrider gives with `--verbose` only.
 * @param {string} text
 */
function undeprecated(text) {
  const kept = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const end = endOfWarning(lines, at);
    if (end === undefined) kept.push(lines[at]);
    else at = end;
  }
  return kept.join("\n").replaceAll("  ┌\n  └\n", "");
}

/**
 * The last line of the warning that begins at a line, if one does; it is broken where the terminal ends.
 * @param {string[]} lines
 * @param {number} start
 */
function endOfWarning(lines, start) {
  let text = "";
  for (let at = start; at < start + 4 && lines[at]?.startsWith("  │ "); at += 1) {
    text += lines[at].slice(4);
    if (/^(['`])Using ".*" is deprecated\.( Use .* instead\.)?\1$/.test(text)) return at;
  }
  return undefined;
}

/**
 * Newman does not tell where a request failed: `inside ""`.
 * @param {string[]} theirs
 * @param {string[]} ours
 */
function withoutPlaces(theirs, ours) {
  const unknown = theirs.flatMap((line, at) => (/^ *inside ""$/.test(line) ? [at] : []));
  const mine = [...ours];
  for (const at of unknown) if (/^ *inside "/.test(mine[at] ?? "")) mine[at] = theirs[at];
  return [theirs, mine];
}
