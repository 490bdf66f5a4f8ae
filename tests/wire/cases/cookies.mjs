// Cookies that answers set.

import { get, header, redirect, setting } from "./make.mjs";

export const cookies = [
  {
    name: "set and sent",
    items: ["/set", "/", "/deep/er"].map((path) => ({
      name: path,
      request: get(`http://HOST${path}`),
    })),
    answers: { "/set": setting("a=1; Path=/", "b=2; Path=/deep", "c=3") },
  },
  {
    name: "own and the jars",
    items: [
      { name: "a", request: get("http://HOST/set") },
      {
        name: "b",
        request: get("http://HOST/x", {
          header: header(["X", "1"], ["cookie", "own=1"], ["Y", "2"]),
        }),
      },
    ],
    answers: { "/set": setting("a=1; Path=/") },
  },
  {
    name: "disabled",
    items: [
      { name: "a", request: get("http://HOST/set") },
      {
        name: "b",
        request: get("http://HOST/x"),
        protocolProfileBehavior: { disableCookies: true },
      },
    ],
    answers: { "/set": setting("a=1; Path=/") },
  },
  {
    name: "quotes and odd values",
    items: ["/set", "/x"].map((path) => ({ name: path, request: get(`http://HOST${path}`) })),
    answers: {
      "/set": setting(
        'q="a b"; Path=/',
        "e=; Path=/",
        "noname; Path=/",
        "=v; Path=/",
        "u=é; Path=/",
        "x=a=b; Path=/",
      ),
    },
  },
  {
    name: "ended",
    items: ["/set", "/x"].map((path) => ({ name: path, request: get(`http://HOST${path}`) })),
    answers: {
      "/set": setting(
        "a=1; Path=/; Max-Age=0",
        "b=2; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "c=3; Path=/; Max-Age=soon",
        "d=4; Path=/; Max-Age=100",
      ),
    },
  },
  {
    name: "secure",
    items: ["/set", "/x"].map((path) => ({ name: path, request: get(`http://HOST${path}`) })),
    answers: { "/set": setting("a=1; Path=/; Secure", "b=2; Path=/; HttpOnly") },
  },
  {
    name: "of another domain",
    items: ["/set", "/x"].map((path) => ({ name: path, request: get(`http://HOST${path}`) })),
    answers: {
      "/set": setting("a=1; Path=/; Domain=example.com", "b=2; Path=/; Domain=127.0.0.1"),
    },
  },
  {
    name: "replaced",
    items: ["/one", "/two", "/x"].map((path) => ({
      name: path,
      request: get(`http://HOST${path}`),
    })),
    answers: { "/one": setting("a=1; Path=/", "b=1; Path=/"), "/two": setting("a=2; Path=/") },
  },
  {
    name: "on the way",
    items: [{ name: "a", request: get("http://HOST/from") }],
    answers: { "/from": redirect(302, "/to", "Set-Cookie: a=1; Path=/\r\n") },
  },
  {
    name: "deleted on the way",
    items: ["/set", "/from"].map((path) => ({ name: path, request: get(`http://HOST${path}`) })),
    answers: {
      "/set": setting("a=1; Path=/"),
      "/from": redirect(302, "/to", "Set-Cookie: a=; Path=/; Max-Age=0\r\n"),
    },
  },
  {
    name: "names that differ in case",
    items: ["/set", "/x"].map((path) => ({ name: path, request: get(`http://HOST${path}`) })),
    answers: { "/set": setting("a=1; Path=/", "A=2; Path=/") },
  },
];
