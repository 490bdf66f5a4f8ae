// What the old functions make of the values that they are given.
for (const value of [5, 0, true, false, "", [1, 2], { a: 1 }, null]) {
  postman.setEnvironmentVariable("key", value);
  console.log(environment.key, pm.environment.get("key"));
}
console.log(Object.keys(postman), typeof postman.getResponseHeader);
//> log '5', '5'
//> log 0, 0
//> log 'true', 'true'
//> log false, false
//> log '', ''
//> log '1,2', '1,2'
//> log '[object Object]', '[object Object]'
//> log null, null
//> log [], 'function'
