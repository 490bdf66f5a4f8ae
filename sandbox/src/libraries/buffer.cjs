// Node's `buffer` module, over its browser port: with what Node has beyond it, Node's checks, and what Postman forbids.
const port = require("../../node_modules/buffer");
const { addChecks } = require("./buffer-methods.js");

const LARGEST = 2 ** 32;
const LONGEST = 2 ** 29 - 24;
const { Buffer } = port;

addChecks(Buffer);

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
  atob: (text) => atob(text),
  btoa: (text) => btoa(text),
  isAscii: (bytes) => Buffer.from(bytes).every((byte) => byte < 128),
  isUtf8,
  resolveObjectURL: () => undefined,
  transcode: (bytes, from, to) => Buffer.from(Buffer.from(bytes).toString(from), to),
  get Blob() {
    return Blob;
  },
  get File() {
    return File;
  },
};
