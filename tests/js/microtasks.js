// What is thrown where nobody catches it is reported, and ends nothing.
queueMicrotask(() => {
  throw new Error("in a microtask");
});
const target = new EventTarget();
target.addEventListener("a", () => {
  throw new Error("in a listener");
});
target.addEventListener("a", () => console.log("the next one"));
target.dispatchEvent(new Event("a"));
console.log("\ud800 is no text");
//> log 'the next one'
//> log '� is no text'
//> exception Error: in a microtask (line 3)
//> exception Error: in a listener (line 7)
