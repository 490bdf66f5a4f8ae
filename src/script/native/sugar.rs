//! Which of Sugar's methods a script mentions.
//!
//! Sugar 1.3 extends the built-ins in Postman's sandbox; here a script finds what it mentions, and
//! the library is loaded when one is called (`sandbox/src/sugar.js`).

use std::collections::BTreeSet;
use std::rc::Rc;

use rquickjs::function::Func;
use rquickjs::{Ctx, Object};

use crate::script::state::State;
use crate::script::value::Text;

/// What Sugar adds to each object that has nothing of that name itself; sorted.
#[rustfmt::skip]
const ADDED: [(&str, &[&str]); 11] = [
    (
        "String.prototype",
        &[
            "add", "assign", "camelize", "capitalize", "chars", "codes", "compact", "dasherize",
            "decodeBase64", "each", "encodeBase64", "escapeHTML", "escapeRegExp", "escapeURL",
            "first", "from", "hankaku", "hasArabic", "hasCyrillic", "hasDevanagari", "hasGreek",
            "hasHan", "hasHangul", "hasHebrew", "hasHiragana", "hasKana", "hasKanji", "hasKatakana",
            "hasLatin", "hasThai", "hiragana", "humanize", "insert", "isArabic", "isBlank",
            "isCyrillic", "isDevanagari", "isGreek", "isHan", "isHangul", "isHebrew", "isHiragana",
            "isKana", "isKanji", "isKatakana", "isLatin", "isThai", "katakana", "last", "lines",
            "pad", "padLeft", "padRight", "paragraphs", "parameterize", "pluralize", "remove",
            "removeTags", "reverse", "shift", "singularize", "spacify", "stripTags", "titleize",
            "to", "toNumber", "truncate", "underscore", "unescapeHTML", "unescapeURL", "words",
            "zenkaku",
        ],
    ),
    (
        "Array.prototype",
        &[
            "add", "all", "any", "average", "clone", "compact", "count", "each", "exclude",
            "findAll", "first", "flatten", "from", "groupBy", "inGroups", "inGroupsOf", "include",
            "insert", "intersect", "isEmpty", "last", "least", "max", "min", "most", "none",
            "randomize", "remove", "removeAt", "sample", "sortBy", "subtract", "sum", "to", "union",
            "unique", "zip",
        ],
    ),
    (
        "Number.prototype",
        &[
            "abbr", "abs", "acos", "asin", "atan", "bytes", "ceil", "chr", "cos", "day", "dayAfter",
            "dayAgo", "dayBefore", "dayFromNow", "days", "daysAfter", "daysAgo", "daysBefore",
            "daysFromNow", "downto", "duration", "exp", "floor", "format", "hex", "hour",
            "hourAfter", "hourAgo", "hourBefore", "hourFromNow", "hours", "hoursAfter", "hoursAgo",
            "hoursBefore", "hoursFromNow", "isEven", "isInteger", "isMultipleOf", "isOdd", "log",
            "metric", "millisecond", "millisecondAfter", "millisecondAgo", "millisecondBefore",
            "millisecondFromNow", "milliseconds", "millisecondsAfter", "millisecondsAgo",
            "millisecondsBefore", "millisecondsFromNow", "minute", "minuteAfter", "minuteAgo",
            "minuteBefore", "minuteFromNow", "minutes", "minutesAfter", "minutesAgo",
            "minutesBefore", "minutesFromNow", "month", "monthAfter", "monthAgo", "monthBefore",
            "monthFromNow", "months", "monthsAfter", "monthsAgo", "monthsBefore", "monthsFromNow",
            "ordinalize", "pad", "pow", "round", "second", "secondAfter", "secondAgo",
            "secondBefore", "secondFromNow", "seconds", "secondsAfter", "secondsAgo",
            "secondsBefore", "secondsFromNow", "sin", "sqrt", "tan", "times", "toNumber", "upto",
            "week", "weekAfter", "weekAgo", "weekBefore", "weekFromNow", "weeks", "weeksAfter",
            "weeksAgo", "weeksBefore", "weeksFromNow", "year", "yearAfter", "yearAgo", "yearBefore",
            "yearFromNow", "years", "yearsAfter", "yearsAgo", "yearsBefore", "yearsFromNow",
        ],
    ),
    (
        "Date.prototype",
        &[
            "addDays", "addHours", "addMilliseconds", "addMinutes", "addMonths", "addSeconds",
            "addWeeks", "addYears", "advance", "beginningOfDay", "beginningOfMonth",
            "beginningOfWeek", "beginningOfYear", "clone", "daysAgo", "daysFromNow", "daysInMonth",
            "daysSince", "daysUntil", "endOfDay", "endOfMonth", "endOfWeek", "endOfYear", "format",
            "full", "getISOWeek", "getUTCOffset", "getUTCWeekday", "getWeekday", "hoursAgo",
            "hoursFromNow", "hoursSince", "hoursUntil", "is", "isAfter", "isApril", "isAugust",
            "isBefore", "isBetween", "isDecember", "isFebruary", "isFriday", "isFuture",
            "isJanuary", "isJuly", "isJune", "isLastMonth", "isLastWeek", "isLastYear",
            "isLeapYear", "isMarch", "isMay", "isMonday", "isNextMonth", "isNextWeek", "isNextYear",
            "isNovember", "isOctober", "isPast", "isSaturday", "isSeptember", "isSunday",
            "isThisMonth", "isThisWeek", "isThisYear", "isThursday", "isToday", "isTomorrow",
            "isTuesday", "isUTC", "isValid", "isWednesday", "isWeekday", "isWeekend", "isYesterday",
            "iso", "long", "millisecondsAgo", "millisecondsFromNow", "millisecondsSince",
            "millisecondsUntil", "minutesAgo", "minutesFromNow", "minutesSince", "minutesUntil",
            "monthsAgo", "monthsFromNow", "monthsSince", "monthsUntil", "relative", "reset",
            "rewind", "secondsAgo", "secondsFromNow", "secondsSince", "secondsUntil", "set",
            "setISOWeek", "setWeekday", "short", "utc", "weeksAgo", "weeksFromNow", "weeksSince",
            "weeksUntil", "yearsAgo", "yearsFromNow", "yearsSince", "yearsUntil",
        ],
    ),
    (
        "RegExp.prototype",
        &[
            "addFlag", "getFlags", "removeFlag", "setFlags",
        ],
    ),
    (
        "Function.prototype",
        &[
            "after", "cancel", "debounce", "delay", "fill", "lazy", "once", "throttle",
        ],
    ),
    (
        "Array",
        &[
            "create",
        ],
    ),
    (
        "Number",
        &[
            "random",
        ],
    ),
    (
        "Date",
        &[
            "addFormat", "addLocale", "create", "future", "getLocale", "past", "range", "setLocale",
            "utc",
        ],
    ),
    (
        "RegExp",
        &[
            "escape",
        ],
    ),
    (
        "Object",
        &[
            "all", "any", "average", "clone", "count", "each", "equal", "extended", "find",
            "findAll", "fromQueryString", "has", "isArray", "isBoolean", "isDate", "isEmpty",
            "isFunction", "isNaN", "isNumber", "isObject", "isRegExp", "isString", "least", "map",
            "max", "merge", "min", "most", "none", "reduce", "reject", "select", "size", "sum",
            "tap", "toQueryString", "watch",
        ],
    ),
];

