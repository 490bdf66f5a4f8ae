// Libraries in Postman's sandbox have no console, so their warnings go nowhere.
const nothing = () => {};
export const __console = {
  log: nothing,
  warn: nothing,
  info: nothing,
  error: nothing,
  debug: nothing,
};
