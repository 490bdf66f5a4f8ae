// chai, with a guard instead of a proxy around each assertion.
const chai = require("chai");

require("./chai-guard.cjs").install(chai.Assertion);
module.exports = chai;
