// Asks Newman what it sends for each request of `cases/`, and writes that into `tests/data/wire/`, one file a group.
//
//     NEWMAN=path/to/node_modules/newman node tests/wire/record.mjs
//
// What differs from run to run is replaced: the recorder's port, tokens, boundaries, the user agent.

import { createRequire } from "node:module";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import net from "node:net";
import { environment, files, groups } from "./cases.mjs";

/** @typedef {import("./cases/make.mjs").Case} Case */

const newman = createRequire(import.meta.url)(/** @type {string} */ (process.env.NEWMAN));
const out = new URL("../data/wire/", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "wire-"));
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

/** @type {string[]} */
let received = [];
/** @type {Record<string, string>} */
let answers = {};
/** @type {Set<net.Socket>} */
const sockets = new Set();

/**
 * How long the body of a request is, by its head; a chunked one goes on to its last chunk.
 * @param {string} text
 * @param {number} start
 */
function bodyEnd(text, start) {
  const head = text.slice(0, start);
  if (/^transfer-encoding:.*chunked/im.test(head)) {
    const end = text.indexOf("0\r\n\r\n", start);
    return end < 0 ? -1 : end + 5;
  }
  const length = /^content-length: *(\d+)/im.exec(head);
  return start + (length ? Number(length[1]) : 0);
}

const server = net.createServer((socket) => {
  let text = "";
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("error", () => {});
  socket.on("data", (data) => {
    text += data.toString("latin1");
    for (;;) {
      const start = text.indexOf("\r\n\r\n") + 4;
      const end = start > 3 ? bodyEnd(text, start) : -1;
      if (end < 0 || text.length < end) return;
      const request = text.slice(0, end);
      text = text.slice(end);
      received.push(request);
      const [method, target] = request.split(" ");
      socket.write(
        answers[target] ??
          `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${method === "HEAD" ? "" : "ok"}`,
        "latin1",
      );
    }
  });
});

await new Promise((resolve) => server.listen(0, "127.0.0.1", /** @type {() => void} */ (resolve)));
const port = String(/** @type {net.AddressInfo} */ (server.address()).port);
const host = `127.0.0.1:${port}`;
/** @param {unknown} value */
const here = (value) =>
  JSON.parse(JSON.stringify(value).replaceAll("HOST", host).replaceAll("PORT", port));

/**
 * A request without what differs from run to run.
 * @param {string} request
 */
function normal(request) {
  const boundary = /boundary=(-{26}\d{24})/.exec(request);
  return (
    request
      .replaceAll(boundary ? boundary[1] : "\0", "BOUNDARY")
      .replaceAll(port, "PORT")
      .replace(/^(Postman-Token: )[0-9a-f-]{36}\r$/m, "$1TOKEN\r")
      .replace(/^(User-Agent: )PostmanRuntime\/.*\r$/m, "$1AGENT\r")
      // The length of parts follows from the length of their boundary, which is always the same, and that of the port.
      .replace(/^(Host: 127\.0\.0\.1:)\d+\r$/m, "$1PORT\r")
  );
}

/** @param {Case} test @returns {Promise<{requests: string[], errors: string[]}>} */
function run(test) {
  received = [];
  // What a case sends too much is not to be taken for the beginning of the next one.
  for (const socket of sockets) socket.destroy();
  answers = here(test.answers ?? {});
  const values = Object.entries(environment(host)).map(([key, value]) => ({ key, value }));
  const collection = {
    info: {
      name: "wire",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    item: here(test.items),
  };
  /** @type {string[]} */
  const errors = [];
  return new Promise((resolve) => {
    newman
      .run({
        collection,
        environment: { values },
        workingDir: folder,
        reporters: [],
        timeoutRequest: 3000,
      })
      .on(
        "request",
        (/** @type {Error | null} */ error) =>
          error && errors.push(error.message.replaceAll(port, "PORT")),
      )
      .on("done", () => resolve({ requests: received.map(normal), errors }));
  });
}

for (const [name, cases] of Object.entries(groups)) {
  const recorded = [];
  for (const test of cases) recorded.push({ ...test, ...(await run(test)) });
  writeFileSync(new URL(`${name}.json`, out), `${JSON.stringify(recorded, null, 1)}\n`);
  console.log(`${name}: ${recorded.length}`);
}
writeFileSync(
  new URL("setting.json", out),
  `${JSON.stringify({ environment: environment("HOST:PORT"), files }, null, 1)}\n`,
);
server.close();
process.exit(0);
