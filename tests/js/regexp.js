// What `RegExp` tells of the last match, and what is said of patterns that are none.
const told = () => [
  RegExp.$1,
  RegExp.$2,
  RegExp.lastMatch,
  RegExp.lastParen,
  RegExp.leftContext,
  RegExp.rightContext,
  RegExp.input,
];
const short = () => ["$1", "$2", "$&", "$+", "$`", "$'", "$_"].map((name) => RegExp[name]);
/** @type {[name: string, match: () => void, expected: string[]][]} */
const MATCHES = [
  ["exec", () => /(b)(c)?/.exec("abd"), ["b", "", "b", "", "a", "d", "abd"]],
  [
    "what fails leaves the last, and so does what is not the script's own",
    () => {
      /(b)(c)?/.exec("abd");
      /no/.test("zz");
      try {
        /** @type {any} */ (null).x;
      } catch {
        pm.environment.get(pm.info.requestName);
      }
    },
    ["b", "", "b", "", "a", "d", "abd"],
  ],
  ["test", () => /(y)/.test("xyz"), ["y", "", "y", "y", "x", "z", "xyz"]],
  ["match", () => "hello".match(/(l)(o)/), ["l", "o", "lo", "o", "hel", "", "hello"]],
  ["match of all", () => "x1y2z3".match(/\d/g), ["", "", "3", "", "x1y2z", "", "x1y2z3"]],
  ["replace", () => "qzq".replace(/(z)/, "-"), ["z", "", "z", "z", "q", "q", "qzq"]],
  ["replaceAll", () => "k1k2".replaceAll(/k(.)/g, "$1"), ["2", "", "k2", "2", "k1", "", "k1k2"]],
  ["matchAll", () => [..."k1k2".matchAll(/k(\d)/g)], ["2", "", "k2", "2", "k1", "", "k1k2"]],
  ["search", () => "hello".search(/l+/), ["", "", "ll", "", "he", "o", "hello"]],
  ["split", () => "a,b;c".split(/([,;])/), [";", "", ";", ";", "a,b", "c", "a,b;c"]],
  ["a text as the pattern", () => "a(b)".match("(b)"), ["b", "", "b", "b", "a(", ")", "a(b)"]],
  ["looking behind", () => /(?<!a)(b)/.exec("ab b"), ["b", "", "b", "b", "ab ", "", "ab b"]],
];
for (const [name, match, expected] of MATCHES) {
  pm.test(name, () => {
    match();
    pm.expect(told()).to.eql(expected);
    pm.expect(short()).to.eql(expected);
  });
}
pm.test("an array that a script changes is its own affair", () => {
  /** @type {any} */
  const found = /(a)(b)/.exec("xaby");
  found.length = 0;
  pm.expect([RegExp.$1, RegExp.$2, RegExp.$9, RegExp.lastMatch]).to.eql(["a", "b", "", "ab"]);
});
pm.test("only the input can be set", () => {
  /x/.test("axb");
  RegExp.input = "mine";
  RegExp.$1 = "not mine";
  pm.expect([RegExp.$_, RegExp.$1, RegExp.leftContext]).to.eql(["mine", "", "a"]);
  pm.expect(Object.keys(RegExp)).to.eql([]);
});
pm.test("what is evaluated finds it too", () =>
  // biome-ignore lint/security/noGlobalEval: as libraries are loaded.
  pm.expect(eval("/(\\d+)/.test('n42'); RegExp.$1")).to.equal("42"),
);
pm.test("the class is the language's own in all else", () => {
  class Mine extends RegExp {}
  const pattern = /a/g;
  pm.expect([new Mine("a") instanceof Mine, Mine.$1]).to.eql([true, "42"]);
  pm.expect([RegExp(pattern) === pattern, new RegExp(pattern) === pattern]).to.eql([true, false]);
  pm.expect([RegExp.name, RegExp.length, pattern.constructor === RegExp]).to.eql([
    "RegExp",
    2,
    true,
  ]);
  pm.expect(String(/a\/b/gi)).to.equal("/a\\/b/gi");
  pm.expect([/a/.exec.name, /a/.exec.length]).to.eql(["exec", 1]);
});
const made = (pattern, flags) => new RegExp(pattern, flags);
for (const [pattern, flags, words] of [
  ["(", "", "Invalid regular expression: /(/: Unterminated group"],
  ["[", "", "Invalid regular expression: /[/: Unterminated character class"],
  [")", "ig", "Invalid regular expression: /)/gi: Unmatched ')'"],
  ["*a", "", "Invalid regular expression: /*a/: Nothing to repeat"],
  ["a{2,1}", "", "Invalid regular expression: /a{2,1}/: numbers out of order in {} quantifier"],
  ["[b-a]", "", "Invalid regular expression: /[b-a]/: Range out of order in character class"],
  ["[\\", "", "Invalid regular expression: /[\\/: \\ at end of pattern"],
  ["(?<n", "", "Invalid regular expression: /(?<n/: Invalid capture group name"],
  [
    "(?<a>.)(?<a>.)",
    "",
    "Invalid regular expression: /(?<a>.)(?<a>.)/: Duplicate capture group name",
  ],
  ["(?<=a)*", "", "Invalid regular expression: /(?<=a)*/: Invalid quantifier"],
  ["(?ii:a)", "", "Invalid regular expression: /(?ii:a)/: Invalid group"],
  ["[\\d-z]", "v", "Invalid regular expression: /[\\d-z]/v: Invalid character class"],
  ["\\p{Foo}", "u", "Invalid regular expression: /\\p{Foo}/u: Invalid property name"],
  ["a", "gg", "Invalid flags supplied to RegExp constructor 'gg'"],
  ["a", "x", "Invalid flags supplied to RegExp constructor 'x'"],
]) {
  pm.test(`${pattern} ${flags}`, () => {
    try {
      made(pattern, flags);
      pm.expect.fail("it is none");
    } catch (error) {
      pm.expect([error.name, error.message]).to.eql(["SyntaxError", words]);
      pm.expect(error.stack.split("\n")[0]).to.equal(`Error: ${words}`);
      pm.expect(error.stack).to.include("at made (").and.not.to.include("language");
    }
  });
}
