// What `Intl.DateTimeFormat` is asked to show.
import { choice, whole } from "./options.js";
import { checkZone } from "./zones.js";

/**
 * What is shown, and how.
 * @typedef {{
 *   weekday?: string, era?: string, year?: string, month?: string, day?: string,
 *   dayPeriod?: string, hour?: string, minute?: string, second?: string,
 *   fractionalSecondDigits?: number, timeZoneName?: string,
 * }} Fields
 */
/**
 * `fields`, unless one of the `required` is asked for.
 * @typedef {{required: string[], fields: Fields, forbidden?: "dateStyle" | "timeStyle"}} Defaults
 */
/** @typedef {ReturnType<typeof readOptions>} DateOptions */

const TYPE = "DateTimeFormat";
const WIDTHS = ["narrow", "short", "long"];
const SIZES = ["2-digit", "numeric"];
const STYLES = ["full", "long", "medium", "short"];
const ZONE_NAMES = ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"];

/** @type {Record<string, string[]>} */
const FIELDS = {
  weekday: WIDTHS,
  era: WIDTHS,
  year: SIZES,
  month: [...SIZES, ...WIDTHS],
  day: SIZES,
  dayPeriod: WIDTHS,
  hour: SIZES,
  minute: SIZES,
  second: SIZES,
};
const DATE_FIELDS = ["weekday", "year", "month", "day"];
const TIME_FIELDS = ["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits"];

/** @type {Record<string, Fields>} */
const DATE_STYLES = {
  full: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  long: { year: "numeric", month: "long", day: "numeric" },
  medium: { year: "numeric", month: "short", day: "numeric" },
  short: { year: "2-digit", month: "numeric", day: "numeric" },
};
/** @type {Record<string, Fields>} */
const TIME_STYLES = {
  full: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "long" },
  long: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  medium: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  short: { hour: "numeric", minute: "2-digit" },
};
const DATE = { year: "numeric", month: "numeric", day: "numeric" };
const TIME = { hour: "numeric", minute: "2-digit", second: "2-digit" };

/** What is shown where nothing of a kind is asked for. */
export const ANY = { required: [...DATE_FIELDS, ...TIME_FIELDS], fields: { ...DATE, ...TIME } };
/** @type {Defaults} */
export const ONLY_DATE = { required: DATE_FIELDS, fields: DATE, forbidden: "timeStyle" };
/** @type {Defaults} */
export const ONLY_TIME = { required: TIME_FIELDS, fields: TIME, forbidden: "dateStyle" };
export const FORMAT = { required: [...DATE_FIELDS, ...TIME_FIELDS], fields: DATE };

/** @param {Record<string, any>} options @returns {Fields} */
function askedFields(options) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const [name, allowed] of Object.entries(FIELDS)) {
    const value = choice(options, name, allowed, undefined, TYPE);
    if (value !== undefined) fields[name] = value;
  }
  const digits = whole(options, "fractionalSecondDigits", [1, 3]);
  return digits === undefined ? fields : { ...fields, fractionalSecondDigits: digits };
}

/**
 * Reads options: {fields, dateStyle, timeStyle, hours, timeZone}.
 * @param {any} given
 * @param {Defaults} defaults
 */
export function readOptions(given, defaults) {
  const options = Object(given ?? {});
  const fields = askedFields(options);
  const dateStyle = choice(options, "dateStyle", STYLES, undefined, TYPE);
  const timeStyle = choice(options, "timeStyle", STYLES, undefined, TYPE);
  const timeZoneName = choice(options, "timeZoneName", ZONE_NAMES, undefined, TYPE);
  const hourCycle = choice(options, "hourCycle", ["h11", "h12", "h23", "h24"], undefined, TYPE);
  const timeZone = options.timeZone === undefined ? undefined : checkZone(options.timeZone);
  const styles = { dateStyle, timeStyle };
  if (defaults.forbidden && styles[defaults.forbidden])
    throw new TypeError(`Invalid option : ${defaults.forbidden}`);
  if (dateStyle || timeStyle) {
    const [other] = [...Object.keys(fields), ...(timeZoneName ? ["timeZoneName"] : [])];
    if (other)
      throw new TypeError(
        `Can't set option ${other} when ${dateStyle ? "dateStyle" : "timeStyle"} is used`,
      );
  }
  const shown =
    dateStyle || timeStyle
      ? {
          ...DATE_STYLES[/** @type {string} */ (dateStyle)],
          ...TIME_STYLES[/** @type {string} */ (timeStyle)],
        }
      : filled(fields, defaults);
  const hour12 = options.hour12 === undefined ? undefined : Boolean(options.hour12);
  return {
    fields: { ...(timeZoneName && { timeZoneName }), ...shown },
    ...styles,
    hour12,
    hourCycle,
    timeZone,
  };
}

/** @param {Record<string, any>} fields @param {Defaults} defaults @returns {Fields} */
function filled(fields, { required, fields: usual }) {
  return required.some((name) => fields[name] !== undefined) ? fields : { ...usual, ...fields };
}
