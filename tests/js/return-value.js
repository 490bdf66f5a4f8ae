// What a script returns is nobody's business: no error, no assertion.
console.log("before");
if (pm.response.code) return new Error("returned");
console.log("after");
//> log 'before'
