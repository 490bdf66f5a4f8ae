"use strict";
// Newman's library, over Postrider: `newman.run(options, callback)`.

exports.run = require("./run.js").run;
