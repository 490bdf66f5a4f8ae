// The variables in a segment of a path, as they are put in when it is sent: `:id.json`, `:a.:b`, `:id:cancel`.

/**
 * The name in a path segment such as `:id` or `:id.json`.
 * @param {string} segment
 */
export function pathVariable(segment) {
  if (!String(segment).startsWith(":")) return null;
  const dot = segment.indexOf(".");
  return segment.slice(1, dot < 0 ? undefined : dot) || null;
}

/** A colon and the name after it, where it is one of several. */
const PIECE = /:((?:[\p{L}\p{N}_]|-(?!:))+)/gu;

/**
 * Puts the values of variables into a segment.
 * @param {string} segment
 * @param {(name: string) => unknown} read
 */
export function fill(segment, read) {
  const name = pathVariable(segment);
  if (!name) return segment;
  /** @param {string} key */
  const textOf = (key) => {
    const value = read(key);
    return typeof value === "string" ? value : "";
  };
  /** @param {string} text */
  const pieces = (text) => text.replace(PIECE, (written, key) => textOf(key) || written);
  const value = textOf(name);
  return value ? value + pieces(segment.slice(name.length + 1)) : pieces(segment);
}
