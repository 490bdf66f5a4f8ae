// Errors of code that does not parse, in V8's words.
const says = (check) => {
  try {
    check();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
};
says(() => eval("x y"));
says(() => eval("foo("));
says(() => eval("foo(a b)"));
says(() => eval("}"));
says(() => eval('"abc'));
says(() => eval("a = 'x' 5"));
says(() => eval("const a;"));
says(() => eval("let a; let a;"));
says(() => eval("1 = 2"));
says(() => eval("5++"));
says(() => eval("({a: 1} = 2)"));
says(() => eval("break"));
says(() => eval("return 1"));
says(() => eval("if (a {}"));
says(() => eval("var class = 1"));
says(() => eval("try {}"));
says(() => eval("/(/"));
says(() => eval("/x/gg"));
says(() => eval("`${a"));
says(() => eval("a?.b = 1"));
says(() => eval("function () {}"));
says(() => eval("() => { await x; }"));
says(() => eval("f('a' () => {})"));
says(() => eval("({a b})"));
says(() => eval("class A { constructor() {} constructor() {} }"));
says(() => eval("new.target"));
says(() => new Function("a", "return {"));
says(() => {
  let taken;
  eval("var taken = 1");
});
for (const text of ["let let", "class A { constructor() {} constructor() {} }"])
  says(() => eval(text));
//> log "SyntaxError: Unexpected identifier 'y'"
//> log 'SyntaxError: Unexpected end of input'
//> log 'SyntaxError: missing ) after argument list'
//> log "SyntaxError: Unexpected token '}'"
//> log 'SyntaxError: Invalid or unexpected token'
//> log 'SyntaxError: Unexpected number'
//> log 'SyntaxError: Missing initializer in const declaration'
//> log "SyntaxError: Identifier 'a' has already been declared"
//> log 'SyntaxError: Invalid left-hand side in assignment'
//> log 'SyntaxError: Invalid left-hand side expression in postfix operation'
//> log 'SyntaxError: Invalid destructuring assignment target'
//> log 'SyntaxError: Illegal break statement'
//> log 'SyntaxError: Illegal return statement'
//> log "SyntaxError: Unexpected token '{'"
//> log "SyntaxError: Unexpected token 'class'"
//> log 'SyntaxError: Missing catch or finally after try'
//> log 'SyntaxError: Invalid regular expression: /(/: Unterminated group'
//> log 'SyntaxError: Invalid regular expression flags'
//> log 'SyntaxError: Missing } in template expression'
//> log 'SyntaxError: Invalid left-hand side in assignment'
//> log 'SyntaxError: Function statements require a function name'
//> log 'SyntaxError: await is only valid in async functions and the top level bodies of modules'
//> log 'SyntaxError: Malformed arrow function parameter list'
//> log "SyntaxError: Unexpected identifier 'b'"
//> log 'SyntaxError: A class may only have one constructor'
//> log "SyntaxError: Unexpected token ')'"
//> log "SyntaxError: Identifier 'taken' has already been declared"
//> log 'SyntaxError: let is disallowed as a lexically bound name'
//> log 'SyntaxError: A class may only have one constructor'
