// Node's `buffer` module, over its browser port.
const port = require("../../node_modules/buffer");

module.exports = {
  ...port,
  atob: (text) => atob(text),
  btoa: (text) => btoa(text),
};
