// `Date` as V8 has it, which reads a small `t` and `z`, and a `Z` after what is not in ISO's form.

/**
 * A date as text, in the form in which the engine reads it.
 * @param {string} text
 */
function legible(text) {
  const dated = text.replace(/^([+-]?\d[\d-]*)t(?=\d)/, "$1T");
  // The engine reads them, V8 does not.
  if (/T\d\d:\d\d[\d:.]*(?:,|[+-]\d\d$)/.test(dated)) return "";
  return /^[+-]?\d[\d-]*T/.test(dated)
    ? dated.replace(/(\d)z$/, "$1Z")
    : dated.replace(/(\d|[ap]m)\s*z$/i, "$1 Z");
}

/** @param {DateConstructor} native */
export function makeDate(native) {
  const made = {
    /** @param {any[]} args */
    Date: function (...args) {
      if (new.target === undefined) return new native().toString();
      const [value] = args;
      if (args.length === 1 && (typeof value === "string" || value instanceof String))
        args[0] = legible(String(value));
      return Reflect.construct(native, args, new.target);
    },
    /** @param {unknown} text */
    parse(text) {
      return native.parse(legible(String(text)));
    },
  };
  const { parse } = made;
  Object.defineProperty(made.Date, "parse", {
    value: parse,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return made.Date;
}
