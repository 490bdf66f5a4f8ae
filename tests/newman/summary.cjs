// Runs the collection of the working folder with a library like Newman's, and writes its summary down.
const fs = require("node:fs");

const [, , library, given] = process.argv;
const options = {
  collection: "collection.json",
  environment: "env.json",
  globals: "globals.json",
  insecure: true,
  timeoutRequest: 5000,
  timeoutScript: 5000,
  ...JSON.parse(given),
};
require(library).run(options, (/** @type {unknown} */ error, /** @type {unknown} */ summary) => {
  if (error) console.error(error);
  fs.writeFileSync("summary.json", JSON.stringify(summary ?? null));
});
