// Writes an expression as V8 does when it says what was not a function: `list.items[0].forEach`, `json(...).map`. What it has no words
// for is an "(intermediate value)".

/**
 * @import {
 *   AnyNode, BinaryExpression, Literal, LogicalExpression, MemberExpression, UnaryExpression,
 * } from "acorn"
 */

const UNNAMED = "(intermediate value)";

/**
 * The text for `node`, an expression of the script.
 * @param {AnyNode} node
 * @returns {string}
 */
export function print(node) {
  return text(node) || UNNAMED;
}

/** @param {AnyNode} node @returns {string} */
function text(node) {
  return (
    /** @type {Record<string, (node: AnyNode) => string>} */ (PRINTERS)[node.type]?.(node) ?? ""
  );
}

/** @type {{[Type in AnyNode["type"]]?: (node: Extract<AnyNode, {type: Type}>) => string}} */
const PRINTERS = {
  Identifier: ({ name }) => name,
  PrivateIdentifier: ({ name }) => `#${name}`,
  ThisExpression: () => "this",
  MetaProperty: ({ meta, property }) => `.${meta.name}.${property.name}`,
  ParenthesizedExpression: ({ expression }) => text(expression),
  Literal: literal,
  TemplateLiteral: ({ quasis, expressions }) =>
    expressions.length === 0 ? `"${quasis[0].value.cooked}"` : expressions.map(text).join(""),
  MemberExpression: member,
  CallExpression: ({ callee }) => `${print(callee)}(...)`,
  TaggedTemplateExpression: ({ tag }) => `${print(tag)}(...)`,
  ConditionalExpression: () => UNNAMED.repeat(3),
  ObjectExpression: ({ properties }) => `{${UNNAMED.repeat(properties.length)}}`,
  ArrayExpression: ({ elements }) =>
    `[${elements.map((element) => (element ? print(element) : "")).join(",")}]`,
  SpreadElement: ({ argument }) => `(...${print(argument)})`,
  UnaryExpression: unary,
  UpdateExpression: ({ operator, prefix, argument }) =>
    prefix ? `(${operator}${print(argument)})` : `(${print(argument)}${operator})`,
  BinaryExpression: binary,
  LogicalExpression: binary,
  SequenceExpression: ({ expressions }) => `(${expressions.map(print).join(" , ")})`,
  AssignmentExpression: ({ left }) => text(left),
};

/** @param {Literal} node @returns {string} */
function literal({ value, regex, bigint, raw }) {
  if (regex) return /** @type {string} */ (raw);
  if (bigint) return "";
  return typeof value === "string" ? `"${value}"` : String(value);
}

/** @param {MemberExpression} node @returns {string} */
function member({ object, property, computed, optional }) {
  const name = computed ? keyName(property) : text(property);
  const before = print(object);
  if (name !== undefined) return `${before}${optional ? "?." : "."}${name}`;
  return `${before}${optional ? "?." : ""}[${print(property)}]`;
}

/**
 * The name that a computed key is known to have; undefined for what is computed at run time.
 * @param {AnyNode} key
 * @returns {string | null | undefined}
 */
export function keyName(key) {
  if (key.type === "Literal" && typeof key.value === "string") return key.value;
  if (key.type === "TemplateLiteral" && key.expressions.length === 0)
    return key.quasis[0].value.cooked;
  return undefined;
}

/** @param {UnaryExpression} node */
function unary({ operator, argument }) {
  if (operator === "-" && argument.type === "Literal" && typeof argument.value === "number")
    return `-${argument.value}`;
  return `(${operator}${/[a-z]/.test(operator) ? " " : ""}${print(argument)})`;
}

/**
 * V8 keeps `a + b + c` as one operation of three.
 * @param {BinaryExpression | LogicalExpression} node
 */
function binary({ operator, left, right }) {
  const operands = [print(right)];
  let first = left;
  while (first.type === "BinaryExpression" && first.operator === operator) {
    operands.unshift(print(first.right));
    first = first.left;
  }
  return `(${[print(first), ...operands].join(` ${operator} `)})`;
}
