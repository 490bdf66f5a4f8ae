// URLs as texts and as objects.

import { get, one, ppb } from "./make.mjs";

const texts = [
  "http://HOST",
  "http://HOST/",
  "HOST/no-scheme",
  "  http://HOST/leading",
  "http://HOST/trailing  ",
  "HTTP://HOST/upper",
  "http://HOST/a/../b/./c",
  "http://HOST/..",
  "http://HOST/a/..",
  "http://HOST//double//slash//",
  "http://HOST/%2e%2E/%2f",
  "http://HOST/a%20b",
  "http://HOST/a b",
  "http://HOST/a%zz%",
  "http://HOST/%",
  "http://HOST/é/日本",
  "http://HOST/?q=é日本",
  'http://HOST/"<>`{}|\\^[]',
  'http://HOST/?q="<>`{}|\\^[]',
  "http://HOST/'()*!;,@&=+$",
  "http://HOST/?q='()*!;,@=+$:/?",
  "http://HOST\\back\\slash",
  "http://HOST/a\\b?c\\d",
  "http://HOST/?",
  "http://HOST?q=1",
  "http://HOST?",
  "http://HOST/#hash",
  "http://HOST/a?b#hash?c",
  "http://HOST#hash",
  "http://HOST/?a",
  "http://HOST/?a=",
  "http://HOST/?=b",
  "http://HOST/?&&a=1&",
  "http://HOST/?a=1&a=2&A=3",
  "http://HOST/?a=b=c",
  "http://HOST/?a=%26%3D%23",
  "http://HOST/?a b=c d",
  "http://HOST/?a=1+2%2B3",
  "http://HOST/?url=http://x/y?z=1",
  "http://HOST/a;b=1/c,d",
  "http://HOST/~user/-_.",
  "http://HOST/a/:id/b",
  "http://HOST/tab\there",
  "http://user:pass@HOST/",
  "http://user@HOST/",
  "http://us%20er:p%40ss@HOST/",
  "http://:pass@HOST/",
  "http://user:@HOST/",
  "http://us er:pa:ss@HOST/",
  "http://HOST/{{undefined}}",
  "http://HOST/?q={{undefined}}",
  "http://HOST/?{{undefined}}=1",
  "http://HOST/{{path}}/{{query}}",
  "http://HOST/?q={{special}}",
  "{{base}}/based",
  "{{scheme}}://{{hostOnly}}:{{portOnly}}/parts",
  "http://HOST/{{nested}}",
  "http://HOST/a%2Fb%5Cc",
  "http://HOST/\u00a0nbsp",
  "http://HOST/emoji/😀?😀=😀",
  "http://HOST/a?b=c?d=e",
  "http://HOST/:colon/:",
  "http://HOST/x/:id.json",
  "http://HOST/*",
  "http://HOST/a%0Ab",
  "http://HOST/a%00b",
];

const objects = {
  "host and path lists": {
    protocol: "http",
    host: ["127", "0", "0", "1"],
    port: "PORT",
    path: ["a", "b"],
  },
  "query list": {
    raw: "ignored",
    host: ["HOST"],
    path: ["q"],
    query: [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ],
  },
  "query without values": {
    host: ["HOST"],
    query: [{ key: "a" }, { key: "b", value: null }, { key: "c", value: "" }],
  },
  "query without keys": {
    host: ["HOST"],
    query: [{ value: "v" }, { key: null, value: "w" }, { key: "", value: "" }],
  },
  "query disabled": {
    host: ["HOST"],
    path: ["x"],
    query: [
      { key: "a", value: "1", disabled: true },
      { key: "b", value: "2" },
    ],
  },
  "query all disabled": {
    host: ["HOST"],
    path: ["x"],
    query: [{ key: "a", value: "1", disabled: true }],
  },
  "query special": {
    host: ["HOST"],
    query: [
      { key: "a&b=c#d", value: "e&f=g#h" },
      { key: "é", value: "ü " },
      { key: "%", value: "%41" },
    ],
  },
  "query duplicates": {
    host: ["HOST"],
    query: [
      { key: "a", value: "1" },
      { key: "b", value: "" },
      { key: "a", value: "2" },
    ],
  },
  "path variables": {
    host: ["HOST"],
    path: [":id", "x", ":other"],
    variable: [
      { key: "id", value: "7" },
      { key: "other", value: "a/b" },
    ],
  },
  "path variable with a suffix": {
    host: ["HOST"],
    path: [":id.json"],
    variable: [{ key: "id", value: "7" }],
  },
  "path variable that is a number": {
    host: ["HOST"],
    path: [":id"],
    variable: [{ key: "id", value: 7 }],
  },
  "path variable that is empty": {
    host: ["HOST"],
    path: [":id", "x"],
    variable: [{ key: "id", value: "" }],
  },
  "path variable with a placeholder": {
    host: ["HOST"],
    path: [":id"],
    variable: [{ key: "id", value: "{{path}}" }],
  },
  "path variable to encode": {
    host: ["HOST"],
    path: [":id"],
    variable: [{ key: "id", value: "a b?c#d%20é" }],
  },
  "path variable by id": {
    host: ["HOST"],
    path: [":id"],
    variable: [{ id: "id", value: "by-id" }],
  },
  "path as text": { host: "HOST", path: "/a/b c" },
  "path as objects": { host: ["HOST"], path: [{ type: "string", value: "a" }, "b"] },
  "empty path segments": { host: ["HOST"], path: ["", "a", "", "b", ""] },
  hash: { host: ["HOST"], path: ["a"], hash: "frag", query: [{ key: "q", value: "1" }] },
  auth: { protocol: "http", auth: { user: "u", password: "p" }, host: ["HOST"], path: ["a"] },
  "raw only": { raw: "http://HOST/raw?only=1" },
};

export const urls = texts.map((url) => one(url, get(url)));

export const urlsAsObjects = Object.entries(objects).map(([name, url]) => one(name, get(url)));

export const urlsUnencoded = [
  'http://HOST/a"b?c="d"',
  "http://HOST/é",
  "http://HOST/a b",
  "http://HOST/?q={x}|^",
  "http://u s:p@HOST/",
].map((url) => one(url, get(url), ppb({ disableUrlEncoding: true })));
