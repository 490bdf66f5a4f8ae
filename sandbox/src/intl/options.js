// Reading options as `Intl` does, with V8's words for what is wrong.

/** An option that has one of some values. */
export function choice(options, name, allowed, fallback, type) {
  const value = options[name];
  if (value === undefined) return fallback;
  const text = String(value);
  if (!allowed.includes(text))
    throw new RangeError(`Value ${text} out of range for Intl.${type} options property ${name}`);
  return text;
}

/** An option that is a whole number. */
export function whole(options, name, [least, most], fallback) {
  if (options[name] === undefined) return fallback;
  const number = Number(options[name]);
  if (!(number >= least && number <= most)) throw new RangeError(`${name} value is out of range.`);
  return Math.floor(number);
}

/** Joins what `formatToParts` returns. */
export const joined = (parts) => parts.map((part) => part.value).join("");

/** Tags a class as one of `Intl`'s. */
export function tag(Class, name = Class.name) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: `Intl.${name}`,
    configurable: true,
  });
}
