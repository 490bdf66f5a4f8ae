// V8's words for errors of operators and assignments, which name the property and the object.
import { keyName, print } from "./print.js";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the value of an expression.
import { valueOf } from "./values.js";

/** @import { Script } from "./index.js" */
/** @import { Note } from "./places.js" */
/** @import { Known } from "./values.js" */

/**
 * Words the engine's `message`; `notes` are what may have failed at the place. Undefined where nothing fits.
 * @param {string} message
 * @param {Note[]} notes
 * @param {Script} script
 */
export function operatorWords(message, notes, script) {
  /** @param {string} kind @param {(node: any) => boolean} fits */
  const find = (kind, fits = () => true) =>
    notes.findLast((note) => note.kind === kind && fits(note.node))?.node;
  const member = find("assign", ({ left }) => left.type === "MemberExpression")?.left;
  const key = member && keyText(member, script);
  const readOnly = /^'(.*)' is read-only$/s.exec(message);
  if (readOnly)
    return member && key === readOnly[1] ? readOnlyWords(key, member, script) : undefined;
  if (/^private class field '(.*)' does not exist$/.test(message))
    return privateWords(message, member);
  switch (message) {
    case "object is not extensible":
      return member && `Cannot add property ${key}, object is not extensible`;
    case "no setter for property":
      return (
        member &&
        `Cannot set property ${key} of ${holder(member.object, script)} which has only a getter`
      );
    case "not an object":
      return member && createWords(key, valueOf(member.object, script));
    case "proxy: cannot set property":
      return member && `'set' on proxy: trap returned falsish for property '${key}'`;
    case "could not delete property":
      return deleteWords(find("delete"), script);
    case "invalid 'in' operand":
      return inWords(
        find("binary", ({ operator }) => operator === "in"),
        script,
      );
    case "invalid 'instanceof' right operand":
      return instanceWords(
        find("binary", ({ operator }) => operator === "instanceof"),
        script,
      );
    case "revoked proxy":
      return `Cannot perform '${member ? "set" : find("binary") ? "has" : "get"}' on a proxy that has been revoked`;
    case "parent class must be constructor":
      return `Class extends value ${valueOf(find("class")?.superClass, script)?.text ?? "undefined"} is not a constructor or null`;
    default:
      return undefined;
  }
}

/** @param {any} member @param {Script} script */
function keyText({ property, computed }, script) {
  if (!computed) return property.type === "PrivateIdentifier" ? `#${property.name}` : property.name;
  return keyName(property) ?? valueOf(property, script)?.text ?? print(property);
}

/**
 * What holds a property, as V8 shows it where nothing else is known.
 * @param {any} node
 * @param {Script} script
 */
function holder(node, script) {
  return valueOf(node, script)?.text ?? "#<Object>";
}

/** @param {string} key @param {any} member @param {Script} script */
function readOnlyWords(key, { object }, script) {
  const value = valueOf(object, script);
  if (value?.type === "string")
    return `Cannot assign to read only property '${key}' of string '${value.text}'`;
  const text = value?.text ?? (/^\d+$/.test(key) ? "[object Array]" : "#<Object>");
  return `Cannot assign to read only property '${key}' of object '${text}'`;
}

/** @param {string} message @param {any} member */
function privateWords(message, member) {
  const name = message.split("'")[1];
  const isWritten = member?.property.type === "PrivateIdentifier";
  return `Cannot ${isWritten ? "write" : "read"} private member ${name} ${isWritten ? "to" : "from"} an object whose class did not declare it`;
}

/** @param {string} key @param {Known | undefined} value */
function createWords(key, value) {
  const { type, text } = value ?? { type: "string", text: "" };
  if (type === "string" && /^\d+$/.test(key) && Number(key) < text.length)
    return `Cannot assign to read only property '${key}' of string '${text}'`;
  return `Cannot create property '${key}' on ${type} '${text}'`;
}

/** @param {any} node @param {Script} script */
function deleteWords(node, script) {
  const member = node?.argument;
  return (
    member?.property &&
    `Cannot delete property '${keyText(member, script)}' of ${holder(member.object, script)}`
  );
}

/** @param {any} node @param {Script} script */
function inWords(node, script) {
  if (!node) return undefined;
  const { left, right } = node;
  const what =
    left.type === "PrivateIdentifier"
      ? `#${left.name}`
      : left.type === "MemberExpression"
        ? `Symbol(${print(left)})`
        : print(left);
  return `Cannot use 'in' operator to search for '${valueOf(left, script)?.text ?? what}' in ${valueOf(right, script)?.text ?? "undefined"}`;
}

/** @param {any} node @param {Script} script */
function instanceWords(node, script) {
  const right = node?.right;
  const value = right && valueOf(right, script);
  const isObject = value
    ? value.type === "object"
    : right?.type === "CallExpression" || right?.type === "Identifier";
  return `Right-hand side of 'instanceof' is not ${isObject ? "callable" : "an object"}`;
}
