// Knows which position the engine reports for what may fail in a script.
//
// QuickJS marks few positions: where a name is read, the first token within the brackets of a call, the right side of an operator, the
// start of a statement. An error carries the last mark before the instruction that failed. This goes over the script in the order in
// which the engine makes its instructions, and notes for each mark what may fail there.

/** @import { AnyNode, Program, Token } from "acorn" */
/**
 * What may fail at a place, by its kind: a call, a read, …; see `Walker.pattern` for what patterns are filled from.
 * @typedef {{
 *   kind: string, node: any,
 *   value?: AnyNode, from?: string, isInner?: boolean, isFirst?: boolean,
 *   pattern?: AnyNode, loop?: any, spread?: any, delegated?: boolean,
 * }} Note
 */
/** @typedef {Pick<Note, "value" | "from" | "isInner" | "isFirst">} Filled */
/** @typedef {Map<number, Note[]>} Places */
/** @typedef {Map<string, {init: any}>} Names */

/**
 * Returns {places, names}: position → list of {kind, node, …}, in the order in which they run, and variable → {init} for each whose first
 * value is its only one. `tokens` are the script's, in order.
 * @param {Program} program
 * @param {string} source
 * @param {Token[]} tokens
 */
export function placesOf(program, source, tokens) {
  const walker = new Walker(source, columnsOf(tokens, source));
  walker.inside(program.start, () => walker.visit(program));
  return { places: walker.places, names: walker.names };
}

/**
 * The engine's position of each token, by its start: that of the last word or blank before, for it does not look where signs stand.
 * @param {Token[]} tokens
 * @param {string} source
 */
function columnsOf(tokens, source) {
  const columns = new Map();
  let column = 0;
  let end = 0;
  for (const { start, end: next, type } of tokens) {
    if (start > end || (/[$\w]/.test(source[start]) && (type.keyword || type.label === "name")))
      column = start;
    columns.set(start, column);
    end = next;
  }
  return columns;
}

class Walker {
  /** @param {string} source @param {Map<number, number>} columns */
  constructor(source, columns) {
    this.source = source;
    this.columns = columns;
    /** @type {Places} */
    this.places = new Map();
    /** @type {Names} */
    this.names = new Map();
    this.mark = 0;
  }

  /**
   * Walks a function, which has its own marks, beginning with the line where it starts.
   * @param {number | undefined} start
   * @param {() => void} walk
   */
  inside(start, walk) {
    const outer = this.mark;
    this.mark = this.source.lastIndexOf("\n", /** @type {number} */ (start) - 1) + 1;
    walk();
    this.mark = outer;
  }

  /** @param {string} kind @param {any} node @param {Partial<Note>} [more] */
  note(kind, node, more) {
    const list = this.places.get(this.mark) ?? [];
    list.push({ kind, node, ...more });
    this.places.set(this.mark, list);
  }

  /**
   * Sets the mark to that of the token at `offset`.
   * @param {number} offset
   */
  markAt(offset) {
    this.mark = this.columns.get(offset) ?? offset;
  }

  /**
   * Notes the first value of a variable: an expression, or null where several are possible.
   * @param {string} name
   * @param {AnyNode | null | undefined} init
   */
  declare(name, init) {
    this.names.set(name, { init: this.names.has(name) ? null : init });
  }

  /** @param {AnyNode | null | undefined} node */
  visit(node) {
    if (!node) return;
    /** @type {((walker: Walker, node: any) => void) | undefined} */
    const walk = WALKS[node.type];
    if (walk) walk(this, node);
    else this.visitChildren(node);
  }

  /** @param {AnyNode[]} nodes */
  visitAll(nodes) {
    for (const node of nodes) this.visit(node);
  }

  /** @param {AnyNode} node */
  visitChildren(node) {
    for (const child of Object.values(node)) {
      if (Array.isArray(child)) this.visitAll(child.filter(isNode));
      else if (isNode(child)) this.visit(child);
    }
  }

  /**
   * Notes what a pattern takes apart. `filled` tells from what: {value} an expression, {from} V8's name for it, {isInner} a part of a
   * larger pattern.
   * @param {any} node
   * @param {Filled} filled
   */
  pattern(node, filled) {
    if (node.type === "AssignmentPattern") {
      this.pattern(node.left, filled.from ? { from: "(intermediate value)".repeat(3) } : filled);
      this.visit(node.right);
    } else if (node.type === "ArrayPattern") {
      this.note("iterate", filled.value, { pattern: node, ...filled });
      for (const element of node.elements) if (element) this.pattern(element, { isInner: true });
      this.markAt(node.start);
    } else if (node.type === "ObjectPattern") {
      this.note("pattern", node, filled);
      for (const property of node.properties) this.property(property);
    } else if (node.type === "RestElement") {
      this.pattern(node.argument, { isInner: true });
    } else if (node.type === "Identifier") {
      this.declare(node.name, filled.isFirst ? filled.value : null);
    } else {
      this.visit(node);
    }
  }

  /** @param {any} property */
  property(property) {
    if (property.type !== "RestElement" && property.computed) this.visit(property.key);
    this.pattern(property.type === "RestElement" ? property.argument : property.value, {
      isInner: true,
    });
  }

  /**
   * The position of the first token from `offset` on.
   * @param {number} offset
   */
  token(offset) {
    // biome-ignore lint/correctness/noEmptyCharacterClassInRegex: `[^]` is any character.
    const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
    blank.lastIndex = offset;
    blank.exec(this.source);
    return blank.lastIndex;
  }

