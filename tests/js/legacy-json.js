const says = (text) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
console.log(says("<html>"));
console.log(says(""));
console.log(says(undefined));
console.log(says('{"a":1,}'));
console.log(says("\ufeff[1]"));
console.log(JSON.stringify({ a: [1] }));
//> log "JSONError: Unexpected token '<' at 1:1\n" +
//> '<html>\n' +
//> '^'
//> log 'JSONError: No data, empty input at 1:1\n' +
//> '\n' +
//> '^'
//> log 'JSONError: "undefined" is not valid JSON'
//> log 'JSONError: Trailing comma in object at 1:8\n' +
//> '{"a":1,}\n' +
//> '       ^'
//> log [ 1 ]
//> log '{"a":[1]}'
