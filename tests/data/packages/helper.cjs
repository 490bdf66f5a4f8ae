// What packages do all day.
const _ = require("lodash");
const dependency = require("dependency");
exports.list = [1, { two: 2 }];
exports.bytes = new Uint8Array([1, 2]);
exports.sum = _.sum([1, 2]);
exports.kinds = (list, bytes, error, date) => [
  list instanceof Array && dependency.lists(list),
  bytes instanceof Uint8Array,
  error instanceof TypeError && error instanceof Error && !(error instanceof RangeError),
  date instanceof Date && !(date instanceof Map),
];
exports.fail = () => {
  null.x;
};
exports.later = async () => {
  await null;
  throw new RangeError("later");
};
exports.Mine = class Mine extends Array {};
exports.wait = (callback) => setTimeout(callback, 1);
exports.again = (callback) => {
  const timer = setInterval(() => {
    clearInterval(timer);
    callback();
  }, 1);
};
exports.hash = () => require("crypto-js").MD5("a").toString();