pub(super) fn install(_: &Ctx<'_>, functions: &Object<'_>, _: &Rc<State>) -> rquickjs::Result<()> {
    functions.set(
        "sugarIn",
        Func::from(|source: Text, evaluates: bool| sugar_in(&source.0, evaluates)),
    )
}

/// The methods that `source` mentions: each object, followed by the name that it gets. One that makes
/// code out of text may mention any.
fn sugar_in(source: &str, evaluates: bool) -> Vec<&'static str> {
    if evaluates {
        let all = ADDED.iter();
        return all
            .flat_map(|(object, names)| names.iter().flat_map(move |name| [*object, *name]))
            .collect();
    }
    let members: BTreeSet<&str> = source.split('.').skip(1).map(first_word).collect();
    let found = members.into_iter().flat_map(|member| {
        ADDED.iter().filter_map(move |(object, names)| {
            let at = names.binary_search(&member).ok()?;
            Some([*object, names[at]])
        })
    });
    found.flatten().collect()
}

/// The letters that a text begins with, behind blanks.
fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|letter: char| !letter.is_ascii_alphabetic());
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        for (object, names) in ADDED {
            assert!(names.is_sorted(), "{object}");
        }
    }

    #[test]
    fn what_is_mentioned_as_a_member_is_found() {
        let source = "each; list.each(f);\n list\n  . unique ().hoursAgo; x.years";
        assert_eq!(
            sugar_in(source, false).join(" "),
            [
                "String.prototype each",
                "Array.prototype each",
                "Object each",
                "Number.prototype hoursAgo",
                "Date.prototype hoursAgo",
                "Array.prototype unique",
                "Number.prototype years",
            ]
            .join(" ")
        );
        assert!(sugar_in("pm.test('a', () => pm.response.json())", false).is_empty());
        let all: usize = ADDED.iter().map(|(_, names)| names.len()).sum();
        assert_eq!(sugar_in("", true).len(), 2 * all);
    }
}