  /** @param {any[]} list */
  arguments(list) {
    for (const argument of list) {
      if (argument.type === "SpreadElement") argument.isArgument = true;
      this.visit(argument);
    }
  }

  /**
   * The position of the first token within the brackets of a call.
   * @param {any} call
   */
  opening({ callee, arguments: args, optional }) {
    let open = this.token(callee.end);
    if (optional) open = this.token(open + 2);
    return args.length > 0 && args[0].start > open ? args[0].start : this.token(open + 1);
  }
}

/** @param {any} value */
const isNode = (value) =>
  value !== null && typeof value === "object" && typeof value.type === "string";

/** @param {Walker} walker @param {any} node */
function functionWalk(walker, node) {
  if (node.type === "FunctionDeclaration" && node.id) walker.declare(node.id.name, node);
  if (node.computed) walker.visit(node.key);
  const start = node.type === "ArrowFunctionExpression" ? undefined : node.start;
  walker.inside(start, () => {
    if (start === undefined) walker.markAt(node.start);
    for (const parameter of node.params) walker.pattern(parameter, { from: "undefined" });
    walker.visit(node.body);
  });
}

/** @param {Walker} walker @param {any} node */
function callWalk(walker, node) {
  walker.visit(node.callee);
  walker.markAt(walker.opening(node));
  walker.arguments(node.arguments);
  walker.note("call", node);
}

/** @param {Walker} walker @param {any} node */
function loopWalk(walker, node) {
  const { left } = node;
  walker.visit(node.right);
  if (node.type === "ForOfStatement") walker.note("iterate", node.right, { loop: node });
  walker.pattern(left.type === "VariableDeclaration" ? left.declarations[0].id : left, {
    from: ".for",
  });
  walker.visit(node.body);
  if (node.type === "ForOfStatement") walker.markAt(node.start);
}

/** @param {Walker} walker @param {any} node */
function assignmentWalk(walker, node) {
  const { left, right } = node;
  if (left.type === "ObjectPattern" || left.type === "ArrayPattern")
    walker.pattern(left, left.type === "ObjectPattern" ? { value: right } : {});
  else walker.visit(left);
  walker.visit(right);
  if (left.type === "Identifier") walker.declare(left.name, null);
  walker.note("assign", node);
}

/**
 * @type {{[Type in AnyNode["type"]]?: (walker: Walker, node: Extract<AnyNode, {type: Type}>) => void}}
 */
const WALKS = {
  Identifier(walker, node) {
    walker.mark = node.start;
    walker.note("read", node);
  },
  FunctionDeclaration: functionWalk,
  FunctionExpression: functionWalk,
  ArrowFunctionExpression: functionWalk,
  CallExpression: callWalk,
  NewExpression(walker, node) {
    walker.markAt(node.callee.start);
    walker.visit(node.callee);
    walker.arguments(node.arguments);
    walker.note("new", node);
  },
  TaggedTemplateExpression(walker, node) {
    walker.visit(node.tag);
    walker.markAt(node.quasi.start);
    walker.visit(node.quasi);
    walker.note("call", { ...node, callee: node.tag });
  },
  SpreadElement(walker, node) {
    walker.visit(node.argument);
    walker.note("iterate", node.argument, { spread: node });
  },
  YieldExpression(walker, node) {
    walker.visit(node.argument);
    if (node.delegate) walker.note("iterate", node.argument, { delegated: true });
  },
  MemberExpression(walker, node) {
    walker.visit(node.object);
    if (node.computed) walker.visit(node.property);
    walker.note("member", node);
  },
  MethodDefinition: keyed,
  PropertyDefinition: keyed,
  Property: keyed,
  BinaryExpression(walker, node) {
    walker.visit(node.left);
    walker.markAt(node.right.start);
    walker.visit(node.right);
    walker.note("binary", node);
  },
  UnaryExpression(walker, node) {
    walker.visit(node.argument);
    if (node.operator === "delete") walker.note("delete", node);
  },
  UpdateExpression(walker, node) {
    walker.visit(node.argument);
    if (node.argument.type === "Identifier") walker.declare(node.argument.name, null);
    else walker.note("assign", { ...node, left: node.argument });
  },
  ExpressionStatement(walker, node) {
    walker.markAt(node.start);
    walker.visit(node.expression);
  },
  ThrowStatement(walker, node) {
    walker.markAt(node.argument.start);
    walker.visit(node.argument);
  },
  VariableDeclarator(walker, node) {
    walker.pattern(node.id, { value: node.init ?? undefined, isFirst: true });
    walker.visit(node.init);
  },
  CatchClause(walker, node) {
    if (node.param) walker.pattern(node.param, { from: ".catch" });
    walker.visit(node.body);
  },
  AssignmentExpression: assignmentWalk,
  ForOfStatement: loopWalk,
  ForInStatement: loopWalk,
  ClassDeclaration: classWalk,
  ClassExpression: classWalk,
  LabeledStatement: (walker, node) => walker.visit(node.body),
  BreakStatement() {},
  ContinueStatement() {},
};

/** @param {Walker} walker @param {any} node */
function keyed(walker, node) {
  if (node.computed) walker.visit(node.key);
  if (node.type === "PropertyDefinition") walker.inside(node.start, () => walker.visit(node.value));
  else walker.visit(node.value);
}

/** @param {Walker} walker @param {any} node */
function classWalk(walker, node) {
  walker.visit(node.superClass);
  walker.note("class", node);
  walker.visit(node.body);
}
