// What the SDK's objects have in common: how they become JSON, what describes them, and how they point at what holds them.
import { native } from "../native.js";
import { load } from "../require.js";
import { Description } from "./description.js";
import { hide, isKind, publish } from "./kind.js";
import { placeholders, replaceIn, replaceText } from "./substitute.js";

/** Whether `object` has a property of that name itself. */
export const owns = (object, name) =>
  object !== undefined && object !== null && Object.hasOwn(object, name);

/** Whether `value` has members: an object, or a function. */
export const isObject = (value) =>
  (typeof value === "object" && value !== null) || typeof value === "function";

/** Whether `value` is a number, or text that begins with one and can be read as one. */
export const isNumeric = (value) =>
  !Number.isNaN(parseFloat(value)) && Number.isFinite(Number(value));

/** Sets what is defined. */
export function assignDefined(target, values) {
  for (const name of Object.keys(values))
    if (values[name] !== undefined) target[name] = values[name];
}

/** Returns `object` as plain data: lists under their singular names (`headers` → `header`), undefined left out. */
export function plain(object) {
  const result = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const name = value?._postman_propertyIsList && key.endsWith("s") ? key.slice(0, -1) : key;
    result[name] = copy(value);
  }
  return result;
}

function copy(value) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return value;
  if (typeof value.toJSON === "function") return value.toJSON();
  if (Array.isArray(value)) return value.map(copyWithin);
  if (Object.getPrototypeOf(value) !== Object.prototype) return copyRare(value);
  const result = {};
  for (const key of Object.keys(value)) result[key] = copyWithin(value[key]);
  return result;
}

const copyWithin = (value) =>
  typeof value === "function" && typeof value.toJSON !== "function" ? value : copy(value);

function copyRare(value) {
  return load("lodash").cloneDeepWith(value, (inner) =>
    typeof inner?.toJSON === "function" ? inner.toJSON() : undefined,
  );
}

/** What a definition says under names that begin with `_`, without it. */
function metaOf(source) {
  let meta;
  for (const key in source) {
    if (key.charCodeAt(0) === 95 && key !== "_")
      (meta ??= {})[key.replace(/^_+/, "")] = source[key];
  }
  return meta;
}

export class PropertyBase {
  constructor(definition) {
    if (!definition || typeof definition === "string") return;
    const meta = metaOf(definition.info || definition);
    if (meta) this._ = meta;
  }

  forEachParent(options, iterator) {
    const [settings, call] = typeof options === "function" ? [{}, options] : [options, iterator];
    if (typeof call !== "function" || !isObject(settings)) return;
    const above = (it) => (it && typeof it.parent === "function" ? it.parent() : undefined);
    let parent = this.parent();
    let grandparent = above(parent);
    while (parent && (grandparent || settings.withRoot)) {
      call(parent);
      parent = grandparent;
      grandparent = above(grandparent);
    }
  }

  findInParents(property, customizer) {
    return this.findParentContaining(property, customizer)?.[property];
  }

  findParentContaining(property, customizer) {
    const fits = customizer ? customizer.bind(this) : (it) => it[property];
    for (let it = this; it; it = it.__parent) if (fits(it)) return it;
    return undefined;
  }

  toJSON() {
    return plain(this);
  }

  meta(...names) {
    const _ = load("lodash");
    return names.length > 0 ? _.pick(this._, names) : _.cloneDeep(this._);
  }

  parent() {
    const parent = this.__parent;
    return (parent?._postman_propertyIsList ? (parent.__parent ?? parent) : parent) || undefined;
  }

  setParent(parent) {
    hide(this, "__parent", parent);
  }

  static toJSON(object) {
    return plain(object);
  }
}

publish(PropertyBase, "PropertyBase", "PropertyBase");

export class Property extends PropertyBase {
  constructor(definition) {
    super(definition);
    const source = definition?.info || definition;
    const id =
      source?.id || this._?.postman_id || (this._postman_propertyRequiresId && native.uuid());
    if (id) this.id = id;
    if (source?.name) this.name = source.name;
    if (owns(definition, "disabled")) this.disabled = Boolean(definition.disabled);
    if (owns(source, "description")) this.description = new Description(source.description);
  }

  describe(content, type) {
    if (!isKind(this.description, "Description")) this.description = new Description();
    this.description.update(content, type);
  }

  toObjectResolved(scope, overrides, options) {
    const reference = this.toJSON();
    if (Array.isArray(reference.variable)) delete reference.variable;
    if (options?.ignoreOwnVariables) return replaceIn(reference, overrides);
    let holder = scope || this;
    while (holder && !holder.variables) holder = holder.__parent;
    if (!holder)
      throw Error(
        "Unable to resolve variables. Require a List type property for variable auto resolution.",
      );
    return holder.variables.substitute(reference, overrides);
  }

  findSubstitutions() {
    return Property.findSubstitutions(this.toJSON());
  }

  static replaceSubstitutions(text, ...variables) {
    if (!text || typeof text !== "string") return text;
    return replaceText(text, Array.isArray(variables[0]) ? variables[0] : variables);
  }

  static replaceSubstitutionsIn(object, variables) {
    return isObject(object) ? replaceIn(object, variables) : object;
  }

  static findSubstitutions(value) {
    return placeholders(value);
  }
}

publish(Property, "Property", "PostmanProperty", PropertyBase);
