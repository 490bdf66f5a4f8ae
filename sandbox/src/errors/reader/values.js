// What an expression's value is known to be from the script, and from the run where that may be asked, as V8 writes it in messages:
// {type, text}.
import { heldBy } from "./held.js";

/** @import { AnyNode, Identifier } from "acorn" */
/** @typedef {(node: AnyNode, script: Script) => Known | undefined} Kind */
/** @import { Held } from "./held.js" */
/** @import { Script } from "./index.js" */
/**
 * A value: its type, how V8 writes it in messages, and itself where it is a primitive one.
 * @typedef {{type: string, text: string, value?: any, isArray?: boolean}} Known
 */

/**
 * Reads something of the run; undefined where there is none.
 * @typedef {(held: Held) => unknown} Read
 */

const OBJECT = { type: "object", text: "#<Object>" };

/**
 * Tells the value of `node`; undefined where it is only known at run time. `script` has its source, and its variables' first values.
 * @param {AnyNode | null | undefined} node
 * @param {Script} script
 * @returns {Known | undefined}
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the value of an expression.
export function valueOf(node, script) {
  return node
    ? /** @type {Record<string, Kind>} */ (KINDS)[node.type]?.(node, script)
    : { type: "undefined", text: "undefined" };
}

/** @param {unknown} value @returns {Known} */
const primitive = (value) => ({
  type: value === null ? "null" : typeof value,
  text: String(value),
  value,
});

/**
 * @type {{[Type in AnyNode["type"]]?: (node: Extract<AnyNode, {type: Type}>, script: Script) => Known | undefined}}
 */
const KINDS = {
  Literal({ value, regex, bigint, raw }) {
    if (regex) return { type: "object", text: /** @type {string} */ (raw) };
    return bigint ? { type: "bigint", text: bigint } : primitive(value);
  },
  Identifier(node, script) {
    if (node.name === "undefined") return primitive(undefined);
    if (node.name === "NaN" || node.name === "Infinity") return primitive(Number(node.name));
    const declared = script.names.get(node.name);
    if (!declared) return heldValue(node, script);
    // What a variable holds is looked up once: it may hold itself.
    return declared.init !== null
      ? valueOf(declared.init, { ...script, names: new Map() })
      : undefined;
  },
  ParenthesizedExpression: ({ expression }, script) => valueOf(expression, script),
  TemplateLiteral({ quasis, expressions }, script) {
    const values = expressions.map((expression) => valueOf(expression, script));
    if (values.some((value) => value === undefined || !("value" in value))) return undefined;
    return primitive(
      quasis.map(({ value }, index) => value.cooked + (values[index]?.text ?? "")).join(""),
    );
  },
  UnaryExpression({ operator, argument }, script) {
    if (operator === "void") return primitive(undefined);
    const value = valueOf(argument, script);
    if (typeof value?.value !== "number") return undefined;
    return operator === "-" ? primitive(-value.value) : undefined;
  },
  BinaryExpression({ operator, left, right }, script) {
    const [first, second] = [valueOf(left, script), valueOf(right, script)];
    if (!first || !second || !("value" in first) || !("value" in second)) return undefined;
    if (operator === "+") return primitive(first.value + second.value);
    return operator === "**" && typeof first.value === "number"
      ? primitive(first.value ** second.value)
      : undefined;
  },
  LogicalExpression({ operator, left, right }, script) {
    const first = valueOf(left, script);
    if (!first || !("value" in first)) return undefined;
    const isFirst = operator === "??" ? (first.value ?? null) !== null : !!first.value;
    return isFirst === (operator === "&&") ? valueOf(right, script) : first;
  },
  MemberExpression: heldValue,
  ObjectExpression: () => OBJECT,
  ArrayExpression: () => ({ type: "object", text: "[object Array]", isArray: true }),
  FunctionExpression: functionValue,
  ArrowFunctionExpression: functionValue,
  ClassExpression: functionValue,
  NewExpression: ({ callee }) =>
    callee.type === "Identifier" ? { type: "object", text: `#<${callee.name}>` } : undefined,
  CallExpression(node, script) {
    const { callee, arguments: args } = node;
    if (callee.type === "Identifier" && callee.name === "Symbol") {
      return {
        type: "symbol",
        text: `Symbol(${args.length > 0 ? (valueOf(args[0], script)?.text ?? "") : ""})`,
      };
    }
    const isSame =
      callee.type === "MemberExpression" &&
      /^(?:freeze|seal|preventExtensions)$/.test(/** @type {Identifier} */ (callee.property).name);
    return isSame ? valueOf(args[0], script) : heldValue(node, script);
  },
};

/** @param {AnyNode} node @param {Script} script */
function functionValue(node, script) {
  return { type: "function", text: script.source.slice(node.start, node.end) };
}

/** @param {AnyNode} node @param {Script} script */
function heldValue(node, script) {
  const held = script.read && heldBy(node);
  return held && primitive(script.read?.(held));
}
