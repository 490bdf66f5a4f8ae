// `mime`, without the one thing that it needs `RegExp.$1` for, which the engine does not have.
const mime = require("mime");

/** @param {string} type */
mime.getExtension = (type) =>
  mime._extensions[/** @type {RegExpExecArray} */ (/^\s*([^;\s]*)/.exec(type))[1].toLowerCase()] ||
  null;

module.exports = mime;
