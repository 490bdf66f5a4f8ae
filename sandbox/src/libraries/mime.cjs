// `mime`, without the one thing that it needs `RegExp.$1` for, which the engine does not have.
const mime = require("mime");

mime.getExtension = (type) => mime._extensions[/^\s*([^;\s]*)/.exec(type)[1].toLowerCase()] || null;

module.exports = mime;
