// Libraries written for Node reach for `global`; scripts have no name for the global object.
export const __global = Function("return this")();
