// The little of Node's `process` that libraries touch. Scripts never see it.
export const process = {
  env: {},
  argv: [],
  browser: true,
  version: "",
  versions: {},
  /** @param {(...args: unknown[]) => void} callback @param {unknown[]} args */
  nextTick: (callback, ...args) => queueMicrotask(() => callback(...args)),
};
