// Users, keys and tokens.

import { kinds } from "./bodies.mjs";
import { get, header, one, post, raw } from "./make.mjs";

export const auth = [
  one(
    "basic",
    get("http://HOST/", {
      auth: {
        type: "basic",
        basic: [
          { key: "username", value: "ü" },
          { key: "password", value: "p:" },
        ],
      },
    }),
  ),
  one(
    "basic over own",
    get("http://HOST/", {
      header: header(["authorization", "mine"], ["X", "1"]),
      auth: { type: "basic", basic: { username: "u", password: "p" } },
    }),
  ),
  one(
    "bearer",
    get("http://HOST/", {
      auth: { type: "bearer", bearer: [{ key: "token", value: "{{path}}" }] },
    }),
  ),
  one(
    "bearer empty",
    get("http://HOST/", { auth: { type: "bearer", bearer: [{ key: "token", value: "" }] } }),
  ),
  one(
    "api key",
    get("http://HOST/?k=0", {
      header: header(["x-key", "old"]),
      auth: {
        type: "apikey",
        apikey: [
          { key: "key", value: "X-Key" },
          { key: "value", value: "v" },
        ],
      },
    }),
  ),
  one(
    "api key in the query",
    get("http://HOST/?k=0&a=1", {
      auth: {
        type: "apikey",
        apikey: [
          { key: "key", value: "k" },
          { key: "value", value: "v w" },
          { key: "in", value: "query" },
        ],
      },
    }),
  ),
  one(
    "oauth2",
    get("http://HOST/", {
      auth: {
        type: "oauth2",
        oauth2: [
          { key: "accessToken", value: "t" },
          { key: "headerPrefix", value: "X" },
        ],
      },
    }),
  ),
  one(
    "oauth2 in the query",
    get("http://HOST/?access_token=old", {
      auth: {
        type: "oauth2",
        oauth2: [
          { key: "accessToken", value: "t" },
          { key: "addTokenTo", value: "queryParams" },
        ],
      },
    }),
  ),
  one("none", get("http://HOST/", { auth: { type: "noauth" } })),
  one(
    "user in the URL and basic",
    get("http://a:b@HOST/", { auth: { type: "basic", basic: { username: "u", password: "p" } } }),
  ),
  one(
    "with a body",
    post(raw("{}", "json"), { auth: { type: "basic", basic: { username: "u", password: "p" } } }),
  ),
  one("with a form", post(kinds.form, { auth: { type: "bearer", bearer: { token: "t" } } })),
];
