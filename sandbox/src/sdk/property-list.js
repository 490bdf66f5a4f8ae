// An ordered list of SDK objects with an index by key: headers, query parameters, variables, cookies.
import { hide } from "./property.js";

/** Turns what `find` and `filter` take (a function, or an object to match) into a predicate. */
function predicateOf(rule, context) {
  if (typeof rule === "function") return context === undefined ? rule : rule.bind(context);
  if (rule !== null && typeof rule === "object") {
    return (item) => Object.keys(rule).every((key) => item?.[key] === rule[key]);
  }
  if (typeof rule === "string") return (item) => Boolean(item?.[rule]);
  return Boolean;
}

export class PropertyList {
  constructor(Type, parent, items) {
    hide(this, "__parent", parent);
    hide(this, "Type", Type);
    this.members = [];
    this.reference = {};
    if (items !== undefined && items !== null && items !== "") this.populate(items);
  }

  get _postman_propertyIsList() {
    return true;
  }

  // How the list is indexed is a matter of what it holds.
  get _postman_listIndexKey() {
    return this.Type._postman_propertyIndexKey ?? "id";
  }

  get _postman_listIndexCaseInsensitive() {
    return this.Type._postman_propertyIndexCaseInsensitive ?? false;
  }

  get _postman_listAllowsMultipleValues() {
    return this.Type._postman_propertyAllowsMultipleValues ?? false;
  }

