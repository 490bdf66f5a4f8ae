// Errors worded as Node words those of its Web classes: with a code.

/**
 * An error of class `Type` with Node's code.
 * @param {new (message: string) => Error} Type
 * @param {string} code
 * @param {string} message
 */
export function coded(Type, code, message) {
  return Object.defineProperty(new Type(message), "code", {
    value: code,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

/**
 * What Node says of an argument of the wrong type.
 * @param {string} name
 * @param {string} wanted
 * @param {unknown} value
 */
export function wrongType(name, wanted, value) {
  return coded(
    TypeError,
    "ERR_INVALID_ARG_TYPE",
    `The "${name}" argument must be ${wanted}. Received ${received(value)}`,
  );
}

/**
 * How Node names what it was given instead.
 * @param {unknown} value
 */
export function received(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value === "object")
    return value.constructor?.name
      ? `an instance of ${value.constructor.name}`
      : "[Object: null prototype] {}";
  const text =
    typeof value === "string"
      ? `'${value.length > 25 ? `${value.slice(0, 25)}...` : value}'`
      : String(value);
  return `type ${typeof value} (${typeof value === "bigint" ? `${text}n` : text})`;
}
