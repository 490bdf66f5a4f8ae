// Records what Postman's SDK makes of a collection: tests/data/sdk.json, which `src/collection/item.rs` is held against.
import fs from "node:fs";
import { createRequire } from "node:module";

const { Collection } = createRequire(import.meta.url)("postman-collection");

const request = {
  url: {
    raw: "h",
    host: ["h"],
    query: [{ key: "a", value: null, _q: 1, name: "n", id: "q" }],
    variable: [{ key: "v", value: 1, type: "string", description: "d", id: "v" }],
  },
  method: "put",
  name: "request",
  description: null,
  _own: true,
  header: [
    {
      key: "a",
      value: "b",
      _z: 1,
      type: "text",
      description: { content: "c", type: "text/markdown", version: 2 },
      id: "h",
      disabled: false,
    },
  ],
  body: {
    mode: "formdata",
    raw: "",
    urlencoded: [{ key: "u", value: "v" }],
    formdata: [
      { key: "list", type: "file", src: ["a", "b"] },
      { key: "one in a list", type: "file", src: ["a"], description: "" },
      { key: "one", type: "file", src: "a", contentType: "text/plain", fileName: "n", _f: 1 },
      { key: "none", type: "file", src: [] },
      { key: "text", type: "text", value: null, disabled: true },
      { key: "neither", value: "x" },
    ],
    file: { src: null },
    graphql: { query: "{a}", variables: "" },
    options: { raw: { language: "json" }, urlencoded: { contentType: "x" } },
  },
  auth: {
    type: "basic",
    basic: [
      { key: "username", value: "u", type: "string", disabled: true },
      { key: "password" },
      { key: "other", value: 1, type: "default" },
    ],
    bearer: { token: "t" },
    noauth: null,
  },
};
const responses = [
  {
    id: "r",
    name: "saved",
    _postman_previewlanguage: "json",
    status: "OK",
    code: 200,
    header: null,
    cookie: [{ key: "k", value: "a b", path: "/" }],
    body: "{}",
    responseTime: 5,
    unknown: 1,
    originalRequest: { url: "h", body: {} },
  },
];
const script = { id: "s", exec: ["a", "b"], requests: {}, packages: {}, type: "text/javascript" };
const given = {
  info: {
    _postman_id: "c",
    _exporter_id: "9",
    name: "C",
    version: "1.2.3-beta.1+b5",
    description: { content: "d", version: "1" },
  },
  item: [
    {
      id: "f",
      name: "folder",
      _postman_isSubFolder: true,
      description: "",
      auth: { type: "noauth" },
      protocolProfileBehavior: {},
      item: [],
      event: [{ listen: "test", id: "e", script }],
    },
    {
      id: "i",
      name: "item",
      request,
      response: responses,
      event: [{ listen: "prerequest", disabled: true, script: { id: "x", exec: "a\r\nb" } }],
      protocolProfileBehavior: { followRedirects: false },
    },
    {
      id: "n",
      name: "nothing in it",
      request: { url: "http://h/:a?x=1", method: "GET", body: null, auth: null },
      response: [],
    },
  ],
  variable: [
    { key: "a", value: 5, type: "string", enabled: true, unknown: 1, _x: 1, disabled: false },
    { key: "n", value: "5", type: "number", description: "" },
    { key: "o", value: { a: 1 }, type: "object" },
    { key: "d", value: "x", type: "default", disabled: true },
    { key: "e" },
  ],
};

const shown = new Collection(JSON.parse(JSON.stringify(given))).toJSON();
fs.writeFileSync(
  new URL("../data/sdk.json", import.meta.url),
  `${JSON.stringify({ given, shown }, null, 1)}\n`,
);
