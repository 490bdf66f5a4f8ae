// The requests of which `record.mjs` asks Newman what goes over the wire. HOST stands for the recorder's host and port.

const get = (url, more = {}) => ({ method: "GET", url, ...more });
const header = (...pairs) =>
  pairs.map(([key, value, disabled]) => ({ key, value, ...(disabled ? { disabled } : {}) }));
const raw = (text, language) => ({
  mode: "raw",
  raw: text,
  ...(language ? { options: { raw: { language } } } : {}),
});
const post = (body, more = {}) => ({ method: "POST", url: "http://HOST/p", body, ...more });
const one = (name, request, more = {}) => ({
  name,
  items: [{ name, request, ...more.item }],
  ...more.case,
});
const ppb = (behavior) => ({ item: { protocolProfileBehavior: behavior } });
const answers = (map) => ({ case: { answers: map } });
const redirect = (code, to, more = "") =>
  `HTTP/1.1 ${code} Moved\r\nLocation: ${to}\r\n${more}Content-Length: 0\r\n\r\n`;
const setting = (...cookies) =>
  `HTTP/1.1 200 OK\r\n${cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join("")}Content-Length: 0\r\n\r\n`;

const urls = [
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

const urlObjects = {
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

const headers = {
  order: header(["X-B", "1"], ["x-a", "2"], ["X-C", "3"]),
  case: header(["x-lower", "1"], ["X-UPPER", "2"], ["x-MiXed", "3"]),
  duplicates: header(["X-D", "1"], ["X-E", "e"], ["X-D", "2"]),
  "duplicates in another case": header(["X-D", "1"], ["x-d", "2"], ["Y", "3"]),
  disabled: header(["X-A", "1", true], ["X-B", "2"]),
  "empty value": header(["X-A", ""]),
  "empty key": header(["", "v"], ["X-A", "1"]),
  "blanks around the value": header(["X-A", "  v  "]),
  latin: header(["X-A", "é"]),
  "not latin": header(["X-A", "日本"]),
  "line end": header(["X-A", "a\nb"]),
  "bad name": header(["X A", "1"]),
  "bad name with a colon": header(["X-A:", "1"]),
  "name with blanks around it": header([" X-A ", "1"]),
  "own user agent": header(["User-Agent", "mine"]),
  "own accept": header(["accept", "text/plain"]),
  "own host": header(["Host", "other.example"]),
  "own host in lower case": header(["host", "other.example"]),
  "own connection": header(["Connection", "close"]),
  "own cache control": header(["cache-control", "max-age=0"]),
  "own postman token": header(["Postman-Token", "mine"]),
  "own accept encoding": header(["Accept-Encoding", "identity"]),
  "own cookie": header(["Cookie", "a=1; b=2"]),
  "own cookies": header(["Cookie", "a=1"], ["Cookie", "b=2"]),
  "own authorization": header(["Authorization", "Custom x"]),
  "all own": header(
    ["User-Agent", "u"],
    ["Accept", "a"],
    ["Cache-Control", "c"],
    ["Postman-Token", "t"],
    ["Host", "h"],
    ["Accept-Encoding", "e"],
    ["Connection", "keep-alive"],
  ),
  placeholder: header(["X-{{path}}", "{{query}}"]),
  "own content length": header(["Content-Length", "5"]),
  referer: header(["Referer", "http://x/"]),
  "null value": [{ key: "X-A", value: null }],
};

const offNames = [
  "cache-control",
  "postman-token",
  "content-type",
  "content-length",
  "accept-encoding",
  "connection",
  "host",
  "user-agent",
  "accept",
];
const bodies = {
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

export const groups = {
  urls: urls.map((url) => one(url, get(url))),
  "urls-as-objects": Object.entries(urlObjects).map(([name, url]) => one(name, get(url))),
  "urls-unencoded": [
    'http://HOST/a"b?c="d"',
    "http://HOST/é",
    "http://HOST/a b",
    "http://HOST/?q={x}|^",
    "http://u s:p@HOST/",
  ].map((url) => one(url, get(url), ppb({ disableUrlEncoding: true }))),
  methods: [
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
  ].map((method) => one(method, { method, url: "http://HOST/m" })),
  headers: [
    ...Object.entries(headers).map(([name, header]) => one(name, get("http://HOST/h", { header }))),
    one("as text", get("http://HOST/h", { header: "X-A: 1\nX-B: two: three" })),
    ...offNames.map((name) =>
      one(`without ${name}`, post(raw("x"), {}), ppb({ disabledSystemHeaders: { [name]: true } })),
    ),
    one(
      "without any",
      get("http://HOST/h"),
      ppb({ disabledSystemHeaders: Object.fromEntries(offNames.map((name) => [name, true])) }),
    ),
    one(
      "own content type",
      post(raw("{}", "json"), { header: header(["content-type", "application/x"]) }),
    ),
    one(
      "own content type of a form",
      post(bodies.form, { header: header(["Content-Type", "text/plain"]) }),
    ),
    one(
      "own content type of a form in lower case",
      post(bodies.form, { header: header(["content-type", "text/plain"], ["X", "1"]) }),
    ),
    one(
      "own content type of a form that fits",
      post(bodies.form, {
        header: header(["content-type", "application/x-www-form-urlencoded; charset=utf-8"]),
      }),
    ),
    one(
      "own content type of parts",
      post(bodies.parts, { header: header(["Content-Type", "multipart/form-data; boundary=own"]) }),
    ),
    one(
      "own content type of a file",
      post(bodies.file, { header: header(["Content-Type", "text/own"]) }),
    ),
    one("own wrong length", post(raw("four"), { header: header(["Content-Length", "2"]) })),
    one(
      "own transfer encoding",
      post(raw("four"), { header: header(["Transfer-Encoding", "chunked"]) }),
    ),
    one(
      "json by its content type",
      post(raw('{"a": 1 /* c */}'), { header: header(["Content-Type", "application/vnd.x+json"]) }),
    ),
  ],
  bodies: [
    ...Object.entries(bodies).map(([name, body]) => one(name, post(body))),
    ...["GET", "COPY", "HEAD", "PURGE", "UNLOCK", "DELETE", "OPTIONS", "LINK"].flatMap((method) => [
      one(`${method} with a body`, { method, url: "http://HOST/b", body: raw("x") }),
      one(
        `${method} with a body that is kept`,
        { method, url: "http://HOST/b", body: raw("x") },
        ppb({ disableBodyPruning: true }),
      ),
    ]),
  ],
  auth: [
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
    one("with a form", post(bodies.form, { auth: { type: "bearer", bearer: { token: "t" } } })),
  ],
  redirects: [
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
      post(bodies.form, { url: "http://HOST/from" }),
      answers({ "/from": redirect(307, "/to") }),
    ),
    one(
      "parts 308",
      post(bodies.parts, { url: "http://HOST/from" }),
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
    one(
      "from a fragment",
      get("http://HOST/from#frag"),
      answers({ "/from": redirect(302, "/to") }),
    ),
  ],
  cookies: [
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
  ],
};

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
