// What scripts find around them. `pm` and the Web's classes are those of `sandbox/src`: what a script may do with them follows from there.

/** The libraries that `require` gives. */
declare module "*";

interface Console {
  log(...args: unknown[]): void;
  info(...args: unknown[]): void;
  warn(...args: unknown[]): void;
  error(...args: unknown[]): void;
  debug(...args: unknown[]): void;
  clear(...args: unknown[]): void;
}

declare var console: Console;

interface Pm
  extends Omit<import("../../sandbox/src/pm.js").Postman, "expect" | "request" | "test"> {
  /** chai's, with Postman's assertions. */
  expect: any;
  test: any;
  request: import("../../sandbox/src/sdk/request.js").Request & {
    /** In these tests they are there. */
    body: import("../../sandbox/src/sdk/body.js").RequestBody;
    auth: import("../../sandbox/src/sdk/auth.js").RequestAuth;
  };
}

declare const pm: Pm;
declare function require(name: unknown): any;
/** What `pm-require.js` lets a package make. */
declare const made: unknown;

// The timers beside `setTimeout`.
declare function setInterval(callback: unknown, delay?: unknown): any;
declare function setImmediate(callback: unknown): any;
declare function clearTimeout(id: unknown): void;
declare function clearInterval(id: unknown): void;
declare function clearImmediate(id: unknown): void;

// The libraries that are there without `require`.
declare const _: any;
declare const Backbone: any;
declare const CryptoJS: any;
declare const cheerio: any;
declare const tv4: any;
declare function xml2Json(text: string): any;

// The names from before `pm`; each script has its own.
declare var tests: Record<string, unknown>;
declare var postman: any;
declare var data: any;
declare var globals: Record<string, any>;
declare var environment: Record<string, any>;
declare var iteration: number;
declare var request: any;
declare var responseBody: any;
declare var responseCode: any;
declare var responseCookies: any;
declare var responseHeaders: Record<string, string>;
declare var responseTime: number;

// The Web.
type Web = typeof import("../../sandbox/src/web/index.js").default;
type Streams = typeof import("../../sandbox/src/web/streams.js").default;
type WebCrypto = typeof import("../../sandbox/src/crypto/index.js").default;

declare var AbortController: Web["AbortController"];
declare var AbortSignal: Web["AbortSignal"];
declare var Event: Web["Event"];
declare var EventTarget: Web["EventTarget"];
declare var TextEncoder: Web["TextEncoder"];
declare var URL: Web["URL"];
declare var URLSearchParams: Web["URLSearchParams"];
declare var structuredClone: Web["structuredClone"];
declare var ByteLengthQueuingStrategy: Streams["ByteLengthQueuingStrategy"];
declare var CompressionStream: Streams["CompressionStream"];
declare var CountQueuingStrategy: Streams["CountQueuingStrategy"];
declare var DecompressionStream: Streams["DecompressionStream"];
declare var ReadableStream: Streams["ReadableStream"];
declare var TextDecoderStream: Streams["TextDecoderStream"];
declare var TextEncoderStream: Streams["TextEncoderStream"];
declare var TransformStream: Streams["TransformStream"];
declare var WritableStream: Streams["WritableStream"];
declare var Crypto: WebCrypto["Crypto"];
declare var CryptoKey: WebCrypto["CryptoKey"];
declare var SubtleCrypto: WebCrypto["SubtleCrypto"];
declare var crypto: WebCrypto["crypto"];
