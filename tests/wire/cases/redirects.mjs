// Where an answer sends the client.

import { kinds } from "./bodies.mjs";
import { answers, get, header, one, post, ppb, raw, redirect } from "./make.mjs";

export const redirects = [
  ...[300, 301, 302, 303, 304, 305, 307, 308].flatMap((code) =>
    ["GET", "POST"].map((method) =>
      one(
        `${method} ${code}`,
        {
          method,
          url: "http://HOST/from",
          header: header(["X-A", "1"], ["Authorization", "a"]),
          body: raw("x"),
        },
        answers({ "/from": redirect(code, "/to") }),
      ),
    ),
  ),
  one(
    "HEAD",
    { method: "HEAD", url: "http://HOST/from" },
    answers({ "/from": redirect(303, "/to") }),
  ),
  one(
    "PUT 302",
    { method: "PUT", url: "http://HOST/from", body: raw("x") },
    answers({ "/from": redirect(302, "/to") }),
  ),
  one(
    "form 307",
    post(kinds.form, { url: "http://HOST/from" }),
    answers({ "/from": redirect(307, "/to") }),
  ),
  one(
    "parts 308",
    post(kinds.parts, { url: "http://HOST/from" }),
    answers({ "/from": redirect(308, "/to") }),
  ),
  one(
    "another origin",
    post(raw("x"), {
      url: "http://HOST/from",
      header: header(["Authorization", "a"], ["Cookie", "c=1"], ["X-A", "1"]),
    }),
    answers({ "/from": redirect(302, "http://localhost:PORT/to") }),
  ),
  ...[
    "to",
    "../to",
    "?q=1",
    "#h",
    "//HOST/to",
    "/a b",
    "/é",
    "/a/../b",
    "http://HOST",
    '/to?x="y"',
    "",
  ].map((to) =>
    one(
      `to ${to}`,
      get("http://HOST/from/here?old=1"),
      answers({ "/from/here?old=1": redirect(302, to) }),
    ),
  ),
  one("none followed", get("http://HOST/from"), {
    ...ppb({ followRedirects: false }),
    ...answers({ "/from": redirect(302, "/to") }),
  }),
  one("method kept", post(raw("x"), { url: "http://HOST/from" }), {
    ...ppb({ followOriginalHttpMethod: true }),
    ...answers({ "/from": redirect(302, "/to") }),
  }),
  one("authorization kept", get("http://HOST/from", { header: header(["Authorization", "a"]) }), {
    ...ppb({ followAuthorizationHeader: true }),
    ...answers({ "/from": redirect(302, "http://localhost:PORT/to") }),
  }),
  one("no referer", get("http://HOST/from"), {
    ...ppb({ removeRefererHeaderOnRedirect: true }),
    ...answers({ "/from": redirect(302, "/to") }),
  }),
  one("too many", get("http://HOST/from"), {
    ...ppb({ maxRedirects: 2 }),
    ...answers({ "/from": redirect(302, "/from") }),
  }),
  one("with a user", get("http://u:p@HOST/from"), answers({ "/from": redirect(302, "/to") })),
  one("from a fragment", get("http://HOST/from#frag"), answers({ "/from": redirect(302, "/to") })),
];
