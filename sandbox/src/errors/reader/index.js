// Reads scripts for the words of errors: what failed at a place, and why a script does not parse. Loaded when the first error needs it.
import { Parser } from "acorn";
import { placedWords } from "./placed.js";
import { placesOf } from "./places.js";
import { AFTER, BEFORE, syntaxWords } from "./syntax.js";

/** The script that was read last: where one error is, others follow. */
let last = { source: undefined, places: new Map() };

/** What may have failed at `offset` of `source`: a list of {kind, node, …} in the order in which it runs. */
function notesAt(source, offset) {
  if (last.source !== source) last = { source, places: read(`${BEFORE}${source}${AFTER}`) };
  return last.places.get(BEFORE.length + offset) ?? [];
}

/** Takes what the engine took. */
class Lenient extends Parser {
  raiseRecoverable() {}
}

function read(source) {
  const tokens = [];
  try {
    const program = Lenient.parse(source, { ecmaVersion: "latest", sourceType: "script", preserveParens: true, onToken: tokens });
    return placesOf(program, source, tokens);
  } catch {
    // The engine took the script, so it runs; its errors keep the engine's words.
    return new Map();
  }
}

export default { notesAt, placedWords, syntaxWords };
