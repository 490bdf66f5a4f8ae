// Order, errors in callbacks, and that the script waits.
setTimeout(() => console.log("late"), 10);
setTimeout(() => console.log("never"), 5000);
let count = 0;
const interval = setInterval(() => {
  count += 1;
  console.log("tick", count);
  if (count === 2) clearInterval(interval);
}, 1);
setImmediate(() => console.log("immediate"));
Promise.resolve().then(() => console.log("microtask"));
queueMicrotask(() => console.log("queued"));
setTimeout(() => {
  clearTimeout(2);
  throw new Error("in a timer");
}, 20);
await new Promise((resolve) => setTimeout(resolve, 15));
console.log("awaited", setTimeout(5));
//> log 'microtask'
//> log 'queued'
//> log 'immediate'
//> log 'tick', 1
//> log 'tick', 2
//> log 'late'
//> log 'awaited', undefined
//> exception Error: in a timer (line 15)
