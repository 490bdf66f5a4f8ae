// Errors in V8's words.
const says = (check) => {
  try {
    check();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
};
let nothing;
const body = {};
says(() => nothing.x);
says(() => nothing.x.y);
says(() => {
  nothing.x = 1;
});
says(() => body.items.forEach(() => {}));
says(() => body.forEach((item) => item));
says(() => pm.response.json().filter((item) => item));
says(() => missing());
says(() => pm.missing(1, 2));
says(() => {
  for (const item of body) item;
});
says(() => {
  const { a } = nothing;
});
says(() => require("nope"));
says(() => {
  const fixed = 1;
  fixed = 2;
});
says(() => new body.Type());
//> log "TypeError: Cannot read properties of undefined (reading 'x')"
//> log "TypeError: Cannot read properties of undefined (reading 'x')"
//> log "TypeError: Cannot set properties of undefined (setting 'x')"
//> log "TypeError: Cannot read properties of undefined (reading 'forEach')"
//> log 'TypeError: body.forEach is not a function'
//> log 'TypeError: pm.response.json(...).filter is not a function'
//> log 'ReferenceError: missing is not defined'
//> log 'TypeError: pm.missing is not a function'
//> log 'TypeError: body is not iterable'
//> log "TypeError: Cannot destructure property 'a' of 'nothing' as it is undefined."
//> log "Error: Cannot find module 'nope'"
//> log 'TypeError: Assignment to constant variable.'
//> log 'TypeError: body.Type is not a constructor'
