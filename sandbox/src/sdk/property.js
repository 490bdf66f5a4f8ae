// What the SDK's objects have in common: how they become JSON, and how they point at what holds them.

/** Sets a property that no loop over the object shows. */
export function hide(target, name, value) {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Returns `object` as plain data: lists under their singular names (`headers` → `header`), undefined left out. */
export function plain(object) {
  const result = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const name = value?._postman_propertyIsList && key.endsWith("s") ? key.slice(0, -1) : key;
    result[name] = typeof value?.toJSON === "function" ? value.toJSON() : copy(value);
  }
  return result;
}

function copy(value) {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}

export class Property {
  constructor(definition) {
    if (definition === null || typeof definition !== "object") return;
    if (definition.id) this.id = definition.id;
    if (definition.name) this.name = definition.name;
    if (Object.hasOwn(definition, "disabled")) this.disabled = Boolean(definition.disabled);
    if (definition.description) this.description = describe(definition.description);
  }

  describe(content, type) {
    this.description = describe({ content, type });
  }

  parent() {
    const parent = this.__parent;
    return (parent?._postman_propertyIsList ? (parent.__parent ?? parent) : parent) || undefined;
  }

  setParent(parent) {
    hide(this, "__parent", parent);
  }

  meta() {
    return {};
  }

  toJSON() {
    return plain(this);
  }
}

function describe(description) {
  const { content = "", type = "text/plain" } = typeof description === "string" ? { content: description } : description;
  const result = { content, type };
  hide(result, "toString", () => String(content));
  return result;
}
