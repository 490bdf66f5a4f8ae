// Bytes on their way to native functions, which take them as text of one character a byte.

const CHUNK = 8192;

/**
 * One character for each byte.
 * @param {Uint8Array} bytes
 */
export function asText(bytes) {
  if (bytes.length <= CHUNK)
    return String.fromCharCode.apply(undefined, /** @type {any} */ (bytes));
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode.apply(
      undefined,
      /** @type {any} */ (bytes.subarray(start, start + CHUNK)),
    );
  }
  return text;
}

/**
 * Whether `value` is a buffer or a view of one.
 * @param {unknown} value
 * @returns {value is ArrayBufferView | ArrayBuffer | SharedArrayBuffer}
 */
export function isBytes(value) {
  return (
    ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer
  );
}

/**
 * The bytes of a buffer or view, not copied.
 * @param {ArrayBufferView | ArrayBuffer | SharedArrayBuffer} value
 */
export function view(value) {
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}

/**
 * Joins pieces of bytes.
 * @param {Uint8Array[]} pieces
 */
export function join(pieces) {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}
