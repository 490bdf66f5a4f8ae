// Lists of names, written as text. By a space, not by a pattern: that takes a hundred times as long, and some lists are made at the start.

/** @param {string} text */
export const words = (text) => text.split(" ");
