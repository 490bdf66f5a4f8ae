// `crypto`: random values, and the way to `subtle`.
import { native } from "../native.js";
import { fail, illegalConstructor, missingArguments, wrongThis } from "./errors.js";
import { publish } from "./key.js";
import { randomBytes } from "./natives.js";
import { subtle } from "./subtle.js";

/** Scripts get no more random bytes than this at once. */
const MOST = 65536;

let mayMake = true;

export class Crypto {
  constructor() {
    if (!mayMake) throw illegalConstructor();
  }

  get subtle() {
    if (this !== crypto) throw wrongThis("Crypto");
    return subtle;
  }

  /** @param {any} array */
  getRandomValues(array) {
    if (this !== crypto) throw wrongThis("Crypto");
    // biome-ignore lint/complexity/noArguments: scripts see how many parameters the method names.
    if (arguments.length === 0)
      throw missingArguments("Failed to execute 'getRandomValues' on 'Crypto'", 1, 0);
    if (
      !ArrayBuffer.isView(array) ||
      array instanceof DataView ||
      array instanceof Float32Array ||
      array instanceof Float64Array
    ) {
      fail("TypeMismatchError", "The data argument must be an integer-type TypedArray");
    }
    if (array.byteLength > MOST)
      fail("QuotaExceededError", "The requested length exceeds 65,536 bytes");
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(
      randomBytes(array.byteLength),
    );
    return array;
  }

  randomUUID() {
    if (this !== crypto) throw wrongThis("Crypto");
    return native.uuid();
  }
}

publish(Crypto.prototype, "Crypto", ["subtle", "getRandomValues", "randomUUID"]);

export const crypto = new Crypto();
mayMake = false;
