// Makes requests and answers. HOST stands for the recorder's host and port.

/**
 * The items that are run, and what the recorder answers by path.
 * @typedef {{name: string, items: object[], answers?: Record<string, string | undefined>}} Case
 */

/** @param {unknown} url @param {object} more */
export const get = (url, more = {}) => ({ method: "GET", url, ...more });
/** @param {[key: unknown, value: unknown, disabled?: boolean][]} pairs */
export const header = (...pairs) =>
  pairs.map(([key, value, disabled]) => ({ key, value, ...(disabled ? { disabled } : {}) }));
/** @param {string} text @param {string} [language] */
export const raw = (text, language) => ({
  mode: "raw",
  raw: text,
  ...(language ? { options: { raw: { language } } } : {}),
});
/** @param {unknown} body @param {object} more */
export const post = (body, more = {}) => ({ method: "POST", url: "http://HOST/p", body, ...more });
/** @param {string} name @param {unknown} request @param {{item?: object, case?: object}} more */
export const one = (name, request, more = {}) => ({
  name,
  items: [{ name, request, ...more.item }],
  ...more.case,
});
/** @param {object} behavior */
export const ppb = (behavior) => ({ item: { protocolProfileBehavior: behavior } });
/** @param {Record<string, string>} map */
export const answers = (map) => ({ case: { answers: map } });
/** @param {number} code @param {string} to @param {string} more */
export const redirect = (code, to, more = "") =>
  `HTTP/1.1 ${code} Moved\r\nLocation: ${to}\r\n${more}Content-Length: 0\r\n\r\n`;
/** @param {string[]} cookies */
export const setting = (...cookies) =>
  `HTTP/1.1 200 OK\r\n${cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join("")}Content-Length: 0\r\n\r\n`;
