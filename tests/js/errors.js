// Whatever happens last ends the script; what was rejected and nobody handled is told first.
Promise.reject(new Error("nobody handles this"));
Promise.reject(new Error("handled")).catch(() => {});
const later = Promise.reject(new Error("handled later"));
queueMicrotask(() => later.catch(() => {}));
await null;
throw new RangeError("the end");
//> exception Error: nobody handles this (line 2)
//> exception RangeError: the end (line 7)
