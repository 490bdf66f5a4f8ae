// `DOMException`: the engine's, which like Node's takes a name and a cause as options.
const Native = /** @type {any} */ (globalThis).DOMException;
const { length, name, prototype, ...constants } = Object.getOwnPropertyDescriptors(Native);

/** @param {any[]} args */
export function DOMException(...args) {
  if (!new.target)
    throw new TypeError("Class constructor DOMException cannot be invoked without 'new'");
  const [message, options] = args;
  if (options === null || typeof options !== "object")
    return Reflect.construct(Native, args, new.target);
  const made = Reflect.construct(Native, [message, String(options.name)], new.target);
  if ("cause" in options)
    Object.defineProperty(made, "cause", {
      value: options.cause,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  return made;
}

Object.defineProperties(DOMException, {
  ...constants,
  prototype: { value: Native.prototype, writable: false },
});
Object.defineProperty(Native.prototype, "constructor", { value: DOMException });
