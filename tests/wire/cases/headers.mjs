// Headers: those of the request, and those that are left out.

import { kinds } from "./bodies.mjs";
import { get, header, one, post, ppb, raw } from "./make.mjs";

const own = {
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

export const headers = [
  ...Object.entries(own).map(([name, header]) => one(name, get("http://HOST/h", { header }))),
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
    post(kinds.form, { header: header(["Content-Type", "text/plain"]) }),
  ),
  one(
    "own content type of a form in lower case",
    post(kinds.form, { header: header(["content-type", "text/plain"], ["X", "1"]) }),
  ),
  one(
    "own content type of a form that fits",
    post(kinds.form, {
      header: header(["content-type", "application/x-www-form-urlencoded; charset=utf-8"]),
    }),
  ),
  one(
    "own content type of parts",
    post(kinds.parts, { header: header(["Content-Type", "multipart/form-data; boundary=own"]) }),
  ),
  one(
    "own content type of a file",
    post(kinds.file, { header: header(["Content-Type", "text/own"]) }),
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
];
