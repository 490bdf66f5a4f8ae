"use strict";
// What the tests here share: a server, a collection that it answers for, and folders that go away.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");

/** The program under test. */
exports.PROGRAM = /** @type {string} */ (process.env._POSTRIDER_PROGRAM);

/**
 * A server that answers with what it was sent, until the test ends.
 * @param {import("node:test").TestContext} test
 */
exports.serve = async (test) => {
  const server = http.createServer((request, response) => {
    response.setHeader("Set-Cookie", "session=cookie-of-the-server; Path=/");
    response.setHeader("Content-Type", "application/json");
    const slow = request.url?.startsWith("/slow") ? 60_000 : 0;
    const { method, url, headers } = request;
    const timer = setTimeout(() => response.end(JSON.stringify({ method, url, headers })), slow);
    response.on("close", () => clearTimeout(timer));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
};

/**
 * A folder with files in it.
 * @param {import("node:test").TestContext} test
 * @param {Record<string, string>} files
 */
exports.folder = (test, files = {}) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "postrider-test-"));
  test.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
};

/** @param {string} listen @param {string[]} exec */
const script = (listen, exec) => ({ listen, script: { exec } });

/**
 * A collection: a request with scripts in a folder, and one that nobody answers.
 * @param {string} url
 */
exports.collection = (url) => ({
  info: {
    name: "Shop",
    schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
  },
  item: [
    {
      name: "Orders",
      item: [
        {
          name: "Make",
          event: [
            script("prerequest", ["console.log('before', { a: 1 });"]),
            script("test", [
              "pm.test('passes', () => {});",
              "pm.test('fails', () => pm.expect(1).to.eql(2));",
              "pm.test.skip('later', () => {});",
              "pm.environment.set('seen', 'yes');",
              `pm.sendRequest('${url}/of-script', () => {});`,
            ]),
          ],
          request: {
            method: "POST",
            url: `${url}/orders?q=1`,
            header: [{ key: "Authorization", value: "Bearer {{token}}" }],
            body: { mode: "raw", raw: "{}" },
          },
        },
      ],
    },
    { name: "Refused", request: "http://127.0.0.1:1/" },
  ],
});

/** A value that nothing that is written may show. */
exports.TOKEN = "token-of-the-tests-1";

/** Variables with a secret. */
exports.environment = () => ({
  name: "Local",
  values: [{ key: "token", value: exports.TOKEN, type: "secret" }],
});

/**
 * Runs the program, or another, and says how it went.
 * @param {string[]} args
 * @param {{cwd: string, env?: Record<string, string | undefined>, program?: string}} settings
 * @returns {Promise<{code: number, out: string, errors: string}>}
 */
exports.execute = (args, { cwd, env = {}, program = exports.PROGRAM }) =>
  new Promise((resolve) => {
    const settings = { cwd, env: { ...process.env, ...env }, timeout: 60_000 };
    execFile(program, args, settings, (error, out, errors) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ code, out, errors });
    });
  });
