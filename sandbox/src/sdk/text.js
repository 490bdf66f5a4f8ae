// Bytes as text, in any character set that Postman knows.
import { load } from "../require.js";

/**
 * Whether a body of that media type is UTF-8, as most are: that needs no table.
 * @param {unknown} contentType
 */
export const isUtf8 = (contentType) =>
  typeof contentType === "string" &&
  (!/charset|encoding/i.test(contentType) || /;\s*charset\s*=\s*"?utf-?8"?\s*$/i.test(contentType));

/**
 * One character a byte.
 * @param {ArrayBuffer} bytes
 */
function binary(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return text;
}

/** @param {any} stream @param {string} charset */
export function textOf(stream, charset) {
  if (!stream || typeof stream === "string") return stream || "";
  if (!Buffer.isBuffer(stream)) return binary(stream);
  const iconv = load("iconv-lite");
  return iconv.encodingExists(charset) ? iconv.decode(stream, charset) : stream.toString();
}

/** @param {any} stream */
export function base64Of(stream) {
  if (!stream) return "";
  if (typeof stream === "string") return btoa(stream);
  const text = stream.toString("base64") || "";
  return text === "[object ArrayBuffer]" ? btoa(binary(stream)) : text;
}
