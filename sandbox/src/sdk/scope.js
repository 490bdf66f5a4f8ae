// The scopes of variables. Those of a run live with the engine, which hands them on to the next script: as long as a script only gets and
// sets plain values, nothing else is made. One that looks at the list of variables, or keeps in it what the engine cannot hold, gets the list.
import { lazy } from "../lazy.js";
import { native } from "../native.js";
import { isKind, publish } from "./kind.js";
import { MutationTracker } from "./mutation-tracker.js";
import { Property, isObject, plain } from "./property.js";
import { COLLECTION, DATA, ENVIRONMENT, GLOBALS, LOCAL } from "./scope-kinds.js";
import { replaceMembers, replaceText } from "./substitute.js";
import { cast } from "./variable.js";
import { VariableList } from "./variable-list.js";

/** @import { ScopeKind } from "../../types/engine.d.ts" */
/** @import { Variable } from "./variable.js" */
/** @import { Parts } from "../pm.js" */

/** Names a scope of the run: its number, what is noted for all scopes of the script, and the scopes behind it. */
export class Held {
  /** @param {ScopeKind} kind @param {Parts} script @param {() => VariableScope[]} [layers] */
  constructor(kind, script, layers) {
    Object.assign(this, { kind, script, layers });
  }
}

/**
 * What the engine gives back as it got it.
 * @param {unknown} value
 */
function isPlain(value) {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || ["string", "boolean", "undefined"].includes(typeof value);
}

/**
 * What the engine keeps of a function: JSON has none; Postman makes an object without members of one among the local variables.
 * @param {boolean} isLocal
 */
const ofFunction = (isLocal) => (isLocal ? {} : null);

/**
 * The variables of a scope of the engine; the value of one that is kept somewhere else is a function that has it fetched.
 * @param {ScopeKind} kind
 * @returns {any[]}
 */
function definitionsOf(kind) {
  const list = JSON.parse(native.scopeValues(kind));
  for (const definition of list) {
    if (!definition.kept) continue;
    delete definition.kept;
    const fetch = () => native.scopeGet(kind, definition.key);
    definition.value = Object.assign(fetch, { toJSON: fetch });
  }
  return list;
}

/**
 * The values of scopes of the engine by name; of a name that several have, the last counts.
 * @param {ScopeKind[]} kinds
 * @param {unknown} [excludeDisabled]
 */
function objectOf(kinds, excludeDisabled) {
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const kind of kinds) {
    for (const { key, value, type, disabled } of definitionsOf(kind)) {
      if (excludeDisabled && disabled) continue;
      if (typeof value === "function") lazy(result, key, value, { enumerable: true });
      else result[key] = cast(type, "out", value);
    }
  }
  return result;
}

/** @param {any} definition */
function definitionOf(definition) {
  return Array.isArray(definition) || VariableList.isVariableList(definition)
    ? { values: definition }
    : definition;
}

export class VariableScope extends Property {
  /**
   * Which scope of the engine this is; undefined for one that a script made: `#isHeld` and `#isTracked` tell.
   */
  // @ts-expect-error: it is not always there, and who asks it has asked them.
  /** @type {Held} */ #held;
  /** @type {VariableList | undefined} */
  #list;
  /** @type {Record<string, [string, unknown?, object?]>} */
  #changed = {};
  /**
   * What was set and can change by itself until the script ends: name → its JSON.
   * @type {Map<string, {value: object, json: string}>}
   */
  #alive = new Map();

  /** @param {any} [given] @param {any} [layers] */
  constructor(given, layers) {
    const definition =
      given instanceof Held
        ? { id: native.scopeId(given.kind), name: native.scopeName(given.kind) }
        : definitionOf(given);
    super(definition);
    if (given instanceof Held) this.#hold(given);
    else this.#fill(definition, layers);
  }

