// Does the work under Node: `node node.cjs <library> <key>` prints the results as JSON.
const { readFileSync } = require("node:fs");
const [library, key] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const work = new Function(`${readFileSync(`${__dirname}/work.js`, "utf8")}\nreturn work;`)();
console.log(JSON.stringify(work(library, key)));
