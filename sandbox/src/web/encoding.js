// `TextEncoder` and `TextDecoder`.
import { native } from "../native.js";
import { asText, isBytes, view } from "./bytes.js";
import { coded, wrongType } from "./errors.js";
import { asInterface } from "./interface.js";

const UNKNOWN_TO_NODE = new Set(["replacement", "x-user-defined"]);

/**
 * Decodes bytes as UTF-8, a byte order mark included.
 * @param {Uint8Array} bytes
 */
export function decodeBytes(bytes) {
  return native.decoder({ encoding: "utf-8", fatal: false, ignoreBOM: true })(asText(bytes), true);
}

export class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  /** @param {unknown} text */
  encode(text = "") {
    return new Uint8Array(native.encodeUtf8(`${text}`));
  }

  /** @param {unknown} text @param {unknown} target */
  encodeInto(text, target) {
    if (typeof text !== "string") throw wrongType("src", "of type string", text);
    if (!(target instanceof Uint8Array))
      throw wrongType("dest", "an instance of Uint8Array", target);
    const bytes = this.encode(text);
    let end = Math.min(bytes.length, target.length);
    // A character is written whole or not at all.
    while (end < bytes.length && end > 0 && (bytes[end] & 0xc0) === 0x80) end -= 1;
    target.set(bytes.subarray(0, end));
    return { read: decodeBytes(bytes.subarray(0, end)).length, written: end };
  }
}

/** @param {unknown} input */
function bytesOf(input) {
  if (input === undefined) return new Uint8Array();
  if (isBytes(input)) return view(input);
  const wanted = "an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView";
  throw coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "list" argument must be ${wanted}.`);
}

export class TextDecoder {
  /** @type {{encoding: string, fatal: boolean, ignoreBOM: boolean}} */
  #options;
  /** @type {ReturnType<typeof native.decoder> | undefined} */
  #decode;

  /** @param {unknown} label @param {{fatal?: unknown, ignoreBOM?: unknown} | null} options */
  constructor(label = "utf-8", options = {}) {
    const encoding = native.charset(`${label}`.trim());
    if (!encoding || UNKNOWN_TO_NODE.has(encoding))
      throw coded(
        RangeError,
        "ERR_ENCODING_NOT_SUPPORTED",
        `The "${label}" encoding is not supported`,
      );
    if (options !== null && typeof options !== "object")
      throw wrongType("options", "of type object", options);
    this.#options = {
      encoding,
      fatal: Boolean(options?.fatal),
      ignoreBOM: Boolean(options?.ignoreBOM),
    };
  }

  get encoding() {
    return this.#options.encoding;
  }

  get fatal() {
    return this.#options.fatal;
  }

  get ignoreBOM() {
    return this.#options.ignoreBOM;
  }

  /**
   * With `stream`, characters that the bytes end in the middle of are finished by the next ones.
   * @param {unknown} [input]
   * @param {{stream?: unknown}} options
   */
  decode(input, { stream = false } = {}) {
    this.#decode ??= native.decoder(this.#options);
    const text = asText(bytesOf(input));
    try {
      return this.#decode(text, !stream);
    } catch (/** @type {any} */ error) {
      throw coded(TypeError, "ERR_ENCODING_INVALID_ENCODED_DATA", error.message);
    }
  }
}

asInterface(TextEncoder);
asInterface(TextDecoder);
