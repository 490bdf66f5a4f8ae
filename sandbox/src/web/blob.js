// `Blob` and `File`: bytes with a type.
import { part } from "../native.js";
import { isBytes, join, view } from "./bytes.js";
import { TextDecoder, TextEncoder } from "./encoding.js";
import { coded, wrongType } from "./errors.js";
import { asInterface } from "./interface.js";

/** @param {unknown} piece */
function bytesOf(piece) {
  if (piece instanceof Blob) return Blob.bytesOf(piece);
  if (isBytes(piece)) return view(piece);
  return new TextEncoder().encode(`${piece}`);
}

/** @param {any} parts */
function piecesOf(parts) {
  if (parts === null || typeof parts !== "object" || typeof parts[Symbol.iterator] !== "function") {
    throw wrongType("sources", "a sequence", parts);
  }
  return Array.from(parts, bytesOf);
}

/**
 * A type is kept in small letters, and only where it is printable.
 * @param {unknown} type
 */
function typeOf(type) {
  const text = String(type);
  return /[^\x20-\x7e]/.test(text) ? "" : text.toLowerCase();
}

export class Blob {
  /** @type {Uint8Array} */
  #bytes;
  /** @type {string} */
  #type;

  /** @param {unknown} parts @param {{endings?: any, type?: unknown} | null} options */
  constructor(parts = [], options = {}) {
    if (options !== null && typeof options !== "object")
      throw wrongType("options", "a dictionary", options);
    const { endings = "transparent" } = options ?? {};
    if (!["transparent", "native"].includes(endings)) {
      throw coded(
        TypeError,
        "ERR_INVALID_ARG_VALUE",
        `The property 'options.endings' is invalid. Received '${endings}'`,
      );
    }
    this.#bytes = join(piecesOf(parts));
    this.#type = typeOf(options?.type ?? "");
  }

  get size() {
    return this.#bytes.length;
  }

  get type() {
    return this.#type;
  }

  /** @param {number} start @param {number} end @param {unknown} type */
  slice(start = 0, end = this.size, type = "") {
    return new Blob([this.#bytes.subarray(start, end)], { type });
  }

  async text() {
    return new TextDecoder().decode(this.#bytes);
  }

  async arrayBuffer() {
    return this.#bytes.slice().buffer;
  }

  stream() {
    return part("streams").streamOf(this.#bytes);
  }

  async bytes() {
    return this.#bytes.slice();
  }

  /** @param {Blob} blob */
  static bytesOf(blob) {
    return blob.#bytes;
  }
}

export class File extends Blob {
  /** @type {string} */
  #name;
  /** @type {number} */
  #lastModified;

  /** @param {any[]} args */
  constructor(...args) {
    const [parts, name, options = {}] = args;
    if (args.length < 2)
      throw coded(
        TypeError,
        "ERR_MISSING_ARGS",
        'The "fileBits" and "fileName" arguments must be specified',
      );
    super(parts, options);
    this.#name = String(name);
    const modified = options?.lastModified;
    this.#lastModified = modified === undefined ? Date.now() : Number(modified) || 0;
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }
}
asInterface(Blob);
asInterface(File);
Object.defineProperty(File, "length", { value: 2, configurable: true });
