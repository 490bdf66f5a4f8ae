// Reading options as `Intl` does, with V8's words for what is wrong.

/**
 * What `formatToParts` returns a list of.
 * @typedef {{type: string, value: string}} Part
 */

/**
 * An option that has one of some values.
 * @template {string} Value
 * @template {Value | undefined} Fallback
 * @param {Record<string, any>} options
 * @param {string} name
 * @param {readonly Value[]} allowed
 * @param {Fallback} fallback
 * @param {string} type
 * @returns {Value | Fallback}
 */
export function choice(options, name, allowed, fallback, type) {
  const value = options[name];
  if (value === undefined) return fallback;
  const text = String(value);
  if (!allowed.includes(/** @type {Value} */ (text)))
    throw new RangeError(`Value ${text} out of range for Intl.${type} options property ${name}`);
  return /** @type {Value} */ (text);
}

/**
 * An option that is a whole number.
 * @param {Record<string, any>} options
 * @param {string} name
 * @param {[least: number, most: number]} range
 * @param {number} [fallback]
 * @returns {number | undefined}
 */
export function whole(options, name, [least, most], fallback) {
  if (options[name] === undefined) return fallback;
  const number = Number(options[name]);
  if (!(number >= least && number <= most)) throw new RangeError(`${name} value is out of range.`);
  return Math.floor(number);
}

/**
 * Joins what `formatToParts` returns.
 * @param {Part[]} parts
 */
export const joined = (parts) => parts.map((part) => part.value).join("");

/**
 * Tags a class as one of `Intl`'s.
 * @param {Function} Class
 * @param {string} name
 */
export function tag(Class, name = Class.name) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: `Intl.${name}`,
    configurable: true,
  });
}
