// The engine's words put into V8's, where no look at the script is needed.

const TABLE = [
  [/^cannot read property '(.*)' of (undefined|null)$/s, (name, what) => `Cannot read properties of ${what} (reading '${symbolic(name)}')`],
  [/^cannot set property '(.*)' of (undefined|null)$/s, (name, what) => `Cannot set properties of ${what} (setting '${symbolic(name)}')`],
  [/^'(.*)' is read-only$/s, () => "Assignment to constant variable."],
  [/^(.*) is not initialized$/s, (name) => `Cannot access '${name}' before initialization`],
  [/^empty array$/, () => "Reduce of empty array with no initial value"],
  [/^invalid array length$/, () => "Invalid array length"],
  [/^invalid number of digits$/, () => "toFixed() digits argument must be between 0 and 100"],
  [/^(?:expecting hex digit|malformed UTF-8|invalid hex digit)$/i, () => "URI malformed"],
  [/^cannot convert symbol to string$/, () => "Cannot convert a Symbol value to a string"],
  [/^cannot convert symbol to number$/, () => "Cannot convert a Symbol value to a number"],
  [/^Date value is NaN$/, () => "Invalid time value"],
  [/^circular reference$/, () => "Converting circular structure to JSON"],
];

function symbolic(name) {
  return name.startsWith("Symbol.") ? `Symbol(${name})` : name;
}

/** V8's words for `message`; undefined where they are the same, or not known. */
export function tableWords(message) {
  for (const [pattern, words] of TABLE) {
    const match = pattern.exec(message);
    if (match) return words(...match.slice(1));
  }
  return undefined;
}
