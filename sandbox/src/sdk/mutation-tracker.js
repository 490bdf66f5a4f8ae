// What a script has set and unset in a scope, by name.
import { isKind, publish } from "./kind.js";
import { PropertyBase } from "./property.js";

/** @typedef {[name?: any, value?: unknown, options?: unknown]} Change */

/**
 * A change is [name, value, …] or, where the name is gone, [name].
 * @param {Change} change
 */
const isChange = (change) => change && change.length <= 3;

export class MutationTracker extends PropertyBase {
  /** @param {any} [definition] */
  constructor(definition) {
    super(definition);
    const { autoCompact, stream, compacted } = definition || {};
    this.autoCompact = Boolean(autoCompact);
    /** @type {Change[]} */
    this.stream = Array.isArray(stream) ? stream : [];
    /** @type {Record<string, Change>} */
    this.compacted =
      compacted !== null && typeof compacted === "object" && !Array.isArray(compacted)
        ? compacted
        : {};
  }

  /** @param {Change} change */
  addMutation(change) {
    if (!isChange(change)) return;
    if (this.autoCompact) this.addAndCompact(change);
    else this.stream.push(change);
  }

  /** @param {Change} change */
  addAndCompact(change) {
    const [name] = change;
    this.compacted[Array.isArray(name) ? name.join(".") : name] = change;
  }

  /** @param {string} instruction @param {Change} change */
  track(instruction, ...change) {
    if (instruction === "set" || instruction === "unset") this.addMutation(change);
  }

  compact() {
    for (const change of this.stream) this.addAndCompact(change);
    this.stream = [];
  }

  count() {
    return this.stream.length + Object.keys(this.compacted).length;
  }

  /** @param {any} target */
  applyOn(target) {
    if (!target?.applyMutation) return;
    for (const change of [...Object.values(this.compacted), ...this.stream]) {
      if (isChange(change)) target.applyMutation(change.length > 1 ? "set" : "unset", ...change);
    }
  }

  /** @param {unknown} value @returns {value is MutationTracker} */
  static isMutationTracker(value) {
    return isKind(value, "MutationTracker");
  }
}

publish(MutationTracker, "MutationTracker", "MutationTracker", PropertyBase);
