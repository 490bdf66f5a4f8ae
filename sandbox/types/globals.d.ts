// The globals of the sandbox beyond JavaScript's own: what QuickJS brings, and what our own files put there for scripts.
import type { Frame, JsonOf } from "./engine.d.ts";

declare global {
  /** While chai is loaded: the language as it was (`captured.js`). */
  const __pristine: ReturnType<typeof import("../src/captured.js").pristine>;

  interface JSON {
    parse<T>(text: JsonOf<T>): T;
  }

  interface PropertyDescriptor {
    /** A descriptor that scripts can't reach through `Object.prototype`. */
    __proto__?: null;
  }

  interface ErrorConstructor {
    /** The engine asks it for the stack of each error that is made. */
    prepareStackTrace(error: unknown, frames: Frame[]): string;
  }

  interface Function {
    /** Gives a class the name and what it descends from as `util.inherits` does (`sdk/kind.js`). */
    super_?: Function;
  }

  /** The browser's port of Node's, from npm. */
  class Buffer extends Uint8Array<ArrayBuffer> {
    static from(
      source: string | ArrayBuffer | ArrayLike<number>,
      encoding?: string | number,
      length?: number,
    ): Buffer;
    static concat(list: Uint8Array[], length?: number): Buffer;
    static isBuffer(value: unknown): value is Buffer;
    static byteLength(text: string | ArrayBuffer | ArrayBufferView, encoding?: string): number;
    toString(encoding?: string, start?: number, end?: number): string;
  }

  class DOMException extends Error {
    constructor(message?: string, name?: string);
    readonly code: number;
  }

  /** QuickJS' classes and functions, which ours stand before. */
  function atob(text: string): string;
  function btoa(text: string): string;
  function queueMicrotask(callback: () => void): void;

  /** `timers.js`. */
  function setTimeout(callback: unknown, delay?: unknown): number | undefined;

  /** `web/`: loaded when they are touched. */
  var TextDecoder: typeof import("../src/web/encoding.js").TextDecoder;
  var TextEncoder: typeof import("../src/web/encoding.js").TextEncoder;
  var Blob: typeof import("../src/web/blob.js").Blob;
  var File: typeof import("../src/web/blob.js").File;
}
