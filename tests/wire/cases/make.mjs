// Makes requests and answers. HOST stands for the recorder's host and port.

export const get = (url, more = {}) => ({ method: "GET", url, ...more });
export const header = (...pairs) =>
  pairs.map(([key, value, disabled]) => ({ key, value, ...(disabled ? { disabled } : {}) }));
export const raw = (text, language) => ({
  mode: "raw",
  raw: text,
  ...(language ? { options: { raw: { language } } } : {}),
});
export const post = (body, more = {}) => ({ method: "POST", url: "http://HOST/p", body, ...more });
export const one = (name, request, more = {}) => ({
  name,
  items: [{ name, request, ...more.item }],
  ...more.case,
});
export const ppb = (behavior) => ({ item: { protocolProfileBehavior: behavior } });
export const answers = (map) => ({ case: { answers: map } });
export const redirect = (code, to, more = "") =>
  `HTTP/1.1 ${code} Moved\r\nLocation: ${to}\r\n${more}Content-Length: 0\r\n\r\n`;
export const setting = (...cookies) =>
  `HTTP/1.1 200 OK\r\n${cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join("")}Content-Length: 0\r\n\r\n`;
