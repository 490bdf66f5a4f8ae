// `Blob` and `File`: bytes with a type.
import { TextDecoder, TextEncoder } from "./encoding.js";

function bytesOf(part) {
  if (part instanceof Blob) return Blob.bytesOf(part);
  if (part instanceof ArrayBuffer) return new Uint8Array(part);
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  return new TextEncoder().encode(String(part));
}

function joined(parts) {
  const pieces = Array.from(parts, bytesOf);
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}

export class Blob {
  #bytes;
  #type;

  constructor(parts = [], { type = "" } = {}) {
    this.#bytes = joined(parts);
    this.#type = String(type).toLowerCase();
  }

  get size() {
    return this.#bytes.length;
  }

  get type() {
    return this.#type;
  }

  slice(start, end, type = "") {
    return new Blob([this.#bytes.slice(start, end)], { type });
  }

  async text() {
    return new TextDecoder().decode(this.#bytes);
  }

  async arrayBuffer() {
    return this.#bytes.slice().buffer;
  }

  async bytes() {
    return this.#bytes.slice();
  }

  static bytesOf(blob) {
    return blob.#bytes;
  }
}

export class File extends Blob {
  constructor(parts, name, { lastModified = Date.now(), ...options } = {}) {
    super(parts, options);
    this.name = String(name);
    this.lastModified = lastModified;
  }
}
