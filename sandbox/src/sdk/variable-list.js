// A list of variables.
import { isKind, publish } from "./kind.js";
import { isObject, owns } from "./property.js";
import { PropertyList } from "./property-list.js";
import { replaceIn, replaceText } from "./substitute.js";
import { Variable } from "./variable.js";

/**
 * The lists of variables from `list` outwards.
 * @param {VariableList} list
 */
function hierarchy(list) {
  const lists = [list];
  for (let parent = list.__parent; parent; parent = parent.__parent) {
    if (parent.variables && !lists.includes(parent.variables)) lists.push(parent.variables);
  }
  return lists;
}

/** @extends {PropertyList<Variable>} */
export class VariableList extends PropertyList {
  /** @param {unknown} [parent] @param {unknown} [variables] */
  constructor(parent, variables) {
    super(Variable, parent, variables);
  }

  /** @param {unknown} text @param {unknown} [overrides] */
  replace(text, overrides) {
    return text && typeof text === "string" ? replaceText(text, [this, overrides]) : text;
  }

  /** @param {any} object @param {unknown} [overrides] */
  substitute(object, overrides) {
    return isObject(object)
      ? replaceIn(object, [...hierarchy(this), ...(Array.isArray(overrides) ? overrides : [])])
      : object;
  }

  /** @param {any} values @param {boolean} [track] @param {boolean} [prune] */
  syncFromObject(values, track, prune) {
    /** @type {{created: string[], updated: string[], deleted: string[]} | false | undefined} */
    const done = track && { created: [], updated: [], deleted: [] };
    if (!isObject(values)) return done;
    for (const key of Object.keys(values)) {
      const exists = this.has(key);
      if (exists) this.one(key).set(values[key]);
      else this.add({ value: values[key], [this._postman_listIndexKey]: key });
      if (done) done[exists ? "updated" : "created"].push(key);
    }
    if (prune === false) return done;
    for (const key of Object.keys(this.reference)) {
      if (owns(values, key)) continue;
      this.remove(key);
      if (done) done.deleted.push(key);
    }
    return done;
  }

  /** @param {any} [target] */
  syncToObject(target) {
    /** @type {Record<string, unknown>} */
    const result = isObject(target) ? target : {};
    for (const key of Object.keys(result))
      if (!Object.hasOwn(this.reference, key)) delete result[key];
    this.each((variable) => {
      result[variable.key] = variable.valueOf();
    });
    return result;
  }

  /**
   * Returns the variable of that name which counts: the last that is enabled. The index remembers it.
   * @param {string} name
   * @returns {Variable | undefined}
   */
  oneNormalizedVariable(name) {
    const first = this.reference[name];
    if (first && !first.disabled) return first;
    const enabled = this.members.findLast(
      (variable) => variable[this._postman_listIndexKey] === name && !variable.disabled,
    );
    if (enabled) this.reference[name] = enabled;
    return this.reference[name];
  }

  /** @param {unknown} value @returns {value is VariableList} */
  static isVariableList(value) {
    return isKind(value, "VariableList");
  }
}

publish(VariableList, "VariableList", "PostmanVariableList", PropertyList);
