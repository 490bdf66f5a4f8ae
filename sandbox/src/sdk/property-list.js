// An ordered list of SDK objects with an index by key: headers, query parameters, variables, cookies.
import { lowerCase } from "../captured.js";
import { load } from "../require.js";
import { hide, isKind, isOf, publish } from "./kind.js";
import { PropertyBase, isObject, owns, plain } from "./property.js";

/** @import { MemberClass } from "../../types/sdk.d.ts" */

/**
 * What `add` and `upsert` take for nothing.
 * @param {unknown} item
 */
const isNothing = (item) => item === null || item === undefined || Number.isNaN(item);

/**
 * What a list takes over from the class of its members, where that says so itself.
 * @type {Record<string, string>}
 */
const TRAITS = {
  _postman_listIndexKey: "_postman_propertyIndexKey",
  _postman_listIndexCaseInsensitive: "_postman_propertyIndexCaseInsensitive",
  _postman_listAllowsMultipleValues: "_postman_propertyAllowsMultipleValues",
};

/**
 * Asks lodash where the rule is no function: it knows objects to match, names, and pairs.
 * @param {"filter" | "find" | "map"} how
 * @param {any[]} members
 * @param {any} rule
 */
function choose(how, members, rule) {
  return typeof rule === "function" && how !== "map"
    ? members[how](rule)
    : load("lodash")[how](members, rule);
}

/** @param {any} rule @param {unknown} context */
const bound = (rule, context) =>
  typeof rule === "function" && isObject(context) ? rule.bind(context) : rule;

/** @template {PropertyBase & {disabled?: boolean}} [T=any] */
export class PropertyList extends PropertyBase {
  /** @param {MemberClass<T>} Type @param {unknown} [parent] @param {unknown} [items] */
  constructor(Type, parent, items) {
    super();
    this.setParent(parent);
    /** @type {T[]} */
    this.members = [];
    /** @type {Record<string, any>} */
    this.reference = {};
    this.Type = Type;
    for (const trait of Object.keys(TRAITS)) {
      const own = owns(Type, TRAITS[trait]) && Type[TRAITS[trait]];
      if (own) this[trait] = own;
    }
    if (items) this.populate(items);
  }

