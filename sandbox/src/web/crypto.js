// `crypto`: random values. There is no `subtle` yet.
import { native } from "../native.js";

const MOST = 65536;

export class Crypto {
  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || array instanceof DataView || array instanceof Float32Array || array instanceof Float64Array) {
      throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
    }
    if (array.byteLength > MOST) {
      throw new DOMException(`The requested length exceeds ${MOST} bytes`, "QuotaExceededError");
    }
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(new Uint8Array(native.random(array.byteLength)));
    return array;
  }

  randomUUID() {
    return native.uuid();
  }
}
