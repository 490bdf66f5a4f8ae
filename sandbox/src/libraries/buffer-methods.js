// Puts Node's checks before the methods of the browser's `Buffer`, and adds what it lacks.
import { coded } from "../web/errors.js";
import {
  checkBytes,
  checkEncoding,
  checkLength,
  checkList,
  checkOffset,
  checkSearched,
  checkSize,
  checkSource,
  checkValue,
  portEncoding,
} from "./buffer-checks.js";

/** @typedef {(this: any, ...args: any[]) => any} Method */
/**
 * The class `Buffer` of the port.
 * @typedef {any} Port
 */

/** @param {object} target @param {string} name @param {Function} value */
function define(target, name, value) {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

/**
 * Replaces a method by what `make` makes of it.
 * @param {any} target
 * @param {string} name
 * @param {(method: any) => Method} make
 */
function replace(target, name, make) {
  const method = target[name];
  const made = make(method);
  Object.defineProperty(made, "name", { value: name, configurable: true });
  Object.defineProperty(made, "length", { value: method.length, configurable: true });
  define(target, name, made);
}

/** What is longer is made by the engine: the port takes seconds for what is large, and many times its memory. */
const LONG = 4096;
const { fill: fillBytes } = Uint8Array.prototype;
/** @type {{decode: (bytes: Uint8Array) => string} | undefined} */
let strict;

/** @param {unknown} encoding */
const isUtf8 = (encoding) => encoding === undefined || /^utf-?8$/i.test(String(encoding));

/**
 * Bytes as text; undefined where they are no UTF-8, which the port reads in its own way.
 * @param {Uint8Array} bytes
 */
function textOf(bytes) {
  strict ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The one byte that a buffer is filled with; undefined where there are several.
 * @param {unknown} value
 * @param {unknown} encoding
 */
function byteOf(value, encoding) {
  if (typeof value === "number") return value & 255;
  if (typeof value !== "string" || value.length !== 1 || !isUtf8(encoding)) return undefined;
  const code = value.charCodeAt(0);
  return code < 128 ? code : undefined;
}

/** Scripts in Postman have these two names, and no more. */
function refuse() {
  throw new Error("Not implemented");
}

/** @param {Port} Buffer */
export function addChecks(Buffer) {
  Object.defineProperty(Buffer, "name", { value: "Buffer", configurable: true });
  delete Buffer.TYPED_ARRAY_SUPPORT;
  for (const name of ["of", "copyBytesFrom"]) define(Buffer, name, refuse);
  addToClass(Buffer);
  addTexts(Buffer);
  addSearches(Buffer);
  addNumbers(Buffer.prototype);
  addEncodings(Buffer.prototype);
}

/** @param {Port} Buffer */
function addToClass(Buffer) {
  replace(Buffer, "isEncoding", (isEncoding) => (name) => isEncoding(portEncoding(name)));
  for (const name of ["alloc", "allocUnsafe", "allocUnsafeSlow"]) {
    replace(Buffer, name, (method) => (size, fill, encoding) => {
      checkSize(size);
      return method(size, fill, portEncoding(encoding));
    });
  }
  replace(Buffer, "from", (from) => (value, encoding, length) => {
    checkSource(value);
    if (typeof value === "string") {
      checkEncoding(encoding, Buffer.isEncoding);
      if (value.length > LONG && isUtf8(encoding))
        return from(new TextEncoder().encode(value).buffer);
    }
    return from(value, portEncoding(encoding), length);
  });
  replace(Buffer, "byteLength", (byteLength) => (value, encoding) => {
    if (typeof value === "string" || ArrayBuffer.isView(value) || value?.byteLength !== undefined)
      return byteLength(value, portEncoding(encoding));
    return byteLength(value, encoding);
  });
  replace(Buffer, "concat", (concat) => (list, length) => {
    checkList(list);
    return concat(list, length);
  });
  replace(Buffer, "compare", (compare) => (a, b) => {
    checkBytes("buf1", a);
    checkBytes("buf2", b);
    return compare(a, b);
  });
}

/** @param {string} text */
const url = (text) => text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** @param {Port} Buffer */
function addTexts(Buffer) {
  const methods = Buffer.prototype;
  for (const name of ["toString", "toLocaleString"]) {
    replace(
      methods,
      name,
      (toText) =>
        function (encoding, start, end) {
          checkEncoding(encoding, Buffer.isEncoding);
          const isWhole = start === undefined && end === undefined;
          const long = isWhole && this.length > LONG && isUtf8(encoding) ? textOf(this) : undefined;
          if (long !== undefined) return long;
          if (encoding === undefined && start === undefined) return toText.call(this);
          const text = toText.call(this, portEncoding(encoding), start, end);
          return /^base64url$/i.test(encoding) ? url(text) : text;
        },
    );
  }
  replace(
    methods,
    "write",
    (write) =>
      function (text, ...rest) {
        if (typeof text !== "string")
          throw coded(TypeError, "ERR_INVALID_ARG_TYPE", "argument must be a string");
        const [offset] = rest;
        if (typeof offset === "number" && (offset < 0 || offset > this.length)) {
          const range = `It must be >= 0 && <= ${this.length}. Received ${offset}`;
          throw coded(
            RangeError,
            "ERR_OUT_OF_RANGE",
            `The value of "offset" is out of range. ${range}`,
          );
        }
        return write.call(
          this,
          text,
          ...rest.map((it) => (typeof it === "string" ? portEncoding(it) : it)),
        );
      },
  );
  replace(
    methods,
    "fill",
    (fill) =>
      function (value, ...rest) {
        const encoding = rest.find((it) => typeof it === "string");
        checkEncoding(encoding, Buffer.isEncoding);
        if (encoding && value !== "" && Buffer.from(value, encoding).length === 0) {
          throw coded(
            TypeError,
            "ERR_INVALID_ARG_VALUE",
            `The argument 'value' is invalid. Received '${value}'`,
          );
        }
        const byte = byteOf(value, encoding);
        if (byte !== undefined && !rest.some((it) => typeof it === "number"))
          return fillBytes.call(this, byte);
        return fill.call(
          this,
          value,
          ...rest.map((it) => (typeof it === "string" ? portEncoding(it) : it)),
        );
      },
  );
}

/** @param {Port} Buffer */
function addSearches(Buffer) {
  const methods = Buffer.prototype;
  for (const name of ["indexOf", "lastIndexOf", "includes"]) {
    replace(
      methods,
      name,
      (search) =>
        function (value, from, encoding) {
          checkSearched(value);
          if (name === "indexOf" && value?.length === 0)
            return Math.min(Math.max(Number(from) || 0, 0), this.length);
          return search.call(this, value, from, portEncoding(encoding));
        },
    );
  }
  replace(
    methods,
    "equals",
    (equals) =>
      function (other) {
        checkBytes("otherBuffer", other);
        return equals.call(this, Buffer.isBuffer(other) ? other : Buffer.from(other));
      },
  );
  replace(
    methods,
    "compare",
    (compare) =>
      function (other, ...rest) {
        checkBytes("target", other);
        return compare.call(this, other, ...rest);
      },
  );
  replace(
    methods,
    "copy",
    (copy) =>
      function (target, ...rest) {
        checkBytes("target", target);
        return copy.call(
          this,
          Buffer.isBuffer(target)
            ? target
            : Buffer.from(target.buffer, target.byteOffset, target.length),
          ...rest,
        );
      },
  );
  for (const [name, bits] of /** @type {[string, number][]} */ ([
    ["swap16", 16],
    ["swap32", 32],
    ["swap64", 64],
  ])) {
    replace(
      methods,
      name,
      (swap) =>
        function () {
          if ((this.length * 8) % bits)
            throw coded(
              RangeError,
              "ERR_INVALID_BUFFER_SIZE",
              `Buffer size must be a multiple of ${bits}-bits`,
            );
          return swap.call(this);
        },
    );
  }
}

/**
 * The bytes that a method such as `readInt16LE` reads.
 * @param {string} name
 */
function sizeOf(name) {
  if (/Double|64/.test(name)) return 8;
  if (/Float|32/.test(name)) return 4;
  return Number(/(16|8)(?:[BL]E)?$/.exec(name)?.[1]) / 8;
}

/** @param {any} methods */
function addNumbers(methods) {
  for (const name of Object.keys(methods)) {
    if (!/^(?:read|write)(?:Big)?(?:U?[Ii]nt|Float|Double)/.test(name)) continue;
    const isVariable = /[Ii]nt[BL]E$/.test(name);
    const size = isVariable ? 0 : sizeOf(name);
    if (name.startsWith("read")) {
      replace(
        methods,
        name,
        (read) =>
          function (offset = 0, length = size) {
            if (isVariable) checkLength(length);
            checkOffset(this, offset, length);
            return read.call(this, offset, length);
          },
      );
    } else {
      const isWhole = /[Ii]nt/.test(name);
      const isSigned = /^write(?:Big)?Int/.test(name);
      replace(
        methods,
        name,
        (write) =>
          function (value, offset = 0, length = size) {
            if (isVariable) checkLength(length);
            if (isWhole) checkValue(value, length, isSigned);
            checkOffset(this, offset, length);
            return isVariable
              ? write.call(this, value, offset, length)
              : write.call(this, value, offset);
          },
      );
    }
  }
}

/**
 * `utf8Slice`, `hexWrite` and so on, which Node has and documents not.
 * @param {any} methods
 */
function addEncodings(methods) {
  for (const encoding of ["ascii", "base64", "base64url", "hex", "latin1", "ucs2", "utf8"]) {
    /** @param {string} name @param {Method} value */
    const hidden = (name, value) =>
      Object.defineProperty(methods, name, { value, writable: true, configurable: true });
    hidden(`${encoding}Slice`, function (start, end) {
      return this.toString(encoding, start, end);
    });
    hidden(
      `${encoding}Write`,
      // @ts-expect-error: of what stands in for a parameter, the checker does not know what `this` is.
      function (text, offset = 0, length = this.length - offset) {
        return this.write(text, offset, length, encoding);
      },
    );
  }
}
