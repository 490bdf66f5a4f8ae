// Methods and bodies.

import { one, post, ppb, raw } from "./make.mjs";

/** A body of each kind. */
export const kinds = {
  text: raw("plain text"),
  empty: raw(""),
  json: raw('{"a": 1}', "json"),
  "json with comments": raw(
    '{ // one\n "a": 1, /* two */ "b": "// kept /* kept */", "c": "\\"//" }',
    "json",
  ),
  "json with nothing but comments": raw("// nothing", "json"),
  "json with placeholders": raw('{"a": "{{path}}", "b": {{number}}}', "json"),
  "text with comments": raw("a // b", "text"),
  html: raw("<b>", "html"),
  xml: raw("<a/>", "xml"),
  javascript: raw("a()", "javascript"),
  "unknown language": raw("a", "yaml"),
  "not ascii": raw("é日本😀"),
  "line ends": raw("a\r\nb\nc"),
  "not text": { mode: "raw", raw: { a: 1 } },
  form: {
    mode: "urlencoded",
    urlencoded: [
      { key: "a", value: "1" },
      { key: "b c", value: "d&e=f" },
      { key: "!'()*", value: "!'()*~-_." },
    ],
  },
  "form grouped": {
    mode: "urlencoded",
    urlencoded: [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
      { key: "a", value: "3" },
      { key: "10", value: "x" },
      { key: "2", value: "y" },
    ],
  },
  "form with empty values": {
    mode: "urlencoded",
    urlencoded: [
      { key: "a" },
      { key: "b", value: null },
      { key: "c", value: "" },
      { key: "", value: "v" },
    ],
  },
  "form disabled": {
    mode: "urlencoded",
    urlencoded: [
      { key: "a", value: "1", disabled: true },
      { key: "b", value: "2" },
    ],
  },
  "form all disabled": {
    mode: "urlencoded",
    urlencoded: [{ key: "a", value: "1", disabled: true }],
  },
  "form not ascii": {
    mode: "urlencoded",
    urlencoded: [
      { key: "é", value: "日本 +" },
      { key: "p", value: "{{special}}" },
    ],
  },
  "form numbers": {
    mode: "urlencoded",
    urlencoded: [
      { key: "n", value: 5 },
      { key: "b", value: true },
    ],
  },
  "form as text": { mode: "urlencoded", urlencoded: "a=1&b=2" },
  "form empty": { mode: "urlencoded", urlencoded: [] },
  parts: {
    mode: "formdata",
    formdata: [
      { key: "a", value: "1", type: "text" },
      { key: "b", value: 'é"x', type: "text" },
    ],
  },
  "parts with types": {
    mode: "formdata",
    formdata: [{ key: "a", value: "{}", type: "text", contentType: "application/json" }],
  },
  "parts disabled": {
    mode: "formdata",
    formdata: [
      { key: "a", value: "1", type: "text", disabled: true },
      { key: "b", value: "2", type: "text" },
    ],
  },
  "parts empty": { mode: "formdata", formdata: [] },
  "parts with odd names": {
    mode: "formdata",
    formdata: [
      { key: 'a "b"\n', value: "x", type: "text" },
      { key: "", value: "y", type: "text" },
    ],
  },
  "parts not text": {
    mode: "formdata",
    formdata: [
      { key: "a", value: { b: 1 }, type: "text" },
      { key: "n", value: 5, type: "text" },
      { key: "z", value: null, type: "text" },
    ],
  },
  "part of a file": { mode: "formdata", formdata: [{ key: "f", src: "a.txt", type: "file" }] },
  "part of several files": {
    mode: "formdata",
    formdata: [
      { key: "f", src: ["a.txt", "b.json"], type: "file" },
      { key: "t", value: "1", type: "text" },
    ],
  },
  "part of a file with a type": {
    mode: "formdata",
    formdata: [
      { key: "f", src: "a.txt", type: "file", contentType: "text/x", fileName: "other.bin" },
    ],
  },
  file: { mode: "file", file: { src: "a.txt" } },
  "file of json": { mode: "file", file: { src: "b.json" } },
  "file of no known type": { mode: "file", file: { src: "c.unknown" } },
  "file content": { mode: "file", file: { content: "text" } },
  "file without a source": { mode: "file", file: {} },
  graphql: { mode: "graphql", graphql: { query: "{ a }", variables: '{"x": 1}' } },
  "graphql without variables": { mode: "graphql", graphql: { query: "{ a }", variables: "" } },
  "graphql with an operation": {
    mode: "graphql",
    graphql: { query: "query Q { a }", operationName: "Q", variables: { x: 1 } },
  },
  "graphql with placeholders": {
    mode: "graphql",
    graphql: { query: "{ {{path}} }", variables: '{"n": {{number}}}' },
  },
  "graphql empty": { mode: "graphql", graphql: {} },
  disabled: { ...raw("x"), disabled: true },
  "unknown mode": { mode: "other", other: "x" },
  "no mode": { raw: "x" },
};

export const methods = [
  "get",
  "Post",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "COPY",
  "LINK",
  "UNLINK",
  "PURGE",
  "LOCK",
  "UNLOCK",
  "PROPFIND",
  "VIEW",
  "FOO-BAR",
  "",
  "BAD METHOD",
].map((method) => one(method, { method, url: "http://HOST/m" }));

export const bodies = [
  ...Object.entries(kinds).map(([name, body]) => one(name, post(body))),
  ...["GET", "COPY", "HEAD", "PURGE", "UNLOCK", "DELETE", "OPTIONS", "LINK"].flatMap((method) => [
    one(`${method} with a body`, { method, url: "http://HOST/b", body: raw("x") }),
    one(
      `${method} with a body that is kept`,
      { method, url: "http://HOST/b", body: raw("x") },
      ppb({ disableBodyPruning: true }),
    ),
  ]),
];