  #index(key) {
    return this._postman_listIndexCaseInsensitive ? String(key).toLowerCase() : String(key);
  }

  #enlist(item) {
    const key = item[this._postman_listIndexKey];
    if (!key) return;
    const index = this.#index(key);
    if (this._postman_listAllowsMultipleValues && Object.hasOwn(this.reference, index)) {
      this.reference[index] = [].concat(this.reference[index], item);
    } else {
      this.reference[index] = item;
    }
  }

  #delist(item) {
    const key = item[this._postman_listIndexKey];
    if (!key) return;
    const index = this.#index(key);
    const held = this.reference[index];
    if (this._postman_listAllowsMultipleValues && Array.isArray(held)) {
      const rest = held.filter((other) => other !== item);
      if (rest.length === 0) delete this.reference[index];
      else this.reference[index] = rest.length === 1 ? rest[0] : rest;
    } else {
      delete this.reference[index];
    }
  }

  insert(item, before) {
    if (item === null || typeof item !== "object") return;
    if (item.__parent instanceof PropertyList && item.__parent !== this) item.__parent.remove(item);
    hide(item, "__parent", this);
    const duplicate = this.members.indexOf(item);
    if (duplicate >= 0) this.members.splice(duplicate, 1);
    const place = before ? this.indexOf(before) : -1;
    if (place >= 0) this.members.splice(place, 0, item);
    else this.members.push(item);
    this.#enlist(item);
  }

  insertAfter(item, after) {
    return this.insert(item, this.idx(this.indexOf(after) + 1));
  }

  append(item) {
    return this.insert(item);
  }

  prepend(item) {
    return this.insert(item, this.idx(0));
  }

  add(item, ...rest) {
    if (item === null || item === undefined || Number.isNaN(item)) return;
    this.insert(item.constructor === this.Type ? item : new this.Type(item, ...rest));
  }

  upsert(item) {
    if (item === null || item === undefined || Number.isNaN(item)) return null;
    const existing = this.one(item[this._postman_listIndexKey]);
    if (!existing) {
      this.add(item);
      return true;
    }
    if (typeof existing.update !== "function") {
      throw new Error("collection: unable to upsert into a list of Type that does not support .update()");
    }
    existing.update(item);
    return false;
  }

  remove(predicate, context) {
    let matches = predicate;
    if (typeof predicate === "string") {
      const wanted = this.#index(predicate);
      matches = (item) => this.#index(item[this._postman_listIndexKey] ?? "") === wanted;
    } else if (predicate instanceof this.Type) {
      matches = (item) => item === predicate;
    }
    if (typeof matches !== "function") return;
    const gone = this.members.filter((item, index) => matches.call(context ?? this, item, index, this.members));
    for (const item of gone) {
      this.members.splice(this.members.indexOf(item), 1);
      this.#delist(item);
      delete item.__parent;
    }
  }

  clear() {
    for (const item of this.members) delete item.__parent;
    this.members.length = 0;
    for (const key of Object.keys(this.reference)) delete this.reference[key];
  }

  populate(items) {
    let list = items;
    if (typeof list === "string" && typeof this.Type.parse === "function") list = this.Type.parse(list);
    if (list instanceof PropertyList) list = list.members;
    if (Array.isArray(list)) {
      for (const item of list) this.add(item);
    } else if (this.Type._postman_populatesFromObject && Object.getPrototypeOf(Object(list)) === Object.prototype) {
      for (const key of Object.keys(list)) this.add(list[key], key);
    } else {
      this.add(list);
    }
  }

  repopulate(items) {
    this.clear();
    this.populate(items);
  }

  assimilate(source, prune) {
    const members = source instanceof PropertyList ? source.members : source;
    if (!Array.isArray(members)) return;
    const key = this._postman_listIndexKey;
    const kept = new Set();
    for (const item of members) {
      if (!item || !(key in item)) continue;
      this.upsert(item);
      kept.add(item[key]);
    }
    if (!prune) return;
    for (const name of Object.keys(this.reference)) if (!kept.has(name)) this.remove(name);
  }

  all() {
    return [...this.members];
  }

  one(id) {
    const index = this.#index(id);
    const held = Object.hasOwn(this.reference, index) ? this.reference[index] : undefined;
    return this._postman_listAllowsMultipleValues && Array.isArray(held) ? held.at(-1) : held;
  }

  get(key) {
    return this.one(key)?.valueOf();
  }

  each(iterator, context) {
    const call = iterator.bind(context ?? this.__parent);
    for (let index = 0; index < this.members.length; index += 1) {
      if (call(this.members[index], index, this.members) === false) return;
    }
  }

  filter(rule, context) {
    return this.members.filter(predicateOf(rule, context));
  }

  find(rule, context) {
    return this.members.find(predicateOf(rule, context));
  }

  map(iterator, context) {
    return this.members.map(typeof iterator === "function" ? iterator.bind(context ?? this) : (item) => item?.[iterator]);
  }

  reduce(iterator, ...rest) {
    const [accumulator, context] = rest;
    const call = iterator.bind(context ?? this);
    return rest.length > 0 ? this.members.reduce(call, accumulator) : this.members.reduce(call);
  }

  count() {
    return this.members.length;
  }

  idx(index) {
    return this.members[index];
  }

  indexOf(item) {
    return this.members.indexOf(typeof item === "string" ? this.one(item) : item);
  }

  has(item, ...rest) {
    const index = typeof item === "string" ? this.#index(item) : undefined;
    const match =
      index === undefined
        ? this.members.filter((member) => member === item)
        : Object.hasOwn(this.reference, index)
          ? this.reference[index]
          : undefined;
    if (!match) return false;
    if (rest.length === 0) return Boolean(Array.isArray(match) ? match.length : match);
    return [].concat(match).some((member) => member.valueOf() === rest[0]);
  }

  eachParent(iterator, context) {
    if (typeof iterator !== "function") return;
    for (let parent = this.__parent, previous; parent; previous = parent, parent = parent.__parent) {
      iterator.call(context ?? this, parent, previous);
    }
  }

  toObject(excludeDisabled, caseSensitive, multiValue, sanitizeKeys) {
    const key = this._postman_listIndexKey;
    const lower = this._postman_listIndexCaseInsensitive && !caseSensitive;
    const several = this._postman_listAllowsMultipleValues || multiValue;
    const result = {};
    for (const member of this.members) {
      if (!member || !(key in member) || (excludeDisabled && member.disabled) || (sanitizeKeys && !member[key])) continue;
      const name = lower ? String(member[key]).toLowerCase() : member[key];
      const value = member.valueOf();
      result[name] = several && Object.hasOwn(result, name) ? [].concat(result[name], [value]) : value;
    }
    return result;
  }

  toString() {
    return this.Type.unparse ? this.Type.unparse(this.members) : "[object Object]";
  }

  toJSON() {
    return this.members.map((member) => (typeof member?.toJSON === "function" ? member.toJSON() : member));
  }

  static isPropertyList(value) {
    return value instanceof PropertyList;
  }
}