  /**
   * The name that the index has a member under; empty where it has none.
   * @param {any} item
   * @returns {string}
   */
  #indexOf(item) {
    const key = item[this._postman_listIndexKey];
    return key ? this.#fold(String(key)) : "";
  }

  /** @param {string} key */
  #fold(key) {
    return this._postman_listIndexCaseInsensitive ? lowerCase(key) : key;
  }

  /** @param {T} item */
  #enlist(item) {
    const index = this.#indexOf(item);
    if (!index) return;
    if (!this._postman_listAllowsMultipleValues || !Object.hasOwn(this.reference, index)) {
      this.reference[index] = item;
    } else {
      if (!Array.isArray(this.reference[index])) this.reference[index] = [this.reference[index]];
      this.reference[index].push(item);
    }
  }

  /** @param {T} item */
  #delist(item) {
    const index = this.#indexOf(item);
    if (!index) return;
    const held = this.reference[index];
    if (!this._postman_listAllowsMultipleValues || !Array.isArray(held)) {
      delete this.reference[index];
      return;
    }
    for (let place = held.indexOf(item); place >= 0; place = held.indexOf(item))
      held.splice(place, 1);
    if (held.length === 0) delete this.reference[index];
    if (held.length === 1) this.reference[index] = held[0];
  }

  /** @param {any} item @param {any} [before] */
  insert(item, before) {
    if (!isObject(item)) return;
    const holder = item.__parent;
    const duplicate = holder === this ? this.indexOf(item) : -1;
    if (holder !== this && isKind(holder, "PropertyList")) holder.remove(item);
    hide(item, "__parent", this);
    if (duplicate >= 0) this.members.splice(duplicate, 1);
    const place = before ? this.indexOf(before) : before;
    if (place > -1) this.members.splice(place, 0, item);
    else this.members.push(item);
    this.#enlist(item);
  }

  /** @param {T} item @param {T | string} after */
  insertAfter(item, after) {
    return this.insert(item, this.idx(this.indexOf(after) + 1));
  }

  /** @param {T} item */
  append(item) {
    return this.insert(item);
  }

  /** @param {T} item */
  prepend(item) {
    return this.insert(item, this.idx(0));
  }

  /** @param {any} item @param {unknown[]} rest */
  add(item, ...rest) {
    if (isNothing(item)) return;
    const { Type } = this;
    if (isOf(item, Type)) this.insert(item);
    else
      this.insert(
        owns(Type, "create") ? /** @type {any} */ (Type).create(item, ...rest) : new Type(item),
      );
  }

  /** @param {any} item */
  upsert(item) {
    if (isNothing(item)) return null;
    const existing = this.one(item[this._postman_listIndexKey]);
    if (!existing) {
      this.add(item);
      return true;
    }
    if (typeof existing.update !== "function") {
      throw new Error(
        "collection: unable to upsert into a list of Type that does not support .update()",
      );
    }
    existing.update(item);
    return false;
  }

  /** @param {any} predicate @returns {any} */
  #matcher(predicate) {
    if (typeof predicate === "string") {
      const wanted = this.#fold(predicate);
      /** @param {any} item */
      return (item) => {
        const key = item[this._postman_listIndexKey];
        return this.#fold(key) === wanted;
      };
    }
    return predicate instanceof this.Type
      ? (/** @type {T} */ item) => item === predicate
      : predicate;
  }

  /** @param {any} predicate @param {unknown} [context] */
  remove(predicate, context) {
    const matches = this.#matcher(predicate);
    if (typeof matches !== "function") return;
    const gone = new Set();
    this.members.forEach((item, index) => {
      if (!matches.call(context || this, item, index, this.members)) return;
      this.#delist(item);
      delete item.__parent;
      gone.add(index);
    });
    if (gone.size === 0) return;
    const kept = this.members.filter((_, index) => !gone.has(index));
    this.members.splice(0, this.members.length, ...kept);
  }

  clear() {
    for (const item of this.members) if (item.__parent) delete item.__parent;
    this.members.length = 0;
    for (const key of Object.keys(this.reference)) delete this.reference[key];
  }

  /** @param {any} items */
  populate(items) {
    const list =
      typeof items === "string" && typeof this.Type.parse === "function"
        ? this.Type.parse(items)
        : items;
    if (Array.isArray(list)) {
      for (let index = 0; index < list.length; index += 1) this.add(list[index], index, list);
    } else if (owns(this.Type, "create") && isRecord(list)) {
      for (const key of Object.keys(list)) this.add(list[key], key, list);
    } else {
      this.add(list, 0, [list]);
    }
  }

  /** @param {unknown} items */
  repopulate(items) {
    this.clear();
    this.populate(items);
  }

  /** @param {any} source @param {boolean} [prune] */
  assimilate(source, prune) {
    const members = isKind(source, "PropertyList") ? source.members : source;
    if (!Array.isArray(members)) return;
    const key = this._postman_listIndexKey;
    /** @type {Record<string, true>} */
    const kept = {};
    for (const item of members) {
      if (!owns(item, key)) continue;
      this.upsert(item);
      kept[item[key]] = true;
    }
    if (!prune) return;
    // Names of headers are compared as they were written, so those with capitals go, as in Postman.
    for (const name of Object.keys(this.reference))
      if (!Object.hasOwn(kept, name)) this.remove(name);
  }

  /** @returns {T[]} */
  all() {
    return [...this.members];
  }

  /** @param {any} id @returns {any} */
  one(id) {
    const held =
      this.reference[this._postman_listIndexCaseInsensitive ? lowerCase(String(id)) : id];
    return this._postman_listAllowsMultipleValues && Array.isArray(held)
      ? held[held.length - 1]
      : held;
  }

  /** @param {unknown} key */
  get(key) {
    const member = this.one(key);
    return member ? member.valueOf() : undefined;
  }

  /** @param {(item: T, index: number, list: T[]) => unknown} iterator @param {unknown} [context] */
  each(iterator, context) {
    if (typeof iterator !== "function") return;
    const call = iterator.bind(context || this.__parent);
    for (let index = 0; index < this.members.length; index += 1) {
      if (call(this.members[index], index, this.members) === false) return;
    }
  }

  /** @param {any} rule @param {unknown} [context] @returns {T[]} */
  filter(rule, context) {
    return choose("filter", this.members, bound(rule, context));
  }

  /** @param {any} rule @param {unknown} [context] @returns {T | undefined} */
  find(rule, context) {
    return choose("find", this.members, bound(rule, context));
  }

  /** @param {any} iterator @param {unknown} [context] @returns {any[]} */
  map(iterator, context) {
    if (typeof iterator !== "function") return choose("map", this.members, iterator);
    return this.members.map(iterator.bind(context || this));
  }

  /** @param {any} iterator @param {any} accumulator @param {unknown} [context] @returns {any} */
  reduce(iterator, accumulator, context) {
    if (typeof iterator !== "function")
      return load("lodash").reduce(this.members, iterator, accumulator);
    return this.members.reduce(iterator.bind(context || this), accumulator);
  }

  count() {
    return this.members.length;
  }

  /** @param {number} index */
  idx(index) {
    return this.members[index];
  }

  /** @param {any} item */
  indexOf(item) {
    return this.members.indexOf(typeof item === "string" ? this.one(item) : item);
  }

  /** @param {any} item @param {unknown[]} rest */
  has(item, ...rest) {
    const match =
      typeof item === "string"
        ? this.reference[this.#fold(item)]
        : this.members.filter((member) => member === item);
    if (!match) return false;
    if (rest.length === 0) return Boolean(Array.isArray(match) ? match.length : match);
    if (this._postman_listAllowsMultipleValues && Array.isArray(match))
      return match.some((member) => member.valueOf() === rest[0]);
    return match.valueOf() === rest[0];
  }

  /**
   * @param {(this: any, parent: any, previous: any) => void} iterator
   * @param {unknown} [context]
   */
  eachParent(iterator, context) {
    if (typeof iterator !== "function") return;
    for (
      let parent = this.__parent, previous;
      parent;
      previous = parent, parent = parent.__parent
    ) {
      iterator.call(context || this, parent, previous);
    }
  }

  /**
   * @param {unknown} [excludeDisabled]
   * @param {unknown} [caseSensitive]
   * @param {unknown} [multiValue]
   * @param {unknown} [sanitizeKeys]
   */
  toObject(excludeDisabled, caseSensitive, multiValue, sanitizeKeys) {
    const key = this._postman_listIndexKey;
    const lower = this._postman_listIndexCaseInsensitive && !caseSensitive;
    const several = this._postman_listAllowsMultipleValues || multiValue;
    const sane = this._postman_sanitizeKeys || sanitizeKeys;
    /** @type {Record<string, any>} */
    const result = {};
    for (const member of this.members) {
      if (!owns(member, key) || (excludeDisabled && member.disabled) || (sane && !member[key]))
        continue;
      const name = lower ? lowerCase(String(member[key])) : member[key];
      const value = member.valueOf();
      if (!several || !Object.hasOwn(result, name)) result[name] = value;
      else if (Array.isArray(result[name])) result[name].push(value);
      else result[name] = [result[name], value];
    }
    return result;
  }

  /** @returns {string} */
  toString() {
    if (this.Type.unparse) return this.Type.unparse(this.members);
    // Postman's calls itself here until the stack is full.
    throw new RangeError("Maximum call stack size exceeded");
  }

  toJSON() {
    return this.members.map((member) => {
      const converts = typeof member?.toJSON === "function" && Object.keys(member).length > 0;
      return converts ? member.toJSON() : plain(member);
    });
  }

  /** @param {unknown} value @returns {value is PropertyList} */
  static isPropertyList(value) {
    return isKind(value, "PropertyList");
  }
}

/** @param {unknown} value */
function isRecord(value) {
  if (value === null || typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

publish(PropertyList, "PropertyList", "PostmanPropertyList", PropertyBase, {
  _postman_propertyIsList: true,
  _postman_listIndexKey: "id",
  _postman_listIndexCaseInsensitive: false,
  _postman_listAllowsMultipleValues: false,
});
