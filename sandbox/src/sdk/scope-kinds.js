// The scopes of variables, by the number that the engine knows them by.
export const LOCAL = 0;
export const DATA = 1;
export const ENVIRONMENT = 2;
export const COLLECTION = 3;
export const GLOBALS = 4;
