// Properties whose value is made when it is first read: what a script does not touch costs it nothing.

/** Replaces the property `name` of `target` by a value. */
export function settle(target, name, value) {
  Object.defineProperty(target, name, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  });
  return value;
}

/** The descriptor of a property that `make` fills with what it makes of the object, for all objects of a class: it is listed. */
export function lazily(name, make) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return settle(this, name, make(this));
    },
    set(value) {
      settle(this, name, value);
    },
  };
}

/** Defines a property that `make` fills when it is first read, and that an assignment replaces. */
export function lazy(target, name, make, { enumerable = false } = {}) {
  const place = (owner, value) => {
    Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable });
    return value;
  };
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable,
    get() {
      return place(this ?? target, make.call(this));
    },
    set(value) {
      place(this ?? target, value);
    },
  });
}
