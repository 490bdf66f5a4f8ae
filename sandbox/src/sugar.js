// Sugar 1.3 extends the built-in prototypes in Postman's sandbox. It is loaded for the first script that touches one of its methods.
import { isLoading, load } from "./require.js";
import { words } from "./words.js";

/** `year`, `years`, `yearBefore`, `yearsBefore`, … for each unit of time. */
function durations() {
  const units = ["year", "month", "week", "day", "hour", "minute", "second", "millisecond"];
  const ends = ["", "Before", "Ago", "After", "FromNow"];
  return units.flatMap((unit) => ends.flatMap((end) => [`${unit}${end}`, `${unit}s${end}`]));
}

/** `yearsAgo`, `addYears`, `beginningOfYear`, … and `isMonday`, `isJune`, …. */
function dateMethods() {
  const units = ["Year", "Month", "Week", "Day", "Hour", "Minute", "Second", "Millisecond"];
  const ofUnits = units.flatMap((unit) => [
    ...["Ago", "Until", "Since", "FromNow"].map((end) => `${unit.toLowerCase()}s${end}`),
    `add${unit}s`,
  ]);
  const spans = units
    .slice(0, 3)
    .flatMap((unit) => ["Last", "This", "Next"].map((which) => `is${which}${unit}`));
  const ends = units.slice(0, 4).flatMap((unit) => [`beginningOf${unit}`, `endOf${unit}`]);
  const days = words(
    "Sunday Monday Tuesday Wednesday Thursday Friday Saturday January February March April May " +
      "June July August September October November December",
  );
  return [...ofUnits, ...spans, ...ends, ...days.map((day) => `is${day}`)];
}

const SCRIPTS = () =>
  words(
    "Arabic Cyrillic Devanagari Greek Hangul Han Kanji Hebrew Hiragana Kana Katakana Latin Thai",
  );

/**
 * What Sugar adds to each built-in that has nothing of that name itself.
 * @type {Record<string, () => string[]>}
 */
const METHODS = {
  String: () => [
    ...words(
      "escapeRegExp escapeURL unescapeURL escapeHTML unescapeHTML encodeBase64 decodeBase64 " +
        "each shift codes chars words lines paragraphs isBlank add remove reverse compact from to " +
        "dasherize underscore camelize spacify stripTags removeTags truncate pad padLeft padRight " +
        "first last toNumber capitalize assign insert pluralize singularize humanize titleize " +
        "parameterize hankaku zenkaku hiragana katakana",
    ),
    ...SCRIPTS().flatMap((script) => [`is${script}`, `has${script}`]),
  ],
  Array: () =>
    words(
      "findAll count removeAt include exclude clone unique flatten union intersect subtract " +
        "first last from to min max least most sum average inGroups inGroupsOf isEmpty sortBy " +
        "randomize zip sample each add remove compact groupBy none all any insert",
    ),
  Number: () => [
    ...words(
      "duration log abbr metric bytes isInteger isOdd isEven isMultipleOf format hex upto " +
        "downto times chr pad ordinalize toNumber round floor ceil abs pow sin asin cos acos tan " +
        "atan exp sqrt",
    ),
    ...durations(),
  ],
  Date: () => [
    ...words(
      "set setWeekday setISOWeek getISOWeek getUTCOffset utc isUTC advance rewind isValid " +
        "isAfter isBefore isBetween isLeapYear daysInMonth format relative is reset clone iso " +
        "getWeekday getUTCWeekday short long full isToday isYesterday isTomorrow isWeekday " +
        "isWeekend isFuture isPast",
    ),
    ...dateMethods(),
  ],
  RegExp: () => words("getFlags setFlags addFlag removeFlag"),
  Function: () => words("lazy delay throttle debounce cancel after once fill"),
};

/**
 * What it adds to the built-ins themselves.
 * @type {Record<string, () => string[]>}
 */
const STATICS = {
  Array: () => words("create"),
  Number: () => words("random"),
  Date: () => words("create past future addLocale setLocale getLocale addFormat utc range"),
  RegExp: () => words("escape"),
  Object: () =>
    words(
      "map reduce each size any all none count find findAll isEmpty sum average min max least " +
        "most watch isObject isNaN equal extended merge clone fromQueryString toQueryString tap " +
        "has select reject isArray isBoolean isDate isFunction isNumber isString isRegExp",
    ),
};

/**
 * The built-ins, as they are when somebody asks: some are replaced for the first script that may notice.
 * @type {Record<string, () => Function>}
 */
const BUILT_IN = {
  String: () => String,
  Array: () => Array,
  Number: () => Number,
  Date: () => Date,
  RegExp: () => RegExp,
  Function: () => Function,
  Object: () => Object,
};

/** @type {Map<string, (() => object)[]>} */
let places;

/**
 * Name → what finds the objects that get a method of that name: a built-in class may be replaced.
 * @returns {Map<string, (() => object)[]>}
 */
function allPlaces() {
  if (places) return places;
  places = new Map();
  /** @param {() => object} find @param {string[]} names */
  const note = (find, names) => {
    for (const name of names) {
      const known = places.get(name);
      if (known) known.push(find);
      else places.set(name, [find]);
    }
  };
  for (const type of Object.keys(METHODS)) note(() => BUILT_IN[type]().prototype, METHODS[type]());
  for (const type of Object.keys(STATICS)) note(BUILT_IN[type], STATICS[type]());
  return places;
}

/** @param {any} target @param {string} name */
function define(target, name) {
  if (Object.hasOwn(target, name)) return;
  // What an assignment makes is listed, unless it stands where Sugar's own would: lodash gives its wrappers what it finds listed.
  /** @param {object} owner @param {unknown} value */
  const place = (owner, value) =>
    Object.defineProperty(owner, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: owner !== target,
    });
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: false,
    /** @this {any} */
    get() {
      if (isLoading()) return undefined;
      // Sugar puts its own in this one's place.
      delete target[name];
      load("sugar");
      return this[name];
    },
    /** @this {object} */
    set(value) {
      place(this, value);
    },
  });
}

/**
 * Makes the methods of Sugar's that `source` mentions available.
 * @param {string} source
 * @param {boolean} evaluates whether it makes code out of text: any may be in that
 */
export function prepareSugar(source, evaluates) {
  const mentioned = evaluates
    ? allPlaces().keys()
    : new Set(Array.from(source.matchAll(/\.\s*([A-Za-z]+)/g), (match) => match[1]));
  for (const name of mentioned)
    for (const find of allPlaces().get(name) ?? []) define(find(), name);
}
