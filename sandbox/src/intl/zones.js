// Time zones: their offset at a moment, and what they are called in American English.
import { native } from "../native.js";

/** @param {string} text */
const words = (text) => text.trim().split(/\s+/);

/**
 * Region → [its long name without "Standard Time", its letter in the abbreviations that Americans use, the word for summer time, cities].
 * @type {[name: string, letter: string, summer: string, cities: string[]][]}
 */
const REGIONS = [
  [
    "Eastern",
    "E",
    "Daylight",
    words("America/New_York America/Detroit America/Toronto US/Eastern EST5EDT EST"),
  ],
  [
    "Central",
    "C",
    "Daylight",
    words("America/Chicago America/Winnipeg America/Mexico_City US/Central CST6CDT"),
  ],
  [
    "Mountain",
    "M",
    "Daylight",
    words("America/Denver America/Phoenix America/Edmonton US/Mountain MST7MDT"),
  ],
  ["Pacific", "P", "Daylight", words("America/Los_Angeles America/Vancouver US/Pacific PST8PDT")],
  ["Alaska", "AK", "Daylight", words("America/Anchorage America/Juneau")],
  ["Hawaii-Aleutian", "H", "Daylight", words("Pacific/Honolulu")],
  ["Atlantic", "A", "Daylight", words("America/Halifax America/Puerto_Rico")],
  [
    "Central European",
    "",
    "Summer",
    words(`Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Amsterdam Europe/Brussels
    Europe/Vienna Europe/Zurich Europe/Stockholm Europe/Oslo Europe/Copenhagen Europe/Prague Europe/Warsaw Europe/Budapest`),
  ],
  [
    "Eastern European",
    "",
    "Summer",
    words(
      "Europe/Athens Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Bucharest Europe/Sofia Africa/Cairo",
    ),
  ],
  ["Western European", "", "Summer", words("Europe/Lisbon")],
  ["Moscow", "", "Summer", words("Europe/Moscow")],
  ["India", "", "", words("Asia/Kolkata Asia/Calcutta")],
  ["Japan", "", "Daylight", words("Asia/Tokyo")],
  ["China", "", "Daylight", words("Asia/Shanghai")],
  ["Hong Kong", "", "Summer", words("Asia/Hong_Kong")],
  ["Singapore", "", "", words("Asia/Singapore")],
  ["Korean", "", "Daylight", words("Asia/Seoul")],
  ["Gulf", "", "", words("Asia/Dubai")],
  [
    "Australian Eastern",
    "",
    "Daylight",
    words("Australia/Sydney Australia/Melbourne Australia/Brisbane"),
  ],
  ["New Zealand", "", "Daylight", words("Pacific/Auckland")],
  ["Brasilia", "", "Summer", words("America/Sao_Paulo")],
  ["South Africa", "", "", words("Africa/Johannesburg")],
];

/**
 * Old names that resolve to others.
 * @type {Record<string, string>}
 */
const RENAMED = {
  "US/Eastern": "America/New_York",
  "US/Central": "America/Chicago",
  "US/Mountain": "America/Denver",
  "US/Pacific": "America/Los_Angeles",
  "Asia/Kolkata": "Asia/Calcutta",
};

/**
 * Throws unless there is such a zone.
 * @param {unknown} zone
 */
export function checkZone(zone) {
  const found = native.zoneAt(0, String(zone));
  if (!found) throw new RangeError(`Invalid time zone specified: ${String(zone)}`);
  return /^(?:utc|gmt|etc\/(?:utc|gmt))$/i.test(found.id) ? "UTC" : (RENAMED[found.id] ?? found.id);
}

/**
 * Minutes from UTC at a moment.
 * @param {number} time
 * @param {string} zone
 */
export function offsetAt(time, zone) {
  return native.zoneAt(time, zone)?.offset ?? 0;
}

/**
 * `GMT+5:30`, or `GMT+05:30` where it is long.
 * @param {number} offset
 * @param {boolean} isLong
 */
export function offsetName(offset, isLong) {
  const size = Math.abs(offset);
  if (isLong) {
    /** @param {number} number */
    const two = (number) => String(number).padStart(2, "0");
    return `GMT${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  }
  const minutes = size % 60 ? `:${String(size % 60).padStart(2, "0")}` : "";
  return size === 0 ? "GMT" : `GMT${offset < 0 ? "-" : "+"}${Math.floor(size / 60)}${minutes}`;
}

/** @param {number} time @param {string} zone */
function isSummer(time, zone) {
  const year = new Date(time).getUTCFullYear();
  const winter = Math.min(...[0, 6].map((month) => offsetAt(Date.UTC(year, month, 15), zone)));
  return offsetAt(time, zone) > winter;
}

/**
 * The name of a zone at a moment, in one of the styles of `timeZoneName`.
 * @param {number} time
 * @param {string} zone
 * @param {string} style
 */
export function zoneName(time, zone, style) {
  const offset = offsetAt(time, zone);
  if (style === "shortOffset") return offset === 0 ? "GMT+0" : offsetName(offset, false);
  if (style === "longOffset") return offsetName(offset, true);
  if (zone === "UTC")
    return (
      { short: "UTC", long: "Coordinated Universal Time", shortGeneric: "GMT+0" }[style] ??
      "GMT+00:00"
    );
  if (zone === "Europe/London") return london(isSummer(time, zone), style);
  const region = REGIONS.find((it) => it[3].includes(zone));
  if (!region) return offsetName(offset, style.startsWith("long"));
  const [name, letter, summer] = region;
  const isInSummer = isSummer(time, zone);
  if (style === "long") return `${name} ${isInSummer ? summer : "Standard"} Time`;
  if (style === "longGeneric") return `${name}${summer ? "" : " Standard"} Time`;
  if (style === "shortGeneric") return letter ? `${letter}T` : `${name} Time`;
  return letter ? `${letter}${isInSummer ? "D" : "S"}T` : offsetName(offset, false);
}

/** @param {boolean} isInSummer @param {string} style */
function london(isInSummer, style) {
  if (style === "long") return isInSummer ? "British Summer Time" : "Greenwich Mean Time";
  if (style === "short") return isInSummer ? "GMT+1" : "GMT";
  return "United Kingdom Time";
}
