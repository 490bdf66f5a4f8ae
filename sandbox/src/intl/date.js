// `Intl.DateTimeFormat` and the `toLocale…String` methods of dates.
import { native } from "../native.js";
import { FORMAT, readOptions } from "./date-options.js";
import { DAYS, MONTHS, habits, localeOf, supported } from "./locales.js";
import { joined, tag } from "./options.js";
import { offsetAt, zoneName } from "./zones.js";

/** @import { DateOptions, Defaults, Fields } from "./date-options.js" */
/** @import { Habits } from "./locales.js" */
/** @import { Part } from "./options.js" */
/** @typedef {ReturnType<typeof moment>} Moment */
/**
 * How a language writes dates; `cycle` is what hours are counted in, `gap` stands before AM and PM.
 * @typedef {Habits & {cycle: string, gap: string}} Style
 */

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
/** @param {string[]} names @param {number} index @param {string} width */
const named = (names, index, width) =>
  width === "long" ? names[index] : names[index].slice(0, width === "narrow" ? 1 : 3);
/** @param {number} number @param {string} size */
const sized = (number, size) => (size === "2-digit" ? two(number % 100) : String(number));
/** @param {string} value @returns {Part} */
const literal = (value) => ({ type: "literal", value });

/**
 * Joins lists of parts with literals between them.
 * @param {Part[][]} lists
 * @param {string} text
 */
function between(lists, text) {
  return lists
    .filter((list) => list.length > 0)
    .flatMap((list, index) => (index === 0 ? list : [literal(text), ...list]));
}

/** @type {Record<string, string[]>} */
const ERAS = { long: ["Anno Domini", "Before Christ"], short: ["AD", "BC"], narrow: ["A", "B"] };

/**
 * Year, month and so on of a moment in a zone.
 * @param {number} time
 * @param {string | undefined} zone
 */
function moment(time, zone) {
  const offset = zone === undefined ? -new Date(time).getTimezoneOffset() : offsetAt(time, zone);
  const shifted = new Date(time + offset * 60000);
  const year = shifted.getUTCFullYear();
  return {
    year: year > 0 ? year : 1 - year,
    isBefore: year <= 0,
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    millisecond: shifted.getUTCMilliseconds(),
  };
}

/** @param {Moment} at @param {Fields} fields @param {Style} style */
function dateParts(at, fields, style) {
  const { year, month, day, weekday } = fields;
  /** @param {keyof Fields} type @param {any} value text, where the field is shown @returns {Part[]} */
  const part = (type, value) => (fields[type] ? [{ type, value }] : []);
  const name = part("weekday", weekday && named(DAYS, at.weekday, weekday));
  const shownYear = part("year", year && sized(at.year, year));
  const isWordy = month !== undefined && !["numeric", "2-digit"].includes(month);
  if (isWordy) {
    const monthName = part("month", named(MONTHS, at.month - 1, month));
    if (name.length && !day && !year) return between([monthName, name], " ");
    const front = between([monthName, part("day", day && sized(at.day, day))], " ");
    return between([name, between([front, shownYear], day ? ", " : " ")], ", ");
  }
  if (!month && name.length && day && !year)
    return between([part("day", sized(at.day, day)), name], " ");
  if (!month && name.length && year && !day) return between([shownYear, name], " ");
  if (!month && day && year)
    return [...shownYear, literal(" (day: "), ...part("day", sized(at.day, day)), literal(")")];
  /** @param {string} letter @param {string} value */
  const pad = (letter, value) =>
    style.pad.includes(letter) && (year || letter === "m") ? value.padStart(2, "0") : value;
  /** @type {Record<string, Part[]>} */
  const values = {
    y: shownYear,
    m: part("month", month && pad("m", sized(at.month, month))),
    d: part("day", day && pad("d", sized(at.day, day))),
  };
  const numeric = between(
    [...style.order].map((letter) => values[letter]),
    style.separator,
  );
  return between(
    [name, style.end && numeric.length > 1 ? [...numeric, literal(style.end)] : numeric],
    ", ",
  );
}

/**
 * The hour as it is counted, and whether AM or PM says more.
 * @param {Moment} at
 * @param {Style} style
 * @returns {{counted: number, isHalf: boolean}}
 */
function hourOf(at, { cycle }) {
  /** @type {any} */
  const counted = { h12: at.hour % 12 || 12, h11: at.hour % 12, h23: at.hour, h24: at.hour || 24 }[
    cycle
  ];
  return { counted, isHalf: cycle === "h12" || cycle === "h11" };
}

/** @param {Moment} at @param {Fields} fields @param {Style} style */
function timeParts(at, fields, style) {
  const { hour, minute, second, fractionalSecondDigits } = fields;
  const { counted, isHalf } = hourOf(at, style);
  /** @type {Part[][]} */
  const lists = [];
  if (hour)
    lists.push([
      { type: "hour", value: hour === "2-digit" || !isHalf ? two(counted) : String(counted) },
    ]);
  if (minute)
    lists.push([{ type: "minute", value: hour || second ? two(at.minute) : String(at.minute) }]);
  const fraction = {
    type: "fractionalSecond",
    value: String(at.millisecond).padStart(3, "0").slice(0, fractionalSecondDigits),
  };
  if (second) {
    const seconds = { type: "second", value: minute ? two(at.second) : String(at.second) };
    lists.push(fractionalSecondDigits ? [seconds, literal("."), fraction] : [seconds]);
  } else if (fractionalSecondDigits) {
    lists.push([fraction]);
  }
  const parts = between(lists, style.colon);
  return hour && isHalf
    ? [
        ...parts,
        literal(style.gap),
        { type: "dayPeriod", value: at.hour < 12 ? style.am : style.pm },
      ]
    : parts;
}

