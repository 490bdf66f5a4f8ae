#!/usr/bin/env node
"use strict";

require("postrider/bin/postrider.js");
