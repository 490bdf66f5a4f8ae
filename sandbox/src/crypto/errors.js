// Errors as Node words them.

/** @param {string | undefined} name @param {string} message @returns {never} */
export function fail(name, message) {
  throw new DOMException(message, name);
}

/** @param {string} code @param {string} message */
export function typeError(code, message) {
  return Object.assign(new TypeError(message), { code });
}

export function illegalConstructor() {
  return typeError("ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
}

/** @param {string} name */
export function wrongThis(name) {
  return typeError("ERR_INVALID_THIS", `Value of "this" must be of type ${name}`);
}

/** @param {string} prefix @param {number} required @param {number} present */
export function missingArguments(prefix, required, present) {
  const noun = required === 1 ? "argument" : "arguments";
  return typeError(
    "ERR_MISSING_ARGS",
    `${prefix}: ${required} ${noun} required, but only ${present} present.`,
  );
}
