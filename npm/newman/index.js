"use strict";
// Postrider in Newman's place. The version is that of the Newman whose ways these are: reporters ask for one of 4 or later.

module.exports = require("postrider");
