// `Blob` and `File`: bytes with a type.
import { part } from "../native.js";
import { isBytes, join, view } from "./bytes.js";
import { TextDecoder, TextEncoder } from "./encoding.js";
import { coded, wrongType } from "./errors.js";

function bytesOf(piece) {
  if (piece instanceof Blob) return Blob.bytesOf(piece);
  if (isBytes(piece)) return view(piece);
  return new TextEncoder().encode(String(piece));
}

function piecesOf(parts) {
  if (parts === null || typeof parts !== "object" || typeof parts[Symbol.iterator] !== "function") {
    throw wrongType("sources", "a sequence", parts);
  }
  return Array.from(parts, bytesOf);
}

/** A type is kept in small letters, and only where it is printable. */
function typeOf(type) {
  const text = String(type);
  return /[^\x20-\x7e]/.test(text) ? "" : text.toLowerCase();
}

export class Blob {
  #bytes;
  #type;

  constructor(parts = [], options = {}) {
    if (options !== null && typeof options !== "object") throw wrongType("options", "of type object", options);
    this.#bytes = join(piecesOf(parts));
    this.#type = typeOf(options?.type ?? "");
  }

  get size() {
    return this.#bytes.length;
  }

  get type() {
    return this.#type;
  }

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

  static {
    Object.defineProperty(Blob.prototype, Symbol.toStringTag, { value: "Blob", configurable: true });
  }

  static bytesOf(blob) {
    return blob.#bytes;
  }
}

export class File extends Blob {
  #name;
  #lastModified;

  constructor(...args) {
    const [parts, name, options = {}] = args;
    if (args.length < 2) throw coded(TypeError, "ERR_MISSING_ARGS", 'The "fileBits" and "fileName" arguments must be specified');
    super(parts, options);
    this.#name = String(name);
    const modified = options?.lastModified;
    this.#lastModified = modified === undefined ? Date.now() : Math.trunc(Number(modified)) || 0;
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }

  static {
    Object.defineProperty(File.prototype, Symbol.toStringTag, { value: "File", configurable: true });
  }
}
