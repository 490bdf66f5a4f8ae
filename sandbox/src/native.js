// The functions that the engine gives us. Everything that `pm` cannot do in JavaScript goes through here; `src/script/native` has the
// other side.

/** @type {Record<string, Function>} */
export let native = {};

/** Loads another part of the sandbox; only parts that are loaded on demand have it. */
export let part;

export function connect(functions, loadPart) {
  native = functions;
  part = loadPart;
}
