// V8's words for errors where no look at the script is needed. A bundle of its own, loaded when the first error needs it.
import { syntaxTableWords, tableWords } from "./engine.js";
import { circularMessage, jsonSyntaxMessage } from "./json.js";

export default { tableWords, syntaxTableWords, jsonSyntaxMessage, circularMessage };
