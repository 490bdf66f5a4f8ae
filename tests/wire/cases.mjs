// The requests of which `record.mjs` asks Newman what goes over the wire, a group for each file of what it sent.

import { auth } from "./cases/auth.mjs";
import { bodies, methods } from "./cases/bodies.mjs";
import { cookies } from "./cases/cookies.mjs";
import { headers } from "./cases/headers.mjs";
import { redirects } from "./cases/redirects.mjs";
import { urls, urlsAsObjects, urlsUnencoded } from "./cases/urls.mjs";

/** @typedef {import("./cases/make.mjs").Case} Case */

/** @type {Record<string, Case[]>} */
export const groups = {
  urls,
  "urls-as-objects": urlsAsObjects,
  "urls-unencoded": urlsUnencoded,
  methods,
  headers,
  bodies,
  auth,
  redirects,
  cookies,
};

/** @param {string} host */
export const environment = (host) => ({
  path: "p",
  query: "a=1&b=2",
  special: "a&b=c d",
  number: "5",
  base: `http://${host}`,
  scheme: "http",
  hostOnly: "127.0.0.1",
  portOnly: host.split(":")[1],
  nested: "x{{path}}y",
});

export const files = { "a.txt": "the text\n", "b.json": '{"file": true}', "c.unknown": "?" };
