// The functions that the engine gives us. Everything that `pm` cannot do in JavaScript goes through here; `src/script/native` has the
// other side.

/** @import { Native } from "../types/engine.d.ts" */
/** @import { LoadPart } from "../types/packages.d.ts" */

export let native = /** @type {Native} */ ({});

/**
 * Loads another part of the sandbox; only parts that are loaded on demand have it.
 * @type {LoadPart}
 */
export let part;

/** @param {Native} functions @param {LoadPart} [loadPart] */
export function connect(functions, loadPart) {
  native = functions;
  part = /** @type {LoadPart} */ (loadPart);
}
