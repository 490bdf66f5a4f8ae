// The classes of streams: those of the standard, and those that encode, decode, compress and decompress. A bundle of its own, loaded
// when a script first touches one of them.
import {
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
} from "web-streams-polyfill";
import { connect, native, part } from "../native.js";
import { asText, isBytes, view } from "./bytes.js";
import { coded, wrongType } from "./errors.js";

/** @typedef {{enqueue(chunk: unknown): void}} Controller */
/** @typedef {(chunk: any, controller: Controller) => void} Transform */
/** @typedef {(controller: Controller) => void} Flush */

/** A pair of streams around a function that is given each chunk, and one that is called at the end. */
class Pair {
  /** @type {TransformStream} */
  #transform;

  /** @param {Transform} transform @param {Flush} flush */
  constructor(transform, flush) {
    this.#transform = new TransformStream({ transform, flush });
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }
}

class TextEncoderStream extends Pair {
  constructor() {
    const encoder = new (part("web").TextEncoder)();
    // The first half of a character that takes two.
    /** @type {string} */
    let half = "";
    /** @type {Transform} */
    const encode = (chunk, controller) => {
      const text = half + String(chunk);
      half = /[\ud800-\udbff]$/.test(text) ? /** @type {string} */ (text.at(-1)) : "";
      const whole = half ? text.slice(0, -1) : text;
      if (whole) controller.enqueue(encoder.encode(whole));
    };
    super(encode, (controller) => {
      if (half) controller.enqueue(encoder.encode("\ufffd"));
    });
  }

  get encoding() {
    return "utf-8";
  }
}

class TextDecoderStream extends Pair {
  /** @type {InstanceType<ReturnType<typeof part<"web">>["TextDecoder"]>} */
  #decoder;

  /** @param {unknown} label @param {object | null} options */
  constructor(label = "utf-8", options = {}) {
    const decoder = new (part("web").TextDecoder)(label, options);
    /** @param {string} text @param {Controller} controller */
    const push = (text, controller) => {
      if (text) controller.enqueue(text);
    };
    super(
      (chunk, controller) => push(decoder.decode(chunk, { stream: true }), controller),
      (controller) => push(decoder.decode(), controller),
    );
    this.#decoder = decoder;
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }
}

/** @param {unknown} chunk */
function bytesOf(chunk) {
  if (typeof chunk === "string") return new (part("web").TextEncoder)().encode(chunk);
  if (isBytes(chunk)) return view(chunk);
  throw wrongType(
    "chunk",
    "of type string or an instance of Buffer, TypedArray, or DataView",
    chunk,
  );
}

const FORMATS = ["deflate", "deflate-raw", "gzip"];

/**
 * The two functions of a stream that compresses, or decompresses where `direction` says so.
 * @param {any} format
 * @param {"" | "un"} direction
 * @returns {[Transform, Flush]}
 */
function codec(format, direction) {
  if (!FORMATS.includes(format)) {
    const shown = typeof format === "string" ? `'${format}'` : String(format);
    throw coded(
      TypeError,
      "ERR_INVALID_ARG_VALUE",
      `The argument 'format' is invalid. Received ${shown}`,
    );
  }
  const run = native.codec(direction + format);
  /** @param {Uint8Array} bytes @param {boolean} isLast @param {Controller} controller */
  const step = (bytes, isLast, controller) => {
    try {
      for (const buffer of run(asText(bytes), isLast)) controller.enqueue(new Uint8Array(buffer));
    } catch (/** @type {any} */ error) {
      const code = /** @type {Record<string, string>} */ ({
        "unexpected end of file": "Z_BUF_ERROR",
        "incorrect header check": "Z_DATA_ERROR",
      })[error.message];
      throw code ? coded(Error, code, error.message) : error;
    }
  };
  return [
    (chunk, controller) => step(bytesOf(chunk), false, controller),
    (controller) => step(new Uint8Array(), true, controller),
  ];
}

class CompressionStream extends Pair {
  /** @param {unknown} format */
  constructor(format) {
    super(...codec(format, ""));
  }
}

class DecompressionStream extends Pair {
  /** @param {unknown} format */
  constructor(format) {
    super(...codec(format, "un"));
  }
}

for (const Class of [
  TextEncoderStream,
  TextDecoderStream,
  CompressionStream,
  DecompressionStream,
]) {
  for (const name of ["readable", "writable"]) {
    Object.defineProperty(Class.prototype, name, {
      ...Object.getOwnPropertyDescriptor(Pair.prototype, name),
      enumerable: true,
    });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: Class.name,
    configurable: true,
  });
}

/**
 * A stream of bytes that are there already.
 * @param {Uint8Array} bytes
 */
function streamOf(bytes) {
  return new ReadableStream({
    type: "bytes",
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes.slice());
      controller.close();
    },
  });
}

export default {
  connect,
  streamOf,
  ByteLengthQueuingStrategy,
  CompressionStream,
  CountQueuingStrategy,
  DecompressionStream,
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TextDecoderStream,
  TextEncoderStream,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
};
