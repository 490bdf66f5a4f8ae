// `RegExp` as V8 has it: it knows of the last match (`RegExp.$1`), and says of a text what is wrong with it.

/**
 * What it asks of the rest of the sandbox: whether what runs is ours, whose matches do not count, and V8's words for what is wrong with
 * a pattern or its flags, if they are known.
 * @typedef {{isOurs: () => boolean, words: (pattern: string, flags: string) => string | undefined}} Around
 */

/**
 * Where the last match was: enough to find it again. What a script does to the array that it got is its own affair.
 * @type {{regexp: RegExp, text: string, index: number} | undefined}
 */
let last;

/**
 * The last match and its groups, once they were asked for.
 * @type {(string | undefined)[] | undefined}
 */
let found;

/** `RegExp.input`, which scripts may set. */
let input = "";

/** @type {RegExpConstructor} */
let Native;
/** @type {(this: RegExp, text: string) => RegExpExecArray | null} */
let search;

function groups() {
  if (found || !last) return found ?? [];
  const { regexp, text, index } = last;
  const again = new Native(regexp.source, `${regexp.flags.replace("g", "").replace("y", "")}y`);
  again.lastIndex = index;
  found = [...(search.call(again, text) ?? [])];
  return found;
}

/** @param {number} number */
const group = (number) => groups()[number] ?? "";

/**
 * What V8's `RegExp` tells of the last match, by its long and its short name.
 * @type {[names: string[], tell: () => string][]}
 */
const TOLD = [
  [["input", "$_"], () => input],
  [["lastMatch", "$&"], () => group(0)],
  [["lastParen", "$+"], () => (groups().length > 1 ? group(groups().length - 1) : "")],
  [["leftContext", "$`"], () => last?.text.slice(0, last.index) ?? ""],
  [["rightContext", "$'"], () => last?.text.slice(last.index + group(0).length) ?? ""],
  .../** @type {[string[], () => string][]} */ (
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [[`$${number}`], () => group(number)])
  ),
];

/** @param {string} name @param {() => string} tell */
function accessor(name, tell) {
  const members = {
    get [name]() {
      return tell();
    },
    /** @param {any} value */
    set [name](value) {
      if (name === "input" || name === "$_") input = String(value);
    },
  };
  return { ...Object.getOwnPropertyDescriptor(members, name), enumerable: false };
}

/**
 * Has every match leave its trace: all methods of regular expressions and strings call this one.
 * @param {Around["isOurs"]} isOurs
 */
function followMatches(isOurs) {
  const { exec } = {
    /** @this {RegExp} @param {string} text */
    exec(text) {
      const match = search.call(this, text);
      if (match !== null && !isOurs()) {
        last = { regexp: this, text: match.input, index: match.index };
        found = undefined;
        input = match.input;
      }
      return match;
    },
  };
  Object.defineProperty(Native.prototype, "exec", {
    value: exec,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/** @param {any} value */
function isRegExp(value) {
  if (value === null || typeof value !== "object") return false;
  const matches = value[Symbol.match];
  return matches === undefined ? value instanceof Native : Boolean(matches);
}

/**
 * The error of a pattern that is none, in V8's words.
 * @param {any} error
 * @param {unknown[]} given pattern and flags
 * @param {Around["words"]} words
 */
function reworded(error, [pattern, flags], words) {
  if (!(error instanceof SyntaxError)) return error;
  const text = pattern instanceof Native ? pattern.source : `${pattern ?? ""}`;
  const options = flags === undefined ? "" : `${flags}`;
  const said = words(text, options);
  if (said === undefined && error.message.startsWith("Invalid ")) return error;
  return new SyntaxError(
    said ?? `Invalid regular expression: /${text}/${options}: ${error.message}`,
  );
}

/**
 * @param {RegExpConstructor} native
 * @param {Around} around
 */
export function makeRegExp(native, { isOurs, words }) {
  Native = native;
  search = native.prototype.exec;
  followMatches(isOurs);
  const made = {
    /** @param {any} [pattern] @param {any} [flags] */
    RegExp: function (pattern, flags) {
      const isSame = new.target === undefined && flags === undefined && isRegExp(pattern);
      if (isSame && pattern.constructor === made.RegExp) return pattern;
      try {
        return Reflect.construct(native, [pattern, flags], new.target ?? made.RegExp);
      } catch (error) {
        throw reworded(error, [pattern, flags], words);
      }
    },
  };
  for (const [names, tell] of TOLD)
    for (const name of names) Object.defineProperty(made.RegExp, name, accessor(name, tell));
  return made.RegExp;
}
