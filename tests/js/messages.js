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

// What was called, looped over or taken apart is named as the script has it.
const id = (value) => value;
const key = "name";
const { length } = [1];
const fixed = Object.freeze({ a: 1 });
says(() => body[key]());
says(() => body["x-y"]());
says(() => body[key + 1].x);
says(() => id(body).missing(id(1), { a: 1 }));
says(() => id()());
says(() => body?.items?.());
says(() => body?.missing(id(2)));
says(() => (body.a || body.b)());
says(() => new (id(body))());
says(() => "text".missing());
says(() => [1, 2].missing());
says(() => [...body]);
says(() => Math.max(...nothing));
says(() => {
  for (const item of id(5)) item;
});
says(() => {
  const [first] = body;
});
says(() => {
  const {
    a: { b },
  } = body;
});
says(() => {
  const { a } = body.missing;
});
says((({ a }) => a).bind(null));
says(() => [undefined].map(({ a }) => a));
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
//> log 'TypeError: body[key] is not a function'
//> log 'TypeError: body.x-y is not a function'
//> log "TypeError: Cannot read properties of undefined (reading 'x')"
//> log 'TypeError: id(...).missing is not a function'
//> log 'TypeError: id(...) is not a function'
//> log 'TypeError: body?.missing is not a function'
//> log 'TypeError: (body.a || body.b) is not a function'
//> log 'TypeError: id(...) is not a constructor'
//> log 'TypeError: "text".missing is not a function'
//> log 'TypeError: [1,2].missing is not a function'
//> log 'TypeError: body is not iterable'
//> log 'TypeError: nothing is not iterable (cannot read property undefined)'
//> log 'TypeError: id is not a function or its return value is not iterable'
//> log 'TypeError: body is not iterable'
//> log "TypeError: Cannot read properties of undefined (reading 'b')"
//> log "TypeError: Cannot destructure property 'a' of 'body.missing' as it is undefined."
//> log "TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined."
//> log "TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined."
