// Errors of operators, assignments and classes in V8's words.
const says = (check) => {
  try {
    check();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
};
let nothing;
const body = {};
const fixed = Object.freeze({ a: 1 });
says(() => "x" in "text");
says(() => body instanceof 5);
says(() => body instanceof {});
says(() => 1n + 1);
says(() => `${Symbol("s")}`);
says(() => Object.create(null) + "");
says(() => {
  early;
  const early = 1;
});
says(function () {
  "use strict";
  fixed.a = 2;
});
says(function () {
  "use strict";
  fixed.b = 2;
});
says(function () {
  "use strict";
  delete fixed.a;
});
says(function () {
  "use strict";
  "text".length = 1;
});
says(() => {
  class A {}
  A();
});
says(() => {
  class B extends nothing {}
});
says(() => {
  class C {
    #p = 1;
    static read(other) {
      return other.#p;
    }
  }
  C.read({});
});
says(() => {
  class D extends Object {
    constructor() {
      this.x = 1;
    }
  }
  new D();
});
//> log "TypeError: Cannot use 'in' operator to search for 'x' in text"
//> log "TypeError: Right-hand side of 'instanceof' is not an object"
//> log "TypeError: Right-hand side of 'instanceof' is not callable"
//> log 'TypeError: Cannot mix BigInt and other types, use explicit conversions'
//> log 'TypeError: Cannot convert a Symbol value to a string'
//> log 'TypeError: Cannot convert object to primitive value'
//> log "ReferenceError: Cannot access 'early' before initialization"
//> log "TypeError: Cannot assign to read only property 'a' of object '#<Object>'"
//> log 'TypeError: Cannot add property b, object is not extensible'
//> log "TypeError: Cannot delete property 'a' of #<Object>"
//> log "TypeError: Cannot assign to read only property 'length' of string 'text'"
//> log "TypeError: Class constructor A cannot be invoked without 'new'"
//> log 'TypeError: Class extends value undefined is not a constructor or null'
//> log 'TypeError: Cannot read private member #p from an object whose class did not declare it'
//> log "ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor"
