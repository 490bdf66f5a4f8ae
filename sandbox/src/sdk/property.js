// What the SDK's objects have in common: how they become JSON, what describes them, and how they point at what holds them.
import { native } from "../native.js";
import { load } from "../require.js";
import { Description } from "./description.js";
import { hide, isKind, publish } from "./kind.js";
import { placeholders, replaceIn, replaceText } from "./substitute.js";

/**
 * Whether `object` has a property of that name itself.
 * @param {any} object
 * @param {PropertyKey} name
 * @returns {boolean}
 */
export const owns = (object, name) =>
  object !== undefined && object !== null && Object.hasOwn(object, name);

/**
 * Whether `value` has members: an object, or a function.
 * @param {unknown} value
 * @returns {boolean}
 */
export const isObject = (value) =>
  (typeof value === "object" && value !== null) || typeof value === "function";

/**
 * Whether `value` is a number, or text that begins with one and can be read as one.
 * @param {any} value
 */
export const isNumeric = (value) =>
  !Number.isNaN(parseFloat(value)) && Number.isFinite(Number(value));

/**
 * Sets what is defined.
 * @param {Record<string, any>} target
 * @param {Record<string, unknown>} values
 */
export function assignDefined(target, values) {
  for (const name of Object.keys(values))
    if (values[name] !== undefined) target[name] = values[name];
}

/**
 * Returns `object` as plain data: lists under their singular names (`headers` → `header`), undefined left out.
 * @param {Record<string, any>} object
 * @returns {any}
 */
export function plain(object) {
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const name = value?._postman_propertyIsList && key.endsWith("s") ? key.slice(0, -1) : key;
    result[name] = copy(value);
  }
  return result;
}

/** @param {any} value @returns {unknown} */
function copy(value) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return value;
  if (typeof value.toJSON === "function") return value.toJSON();
  if (Array.isArray(value)) return value.map(copyWithin);
  if (Object.getPrototypeOf(value) !== Object.prototype) return copyRare(value);
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const key of Object.keys(value)) result[key] = copyWithin(value[key]);
  return result;
}

/** @param {any} value */
const copyWithin = (value) =>
  typeof value === "function" && typeof value.toJSON !== "function" ? value : copy(value);

/** @param {object} value */
function copyRare(value) {
  return load("lodash").cloneDeepWith(value, (inner) =>
    typeof inner?.toJSON === "function" ? inner.toJSON() : undefined,
  );
}

/**
 * What a definition says under names that begin with `_`, without it.
 * @param {any} source
 */
function metaOf(source) {
  /** @type {Record<string, any> | undefined} */
  let meta;
  for (const key in source) {
    if (key.charCodeAt(0) === 95 && key !== "_")
      // biome-ignore lint/suspicious/noAssignInExpressions: most have none.
      (meta ??= {})[key.replace(/^_+/, "")] = source[key];
  }
  return meta;
}

export class PropertyBase {
  /** @param {any} [definition] */
  constructor(definition) {
    if (!definition || typeof definition === "string") return;
    const meta = metaOf(definition.info || definition);
    if (meta) this._ = meta;
  }

  /** @param {any} options @param {(parent: PropertyBase) => void} [iterator] */
  forEachParent(options, iterator) {
    const [settings, call] = typeof options === "function" ? [{}, options] : [options, iterator];
    if (typeof call !== "function" || !isObject(settings)) return;
    /** @param {any} it */
    const above = (it) => (it && typeof it.parent === "function" ? it.parent() : undefined);
    let parent = this.parent();
    let grandparent = above(parent);
    while (parent && (grandparent || settings.withRoot)) {
      call(parent);
      parent = grandparent;
      grandparent = above(grandparent);
    }
  }

  /** @param {string} property @param {(it: any) => boolean} [customizer] */
  findInParents(property, customizer) {
    return this.findParentContaining(property, customizer)?.[property];
  }

  /** @param {string} property @param {(it: any) => boolean} [customizer] @returns {any} */
  findParentContaining(property, customizer) {
    const fits = customizer ? customizer.bind(this) : (/** @type {any} */ it) => it[property];
    for (/** @type {any} */ let it = this; it; it = it.__parent) if (fits(it)) return it;
    return undefined;
  }

  /** @returns {any} */
  toJSON() {
    return plain(this);
  }

  /** @param {string[]} names */
  meta(...names) {
    const _ = load("lodash");
    return names.length > 0 ? _.pick(this._, names) : _.cloneDeep(this._);
  }

  /** @returns {any} */
  parent() {
    const parent = this.__parent;
    return (parent?._postman_propertyIsList ? (parent.__parent ?? parent) : parent) || undefined;
  }

  /** @param {unknown} parent */
  setParent(parent) {
    hide(this, "__parent", parent);
  }

  /** @param {object} object */
  static toJSON(object) {
    return plain(object);
  }
}

publish(PropertyBase, "PropertyBase", "PropertyBase");

export class Property extends PropertyBase {
  /** @param {any} [definition] */
  constructor(definition) {
    super(definition);
    const source = definition?.info || definition;
    const id =
      source?.id ||
      /** @type {any} */ (this._)?.postman_id ||
      (this._postman_propertyRequiresId && native.uuid());
    if (id) this.id = id;
    if (source?.name) this.name = source.name;
    if (owns(definition, "disabled")) this.disabled = Boolean(definition.disabled);
    if (owns(source, "description")) this.description = new Description(source.description);
  }

  /** @param {unknown} content @param {string} [type] */
  describe(content, type) {
    if (!isKind(this.description, "Description")) this.description = new Description();
    /** @type {Description} */ (this.description).update(content, type);
  }

  /**
   * @param {any} scope
   * @param {any[]} overrides
   * @param {{ignoreOwnVariables?: boolean}} [options]
   */
  toObjectResolved(scope, overrides, options) {
    const reference = this.toJSON();
    if (Array.isArray(reference.variable)) delete reference.variable;
    if (options?.ignoreOwnVariables) return replaceIn(reference, overrides);
    /** @type {any} */
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

  /** @param {unknown} text @param {any[]} variables */
  static replaceSubstitutions(text, ...variables) {
    if (!text || typeof text !== "string") return text;
    return replaceText(text, Array.isArray(variables[0]) ? variables[0] : variables);
  }

  /** @param {any} object @param {any} variables */
  static replaceSubstitutionsIn(object, variables) {
    return isObject(object) ? replaceIn(object, variables) : object;
  }

  /** @param {unknown} value */
  static findSubstitutions(value) {
    return placeholders(value);
  }
}

publish(Property, "Property", "PostmanProperty", PropertyBase);
