// The native functions of cryptography. They take bytes as Base64, which the engine makes faster than anything else.
import { native } from "../native.js";
import { fail } from "./errors.js";

/** @import { Base64, CryptoNative } from "../../types/engine.d.ts" */

/** @type {CryptoNative | undefined} */
let made;

/** The functions, made by the engine when they are first needed. */
export function natives() {
  made ??= native.crypto();
  return made;
}

/**
 * Bytes for a native function.
 * @param {Uint8Array} bytes
 * @returns {Base64}
 */
export function pack(bytes) {
  return Reflect.apply(native.toBase64, bytes, []);
}

/** @param {number} length */
export function randomBytes(length) {
  return new Uint8Array(native.random(length));
}

/**
 * What a native function answered; `undefined` is a failure whose reason nobody may learn.
 * @template R
 * @param {R | undefined} result
 * @returns {R}
 */
export function done(result) {
  if (result === undefined)
    fail("OperationError", "The operation failed for an operation-specific reason");
  return result;
}
