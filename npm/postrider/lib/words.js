"use strict";
// The two ways of writing the name of an option.

/** Words within a name: by what stands between them, by their case, by their digits. */
const WORDS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

/**
 * `dark-theme` → `darkTheme`; what is so already stays.
 * @param {string} name
 */
exports.camelCase = (name) => {
  const words = (name.match(WORDS) ?? []).map((word) => word.toLowerCase());
  return words
    .map((word, at) => (at === 0 ? word : `${word[0].toUpperCase()}${word.slice(1)}`))
    .join("");
};

/**
 * `darkTheme` → `dark-theme`.
 * @param {string} name
 */
exports.kebabCase = (name) => (name.match(WORDS) ?? []).map((word) => word.toLowerCase()).join("-");
