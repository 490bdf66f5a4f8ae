// `TextEncoder` and `TextDecoder`.
import { native } from "../native.js";

const CHUNK = 8192;

/** Decodes bytes; they cross over as text of one character a byte. */
export function decodeBytes(bytes, options = { encoding: "utf-8", fatal: false, ignoreBOM: true }) {
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode.apply(undefined, bytes.subarray(start, start + CHUNK));
  }
  return native.decodeText(options, text);
}

export class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  encode(text = "") {
    return new Uint8Array(native.encodeUtf8(String(text)));
  }

  encodeInto(text, target) {
    const bytes = this.encode(text);
    let end = Math.min(bytes.length, target.length);
    // A character is written whole or not at all.
    while (end < bytes.length && end > 0 && (bytes[end] & 0xc0) === 0x80) end -= 1;
    target.set(bytes.subarray(0, end));
    return { read: decodeBytes(bytes.subarray(0, end)).length, written: end };
  }
}

function bytesOf(input) {
  if (input === undefined) return new Uint8Array();
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength).slice();
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  throw new TypeError('The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.');
}

export class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;

  constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
    this.#encoding = native.charset(String(label).trim());
    if (!this.#encoding) throw new RangeError(`The "${label}" encoding is not supported`);
    this.#fatal = Boolean(fatal);
    this.#ignoreBOM = Boolean(ignoreBOM);
  }

  get encoding() {
    return this.#encoding;
  }

  get fatal() {
    return this.#fatal;
  }

  get ignoreBOM() {
    return this.#ignoreBOM;
  }

  decode(input) {
    return decodeBytes(bytesOf(input), { encoding: this.#encoding, fatal: this.#fatal, ignoreBOM: this.#ignoreBOM });
  }
}