/**
 * What hours are counted in.
 * @param {Pick<DateOptions, "hour12" | "hourCycle">} asked
 * @param {Habits} habits
 */
function cycleOf({ hour12, hourCycle }, { hours }) {
  if (hour12 !== undefined) return hour12 ? "h12" : "h23";
  return hourCycle ?? (hours === 12 ? "h12" : "h23");
}

/** @param {number} time @param {string} locale @param {DateOptions} options */
function formatParts(time, locale, options) {
  const { fields, dateStyle, timeZone } = options;
  const usual = habits(locale);
  const style = { ...usual, cycle: cycleOf(options, usual), gap: "\u202f" };
  const at = moment(time, timeZone);
  const date = withEra(dateParts(at, fields, style), at, fields);
  const clock = timeParts(at, fields, style);
  const isLong = dateStyle ? ["full", "long"].includes(dateStyle) : fields.month === "long";
  const isOnlyWeekday =
    fields.weekday && !fields.month && !fields.day && !fields.year && style.cycle === "h12";
  const parts = between([date, clock], isLong ? " at " : isOnlyWeekday ? " " : style.join);
  if (!fields.timeZoneName) return parts;
  const zone = {
    type: "timeZoneName",
    value: zoneName(time, timeZone ?? native.localZone(), fields.timeZoneName),
  };
  return between([parts, [zone]], clock.length > 0 ? " " : ", ");
}

/**
 * As V8 writes it: with plain spaces for the narrow ones that the parts have.
 * @param {Part[]} parts
 */
const text = (parts) => joined(parts).replaceAll("\u202f", " ");

/** @param {Part[]} parts @param {Moment} at @param {Fields} fields */
function withEra(parts, at, { era }) {
  return era
    ? between([parts, [{ type: "era", value: ERAS[era][at.isBefore ? 1 : 0] }]], " ")
    : parts;
}

/**
 * The methods of dates put up with what is no date.
 * @param {Date} date
 * @param {unknown[]} formatting languages and options
 * @param {Defaults} defaults
 */
export function localeString(date, [locales, options], defaults) {
  const time = date.getTime();
  const read = readOptions(options, defaults);
  const locale = localeOf(locales);
  return Number.isNaN(time) ? "Invalid Date" : text(formatParts(time, locale, read));
}

/** @param {unknown} date */
function timeOf(date) {
  const time = date === undefined ? Date.now() : Number(date);
  if (!(Math.abs(time) <= 8.64e15)) throw new RangeError("Invalid time value");
  return time;
}

/**
 * The fields in the form that they are written in.
 * @param {Fields} fields
 * @param {string} cycle
 */
function shown(fields, cycle) {
  const isWhole = fields.hour && ["h23", "h24"].includes(cycle);
  return {
    ...fields,
    ...(isWhole && { hour: "2-digit" }),
    ...(fields.hour && fields.minute && { minute: "2-digit" }),
  };
}

export class DateTimeFormat {
  /** @type {string} */
  #locale;
  /** @type {DateOptions} */
  #options;

  /** @param {unknown} [locales] @param {unknown} [options] */
  constructor(locales, options) {
    this.#locale = localeOf(locales);
    this.#options = readOptions(options, FORMAT);
    /** @param {unknown} [date] */
    this.format = (date) => text(this.formatToParts(date));
  }

  /** @param {unknown} [date] */
  formatToParts(date) {
    return formatParts(timeOf(date), this.#locale, this.#options);
  }

  /** @param {unknown} start @param {unknown} end */
  formatRange(start, end) {
    const [from, to] = [this.format(start), this.format(end)];
    return from === to ? from : `${from}\u2009–\u2009${to}`;
  }

  /** @param {unknown} start @param {unknown} end */
  formatRangeToParts(start, end) {
    const from = this.formatToParts(start).map((part) => ({ ...part, source: "startRange" }));
    const to = this.formatToParts(end).map((part) => ({ ...part, source: "endRange" }));
    return [...from, { ...literal("\u2009–\u2009"), source: "shared" }, ...to];
  }

  resolvedOptions() {
    const { fields, dateStyle, timeStyle, timeZone, ...rest } = this.#options;
    const cycle = cycleOf(rest, habits(this.#locale));
    const hours = fields.hour
      ? { hourCycle: cycle, hour12: cycle === "h12" || cycle === "h11" }
      : {};
    const styles = { ...(dateStyle && { dateStyle }), ...(timeStyle && { timeStyle }) };
    return {
      locale: this.#locale,
      calendar: "gregory",
      numberingSystem: "latn",
      timeZone: timeZone ?? native.localZone(),
      ...hours,
      ...(dateStyle || timeStyle ? styles : shown(fields, cycle)),
    };
  }

  /** @param {unknown} locales */
  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}
tag(DateTimeFormat);
