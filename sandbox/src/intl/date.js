// `Intl.DateTimeFormat` and the `toLocale…String` methods of dates.
import { native } from "../native.js";
import { DAYS, MONTHS, habits, localeOf } from "./locales.js";

const DATE_PARTS = ["weekday", "year", "month", "day"];
const TIME_PARTS = ["hour", "minute", "second", "fractionalSecondDigits"];

const DATE_STYLES = {
  full: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  long: { year: "numeric", month: "long", day: "numeric" },
  medium: { year: "numeric", month: "short", day: "numeric" },
  short: { year: "2-digit", month: "numeric", day: "numeric" },
};
const TIME_STYLES = {
  full: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "long" },
  long: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  medium: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  short: { hour: "numeric", minute: "2-digit" },
};
const DATE = { year: "numeric", month: "numeric", day: "numeric" };
const TIME = { hour: "numeric", minute: "2-digit", second: "2-digit" };

/** What is shown: the parts that were asked for, or those that the method shows by itself. */
function partsOf(options, defaults) {
  if (options.dateStyle || options.timeStyle) {
    return { ...DATE_STYLES[options.dateStyle], ...TIME_STYLES[options.timeStyle] };
  }
  const asked = [...DATE_PARTS, ...TIME_PARTS].filter((name) => options[name] !== undefined);
  const parts = Object.fromEntries(asked.map((name) => [name, options[name]]));
  const needed = defaults.required.some((name) => parts[name] !== undefined);
  return { ...(needed ? {} : defaults.parts), ...parts, timeZoneName: options.timeZoneName };
}

/** The fields of a moment in a time zone, and the zone's name there. */
function fieldsIn(date, timeZone) {
  const zone = timeZone === undefined ? undefined : native.zoneAt(date.getTime(), timeZone);
  if (timeZone !== undefined && !zone) throw new RangeError(`Invalid time zone specified: ${timeZone}`);
  const offset = zone ? zone.offset : -date.getTimezoneOffset();
  const shifted = new Date(date.getTime() + offset * 60000);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    millisecond: shifted.getUTCMilliseconds(),
    zone: zone?.name ?? (offset === 0 ? "UTC" : offsetName(offset)),
  };
}

function offsetName(offset) {
  const size = Math.abs(offset);
  const minutes = size % 60 ? `:${String(size % 60).padStart(2, "0")}` : "";
  return `GMT${offset < 0 ? "-" : "+"}${Math.floor(size / 60)}${minutes}`;
}

const two = (number) => String(number).padStart(2, "0");
const named = (names, index, width) => (width === "long" ? names[index] : names[index].slice(0, width === "narrow" ? 1 : 3));
const sized = (number, size) => (size === "2-digit" ? two(number % 100) : String(number));

function dateText(fields, parts, style) {
  const { year, month, day, weekday } = parts;
  const name = weekday && named(DAYS, fields.weekday, weekday);
  const wordy = month !== undefined && !["numeric", "2-digit"].includes(month);
  const shownYear = year && sized(fields.year, year);
  const shownDay = day && sized(fields.day, day);
  if (wordy) {
    const front = [named(MONTHS, fields.month - 1, month), shownDay].filter(Boolean).join(" ");
    const whole = shownYear ? front + (shownDay ? ", " : " ") + shownYear : front;
    return [name, whole].filter(Boolean).join(", ");
  }
  if (name && shownDay && !month && !year) return `${shownDay} ${name}`;
  const pad = (text) => text && (style.pad ? text.padStart(2, "0") : text);
  const values = { y: shownYear, m: pad(month && sized(fields.month, month)), d: pad(shownDay) };
  const numeric = [...style.order].map((letter) => values[letter]).filter(Boolean).join(style.separator);
  return [name, numeric].filter(Boolean).join(", ");
}

function timeText(fields, parts, { hours, am, pm }) {
  const { hour, minute, second, fractionalSecondDigits } = parts;
  const half = hours === 12 ? fields.hour % 12 || 12 : fields.hour;
  const texts = [];
  if (hour) texts.push(hour === "2-digit" || hours === 24 ? two(half) : String(half));
  if (minute) texts.push(hour || second ? two(fields.minute) : String(fields.minute));
  if (second) {
    const fraction = fractionalSecondDigits ? `.${String(fields.millisecond).padStart(3, "0").slice(0, fractionalSecondDigits)}` : "";
    texts.push((minute ? two(fields.second) : String(fields.second)) + fraction);
  }
  const text = texts.join(":");
  return hour && hours === 12 ? `${text} ${fields.hour < 12 ? am : pm}` : text;
}

/** Puts a date in words. `defaults`: what is shown when nothing is asked for. */
function formatDate(date, locale, options, defaults) {
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  const parts = partsOf(options, defaults);
  const style = habits(locale);
  if (options.hour12 !== undefined) style.hours = options.hour12 ? 12 : 24;
  else if (options.hourCycle) style.hours = options.hourCycle.startsWith("h1") ? 12 : 24;
  const fields = fieldsIn(date, options.timeZone);
  const day = dateText(fields, parts, style);
  const time = timeText(fields, parts, style);
  const long = parts.month === "long" && parts.day !== undefined;
  const onlyWeekday = parts.weekday && !parts.month && !parts.day && !parts.year;
  const text = [day, time].filter(Boolean).join(long ? " at " : onlyWeekday ? " " : style.join);
  if (!parts.timeZoneName) return text;
  return `${text}${time ? " " : ", "}${parts.timeZoneName === "long" && fields.zone === "UTC" ? "Coordinated Universal Time" : fields.zone}`;
}

export const ANY = { required: [...DATE_PARTS, ...TIME_PARTS], parts: { ...DATE, ...TIME } };
export const ONLY_DATE = { required: DATE_PARTS, parts: DATE };
export const ONLY_TIME = { required: TIME_PARTS, parts: TIME };

export function localeString(date, [locales, options = {}], defaults) {
  return formatDate(date, localeOf(locales), options ?? {}, defaults);
}

export class DateTimeFormat {
  #locale;
  #options;

  constructor(locales, options = {}) {
    this.#locale = localeOf(locales);
    this.#options = { ...options };
    if (options.timeZone !== undefined) fieldsIn(new Date(0), options.timeZone);
    const defaults = { required: ANY.required, parts: DATE };
    this.format = (date) => formatDate(new Date(date ?? Date.now()), this.#locale, this.#options, defaults);
  }

  resolvedOptions() {
    const timeZone = this.#options.timeZone ?? native.localZone();
    return { locale: this.#locale, calendar: "gregory", numberingSystem: "latn", timeZone, ...partsOf(this.#options, ONLY_DATE) };
  }

  static supportedLocalesOf(locales) {
    return [].concat(locales ?? []);
  }
}
