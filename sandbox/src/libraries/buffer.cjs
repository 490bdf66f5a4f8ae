// Node's `buffer` module, over its browser port: with what Node has beyond it, Node's checks, and what Postman forbids.
/** @typedef {{Buffer: any, SlowBuffer: Function, INSPECT_MAX_BYTES: number}} Port */

const port = /** @type {Port} */ (/** @type {any} */ (require("../../node_modules/buffer")));
const { addChecks } = require("./buffer-methods.js");

const LARGEST = 2 ** 32;
const LONGEST = 2 ** 29 - 24;
const { Buffer } = port;

addChecks(Buffer);

/** @param {unknown} bytes */
function isUtf8(bytes) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

module.exports = {
  Buffer,
  SlowBuffer: port.SlowBuffer,
  INSPECT_MAX_BYTES: port.INSPECT_MAX_BYTES,
  kMaxLength: LARGEST,
  kStringMaxLength: LONGEST,
  constants: { MAX_LENGTH: LARGEST, MAX_STRING_LENGTH: LONGEST },
  atob,
  btoa,
  /** @param {any} bytes */
  isAscii: (bytes) => Buffer.from(bytes).every((/** @type {number} */ byte) => byte < 128),
  isUtf8,
  resolveObjectURL: () => undefined,
  /** @param {any} bytes @param {string} from @param {string} to */
  transcode: (bytes, from, to) => Buffer.from(Buffer.from(bytes).toString(from), to),
  get Blob() {
    return Blob;
  },
  get File() {
    return File;
  },
};
