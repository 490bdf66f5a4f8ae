// Takes what it can get: it replaces whatever `pm` or the vault may come by.
const own = Function("return this")();
own.stolen ??= [];
const { apply } = Reflect;
const replace = (holder, name) => {
  const original = holder[name];
  holder[name] = function (...given) {
    own.stolen[own.stolen.length] = [this, given];
    return apply(original, this, given);
  };
};
const METHODS = {
  Function: ["call", "apply", "bind"],
  Promise: ["then", "catch", "finally"],
  Map: ["get", "set", "has"],
  Set: ["add", "has"],
  Array: ["map", "forEach", "filter", "find", "slice", "concat"],
};
if (own.stolen.length === 0)
  for (const name of Object.keys(METHODS))
    for (const method of METHODS[name]) replace(own[name].prototype, method);
for (const name of ["sendRequest", "vault", "assertion", "native"])
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    get: () => undefined,
    set(value) {
      own.stolen[own.stolen.length] = [this, [value]];
    },
  });
module.exports = { stolen: own.stolen, own, seen: typeof pm, made: typeof ofScript };
