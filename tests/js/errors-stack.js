// Stacks as scripts see them in Postman: no error's name, the user's lines, and whatever a script sets.
function inner(value) {
  return value.missing.deeper;
}
class Named extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "Named";
  }
}
try {
  inner({});
} catch (error) {
  const [head, first, second] = error.stack.split("\n");
  console.log(head, /^ {4}at inner \(.*:3:\d+\)$/.test(first), /:12:\d+\)?$/.test(second));
}
const named = new Named("mine", { cause: "why" });
console.log(String(named), named.stack.split("\n")[0], named instanceof Named, named.cause);
console.log(new TypeError().stack.split("\n")[0] === "Error: ", String(new TypeError()));
named.stack = undefined;
console.log(named.stack);
const holder = {};
Error.captureStackTrace(holder);
console.log(holder.stack.split("\n")[0]);
Error.prepareStackTrace = () => "changed";
console.log(new Error("x").stack.split("\n")[0]);
Error.stackTraceLimit = 1;
console.log(new Error("x").stack.split("\n").length);
Error.stackTraceLimit = 10;
const both = new AggregateError([new Error("a"), 5], "both");
console.log(both.errors.length, both.errors[0].message, both.message);
(function deep() {
  try {
    deep();
  } catch (error) {
    if (!holder.told) console.log(`${error.name}: ${error.message}`, error.stack.split("\n")[0]);
    holder.told = true;
  }
})();
//> log "Error: Cannot read properties of undefined (reading 'deeper')", true, true
//> log 'Named: mine', 'Error: mine', true, 'why'
//> log true, 'TypeError'
//> log undefined
//> log 'Error: undefined'
//> log 'Error: x'
//> log 2
//> log 2, 'a', 'both'
//> log 'RangeError: Maximum call stack size exceeded', 'Error: Maximum call stack size exceeded'
