// V8's words for text that is not JSON, and for what cannot be made JSON; the engine has most of them already.

/**
 * A step on the way into a value: under which key, what JSON makes of it, and the key of the next step.
 * @typedef {{key: string | number, shown: object, next: string | number}} Step
 */
/**
 * A step of a circle: its key, and what it leads to.
 * @typedef {{key?: string | number, value?: any}} Link
 */

const SPECIAL = new Set(["", "undefined", "NaN", "Infinity", "[object Object]"]);
const CONTEXT = 10;

/**
 * Words the error of parsing `text`, given what the engine said.
 * @param {string} text
 * @param {string} message
 */
export function jsonSyntaxMessage(text, message) {
  if (SPECIAL.has(text) && text !== "") return `"${text}" is not valid JSON`;
  const match = /^unexpected token: '(.*)'$/su.exec(message);
  if (!match) return message;
  const position = text.indexOf(match[1]);
  const token = String.fromCodePoint(text.codePointAt(Math.max(position, 0)) ?? 0x20);
  return `Unexpected token '${token}', ${excerpt(text, position)} is not valid JSON`;
}

/** @param {string} text @param {number} position */
function excerpt(text, position) {
  if (text.length <= 2 * CONTEXT) return `"${text}"`;
  const start = position < CONTEXT ? 0 : position - CONTEXT;
  const end = position >= text.length - CONTEXT ? text.length : position + CONTEXT;
  return `${start > 0 ? "..." : ""}"${text.slice(start, end)}"${end < text.length ? "..." : ""}`;
}

/** How many steps of a circle are named at its beginning; of the others only the last is. */
const NAMED = 2;

/**
 * Words that a value refers to itself, with the way around; undefined if it does not.
 * @param {unknown} value
 */
export function circularMessage(value) {
  const circle = findCircle(value, []);
  if (!circle) return undefined;
  const [start, ...steps] = circle;
  const last = steps.pop();
  const named =
    steps.length > NAMED + 1 ? [...steps.slice(0, NAMED), undefined, steps.at(-1)] : steps;
  const lines = named.map((step) =>
    step
      ? `|     ${keyText(step.key)} -> object with constructor '${constructorName(step.value)}'`
      : "|     ...",
  );
  return [
    "Converting circular structure to JSON",
    `--> starting at object with constructor '${constructorName(start.value)}'`,
    ...lines,
    `--- ${keyText(/** @type {Link} */ (last).key)} closes the circle`,
  ].join("\n    ");
}

/**
 * Walks as JSON.stringify does; `path` leads to `value`. Returns the part of it that is a circle, with the step that closes it.
 * @param {any} value
 * @param {Step[]} path
 * @returns {Link[] | undefined}
 */
function findCircle(value, path) {
  const { key } = path.at(-1) ?? { key: "" };
  const shown = typeof value?.toJSON === "function" ? value.toJSON(String(key)) : value;
  if (shown === null || typeof shown !== "object") return undefined;
  const begin = path.findIndex((step) => step.shown === shown);
  if (begin >= 0)
    return [
      { value: shown },
      ...path
        .slice(begin)
        .map((step, index, list) => ({ key: step.next, value: list[index + 1]?.shown })),
    ];
  for (const name of Object.keys(shown)) {
    const next = Array.isArray(shown) ? Number(name) : name;
    const circle = findCircle(shown[name], [...path, { key: name, shown, next }]);
    if (circle) return circle;
  }
  return undefined;
}

/** @param {string | number | undefined} key */
function keyText(key) {
  return typeof key === "number" ? `index ${key}` : `property '${key}'`;
}

/** @param {any} value */
function constructorName(value) {
  return value.constructor?.name || "Object";
}
