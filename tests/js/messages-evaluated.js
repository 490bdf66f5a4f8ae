// Errors of texts that the run keeps, and that a script evaluates, in V8's words.
const says = (check) => {
  try {
    check();
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
};
const ofVariable = (text) => {
  pm.globals.set("library", text);
  says(() => eval(pm.globals.get("library")));
};
ofVariable('{"id": 1}');
ofVariable("<html>");
ofVariable("a b");
says(() => eval(postman.getGlobalVariable("library")));
pm.variables.set("part", "1 }");
says(() => eval(`({ ${pm.variables.get("part")}`));
says(() => new Function(pm.environment.get("none") ?? pm.variables.get("part")));
const kept = pm.variables.get("part");
says(() => eval(kept));
says(() => eval(responseBody));
says(() => eval(`${pm.response.text()} 5`));
//> log "SyntaxError: Unexpected token ':'"
//> log "SyntaxError: Unexpected token '<'"
//> log "SyntaxError: Unexpected identifier 'b'"
//> log "SyntaxError: Unexpected identifier 'b'"
//> log 'SyntaxError: Unexpected number'
//> log "SyntaxError: Unexpected token '}'"
//> log "SyntaxError: Unexpected token '}'"
//> log "SyntaxError: Unexpected token ':'"
//> log "SyntaxError: Unexpected token ':'"