  /** @param {any} definition @param {any} layers */
  #fill(definition, layers) {
    const { values, mutations, prefix } = definition || {};
    /** @type {VariableScope} */ (this).values = new VariableList(
      this,
      VariableList.isVariableList(values) ? values.toJSON() : values,
    );
    if (layers)
      this._layers = [layers].flat().filter((layer) => VariableList.isVariableList(layer));
    if (mutations) /** @type {VariableScope} */ (this).mutations = new MutationTracker(mutations);
    if (prefix) this.prefix = prefix;
  }

  /** @param {Held} held */
  #hold(held) {
    this.#held = held;
    lazy(this, "values", () => this.#take(), { enumerable: true });
    // What a script does to the row of data is forgotten after it.
    if (held.kind === DATA) return;
    this._postman_enableTracking = true;
    lazy(
      this,
      "mutations",
      () => new MutationTracker({ autoCompact: true, compacted: this.#changed }),
      { enumerable: true },
    );
    if (held.layers)
      lazy(
        this,
        "_layers",
        () => /** @type {() => VariableScope[]} */ (held.layers)().map((layer) => layer.values),
        { enumerable: true },
      );
  }

  /** Makes the list of the variables. From now on it is what counts while this script runs. */
  #take() {
    this.#held.script.lists = true;
    this.#list = new VariableList(this, definitionsOf(this.#held.kind));
    return this.#list;
  }

  /**
   * Whether the engine can be asked: nobody has taken the list, of this scope or of one behind it.
   * @returns {boolean}
   */
  #isHeld() {
    const held = this.#held;
    return held !== undefined && !(held.layers ? held.script.lists : this.#list);
  }

  /** The scopes of the engine that it shows, farthest first. */
  #kinds() {
    return this.#held.layers ? [GLOBALS, COLLECTION, ENVIRONMENT, DATA, LOCAL] : [this.#held.kind];
  }

  /** The lists to look through, nearest first. */
  *#lists() {
    yield this.values;
    if (this._layers) yield* this._layers;
  }

  /** @param {string} name */
  #find(name) {
    for (const list of this.#lists()) {
      const variable = list.oneNormalizedVariable(name);
      if (variable && variable.disabled !== true) return variable;
    }
    return undefined;
  }

  /** @param {any} key @returns {string} */
  #name(key) {
    return (this.prefix || "") + key;
  }

  variables() {
    throw new Error(
      "`VariableScope#variables` has been discontinued, use `VariableScope#syncVariablesTo` instead.",
    );
  }

  /** @param {unknown} [excludeDisabled] @param {unknown} [caseSensitive] */
  toObject(excludeDisabled, caseSensitive) {
    if (this.#isHeld()) return objectOf(this.#kinds(), excludeDisabled);
    const result = {};
    for (const list of [...this.#lists()].reverse())
      Object.assign(result, list.toObject(excludeDisabled, caseSensitive));
    return result;
  }

  /** @param {unknown} key */
  has(key) {
    if (this.#isHeld()) return native.scopeHas(this.#held.kind, this.#name(key));
    return this.#find(this.#name(key)) !== undefined;
  }

  /** @param {unknown} key */
  get(key) {
    if (this.#isHeld()) return native.scopeGet(this.#held.kind, this.#name(key));
    return this.#find(this.#name(key))?.valueOf();
  }

  /** @param {unknown} key @param {unknown} value @param {any} [options] */
  set(key, value, options) {
    const { type, secret } = (typeof options === "string" ? { type: options } : options) || {};
    const typed = {
      ...(typeof type === "string" && { type }),
      ...(typeof secret === "boolean" && { secret }),
    };
    const name = this.#name(key);
    const isHeld =
      isPlain(value) && Object.keys(typed).length === 0 && this.#isTracked() && this.#isHeld();
    if (!isHeld) this.#update({ key: name, value, ...typed });
    this.#track("set", key, value, "secret" in typed ? { secret } : {});
    const hasType = this.#isTracked() && this.#store(name, value, typed.type);
    if (isHeld && hasType) this.#update({ key: name, value });
  }

  /**
   * Hands a value to the engine; returns whether the variable has a type there. One that a script gives it counts as long as the script
   * runs; only those of `pm.variables` are kept.
   * @param {string} name
   * @param {any} value
   * @param {string} [type]
   */
  #store(name, value, type) {
    const { kind } = this.#held;
    const isLocal = kind === LOCAL;
    const hasType = native.scopeSet(
      kind,
      name,
      typeof value === "function" ? ofFunction(isLocal) : value,
      isLocal ? type : undefined,
    );
    if (value !== null && typeof value === "object")
      this.#alive.set(name, { value, json: JSON.stringify(value) });
    else if (this.#alive.size > 0) this.#alive.delete(name);
    return hasType;
  }

  /** @param {{key: string, value: unknown, type?: string, secret?: boolean}} definition */
  #update(definition) {
    const variable = this.values.oneNormalizedVariable(definition.key);
    if (variable && !variable.disabled) variable.update(definition);
    else this.values.add(definition);
  }

  /** @param {unknown} key */
  unset(key) {
    const name = this.#name(key);
    if (!this.#isTracked() || !this.#isHeld()) this.#remove(name);
    this.#track("unset", key);
    this.#alive.delete(name);
    if (this.#isTracked()) native.scopeUnset(this.#held.kind, name);
  }

  /** @param {string} name */
  #remove(name) {
    const disabled = this.values.members.findLast(
      (variable) => variable.key === name && variable.disabled,
    );
    this.values.remove(
      (/** @type {Variable} */ variable) => variable.key === name && !variable.disabled,
    );
    if (disabled) this.values.reference[name] = disabled;
  }

  clear() {
    if (this._postman_enableTracking)
      this.values.each((variable) => this.#track("unset", variable.key));
    this.values.clear();
    this.#alive.clear();
    if (this.#isTracked()) native.scopeClear(this.#held.kind);
  }

  /** @param {"set" | "unset"} instruction @param {any} change */
  #track(instruction, ...change) {
    if (!this._postman_enableTracking) return;
    if (Object.getOwnPropertyDescriptor(this, "mutations")?.get) this.#changed[change[0]] = change;
    else this.mutations.track(instruction, ...change);
  }

  /** Whether changes are for the engine to keep. */
  #isTracked() {
    return this.#held !== undefined && this._postman_enableTracking === true;
  }

  /**
   * Taken out of its scope (`const { replaceIn } = pm.variables`), it still knows the dynamic variables.
   * @this {VariableScope | void}
   * @param {any} template
   */
  replaceIn(template) {
    const held = this !== undefined && this.#isHeld() ? this.#held : undefined;
    const lists = held || this === undefined ? [] : [...this.#lists()];
    /** @param {string} text */
    const replace = (text) => (held ? native.replaceIn(held.kind, text) : replaceText(text, lists));
    if (typeof template === "string") return template && replace(template);
    if (Array.isArray(template)) return replaceMembers({ template }, replace).template;
    return isObject(template) ? replaceMembers(template, replace) : template;
  }

  /** @param {object} [options] */
  enableTracking(options) {
    if (this._postman_enableTracking) return;
    this._postman_enableTracking = true;
    /** @type {VariableScope} */ (this).mutations = new MutationTracker(options);
  }

  disableTracking() {
    /** @type {boolean} */
    this._postman_enableTracking = false;
  }

  /**
   * @param {string} instruction
   * @param {unknown} key
   * @param {unknown} [value]
   * @param {unknown} [metadata]
   */
  applyMutation(instruction, key, value, metadata) {
    if (this[instruction]) this[instruction](key, value, metadata);
  }

  /** @param {unknown} values @param {boolean} [track] */
  syncVariablesFrom(values, track) {
    return this.values.syncFromObject(values, track);
  }

  /** @param {unknown} [target] */
  syncVariablesTo(target) {
    if (target === undefined && this.#isHeld()) return objectOf([this.#held.kind]);
    return this.values.syncToObject(target);
  }

  toJSON() {
    const { value, _layers, _postman_enableTracking, ...json } = plain(this);
    return value ? { ...json, values: value } : json;
  }

  /** @param {unknown} list */
  addLayer(list) {
    if (!VariableList.isVariableList(list)) return;
    this._layers ??= [];
    this._layers.push(list);
    if (this.#held) this.#held.script.lists = true;
  }

  /**
   * Hands to the engine what became of a script's variables without `set`: objects that changed, and the list of `pm.variables`.
   * @param {VariableScope} scope
   */
  static keep(scope) {
    const { kind } = scope.#held;
    for (const [name, { value, json }] of scope.#alive)
      if (JSON.stringify(value) !== json) native.scopeSet(kind, name, value);
    if (kind === LOCAL && scope.#list) scope.#keepList(scope.#list);
  }

  /** @param {VariableList} list */
  #keepList(list) {
    if (JSON.stringify(list.toObject(true)) === JSON.stringify(objectOf([LOCAL], true))) return;
    native.scopeClear(LOCAL);
    for (const { key, value, type, disabled } of list.members) {
      if (!disabled && key) this.#store(String(key), value, type === "any" ? undefined : type);
    }
  }

  /** @param {unknown} value @returns {value is VariableScope} */
  static isVariableScope(value) {
    return isKind(value, "VariableScope");
  }
}

publish(VariableScope, "VariableScope", "PostmanVariableScope", Property, {
  _postman_propertyRequiresId: true,
});
