// The functions that the engine gives us. Everything that `pm` cannot do in JavaScript goes through here; `src/script/native.rs` has the
// other side.

/** @type {Record<string, Function>} */
export let native = {};

export function connect(functions) {
  native = functions;
}
