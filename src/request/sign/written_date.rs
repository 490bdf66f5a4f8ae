//! Reads a date as JavaScript's `Date` reads it in Node: ISO 8601, else any order of day, month,
//! year and clock.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// The zones that have a name, in hours from UTC.
const ZONES: [(&str, i32); 11] = [
    ("gmt", 0),
    ("ut", 0),
    ("utc", 0),
    ("z", 0),
    ("edt", -4),
    ("est", -5),
    ("cdt", -5),
    ("cst", -6),
    ("mdt", -6),
    ("mst", -7),
    ("pdt", -7),
];
const PACIFIC: (&str, i32) = ("pst", -8);

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The moment that `text` names, in `zone` where it names none; nothing if it is no date.
pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    iso(text, zone).or_else(|| Loose::read(text)?.moment(zone))
}

/// A date alone is UTC's, a date with a clock and without a zone is local.
fn iso(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let is_number =
        |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let day = match text.split('-').collect::<Vec<_>>()[..] {
        [year] if is_number(year, 4) => format!("{text}-01-01"),
        [year, month] if is_number(year, 4) && is_number(month, 2) => format!("{text}-01"),
        [year, month, day] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2) => {
            text.to_owned()
        }
        _ if text.as_bytes().get(10) != Some(&b'T') => return None,
        _ => {
            let written = || zone.to_timestamp(text.parse::<DateTime>().ok()?).ok();
            return text.parse().ok().or_else(written);
        }
    };
    TimeZone::UTC
        .to_timestamp(day.parse::<Date>().ok()?.at(0, 0, 0, 0))
        .ok()
}

/// What was found in a date of no fixed form.
#[derive(Default)]
struct Loose {
    numbers: Vec<i64>,
    /// From 1, and how many numbers stood before it.
    month: Option<i64>,
    clock: Vec<i64>,
    is_afternoon: Option<bool>,
    /// From UTC, in minutes.
    offset: Option<i32>,
}

impl Loose {
    fn read(text: &str) -> Option<Self> {
        let mut loose = Self::default();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '0'..='9' => loose.take_number(rest)?,
                '+' | '-' if !loose.clock.is_empty() => loose.take_offset(rest)?,
                '(' => rest.find(')').map_or(rest.len(), |end| end + 1),
                _ if first.is_alphabetic() => loose.take_word(rest)?,
                _ => first.len_utf8(),
            };
            rest = &rest[length..];
        }
        Some(loose)
    }

    /// A number, or a clock: numbers with colons between them.
    fn take_number(&mut self, rest: &str) -> Option<usize> {
        let end = rest
            .find(|char: char| !char.is_ascii_digit() && char != ':')
            .unwrap_or(rest.len());
        let parts: Option<Vec<i64>> = rest[..end]
            .split(':')
            .map(|part| part.parse().ok())
            .collect();
        match parts?[..] {
            [number] => self.numbers.push(number),
            ref clock if self.clock.is_empty() && clock.len() <= 3 => self.clock = clock.to_vec(),
            _ => return None,
        }
        // A second's fraction says nothing to a signature.
        let fraction = rest[end..]
            .strip_prefix('.')
            .filter(|_| self.clock.len() == 3 && rest[..end].contains(':'));
        let digits = fraction.map_or(0, |text| {
            1 + text.bytes().take_while(u8::is_ascii_digit).count()
        });
        Some(end + digits)
    }

    /// `+0200`, `+02:00` or `+2`.
    fn take_offset(&mut self, rest: &str) -> Option<usize> {
        let end = rest[1..]
            .find(|char: char| !char.is_ascii_digit() && char != ':')
            .map_or(rest.len(), |end| end + 1);
        let digits = rest[1..end].replace(':', "");
        let number: i32 = digits.parse().ok().filter(|_| digits.len() <= 4)?;
        let minutes = if digits.len() <= 2 {
            number * 60
        } else {
            number / 100 * 60 + number % 100
        };
        self.offset = Some(if rest.starts_with('-') {
            -minutes
        } else {
            minutes
        });
        Some(end)
    }

    /// Words that say nothing may stand before the first number only.
    fn take_word(&mut self, rest: &str) -> Option<usize> {
        let end = rest
            .find(|char: char| !char.is_alphabetic())
            .unwrap_or(rest.len());
        let word = rest[..end].to_lowercase();
        let month = MONTHS
            .iter()
            .zip(1..)
            .find(|(month, _)| word.starts_with(*month));
        let zone = ZONES
            .iter()
            .chain([&PACIFIC])
            .find(|(zone, _)| *zone == word);
        match (month, zone, word.as_str()) {
            (Some((_, number)), ..) => self.month = Some(number),
            (None, Some((_, hours)), _) => self.offset = Some(hours * 60),
            (None, None, "am" | "pm") if !self.clock.is_empty() => {
                self.is_afternoon = Some(word == "pm");
            }
            (None, None, "t") if !self.numbers.is_empty() => {}
            _ if self.numbers.is_empty() && self.clock.is_empty() => {}
            _ => return None,
        }
        Some(end)
    }

    /// Year, month and day, whatever their order was.
    fn day(&self) -> Option<(i64, i64, i64)> {
        let is_year = |number: i64| !(1..=31).contains(&number);
        Some(match (self.month, self.numbers.as_slice()) {
            (Some(month), &[year]) if is_year(year) => (year, month, 1),
            (Some(month), &[day]) | (None, &[month, day]) => (2001, month, day),
            (Some(month), &[day, year]) if !is_year(day) => (year, month, day),
            (None, &[year, month, day]) if is_year(year) => (year, month, day),
            (Some(month), &[year, day]) | (None, &[month, day, year]) => (year, month, day),
            _ => return None,
        })
    }

    fn moment(&self, zone: &TimeZone) -> Option<Timestamp> {
        let (year, month, day) = self.day()?;
        let year = match year {
            0..=49 => year + 2000,
            50..=99 => year + 1900,
            _ => year,
        };
        let part = |index| self.clock.get(index).copied().unwrap_or(0);
        let hour = match self.is_afternoon {
            None => part(0),
            Some(_) if !(1..=12).contains(&part(0)) => return None,
            Some(is_afternoon) => part(0) % 12 + if is_afternoon { 12 } else { 0 },
        };
        let number = |value: i64| i8::try_from(value).ok();
        // Days and the hour 24 run over into the next month and day.
        let first = Date::new(i16::try_from(year).ok()?, number(month)?, 1).ok()?;
        let days = day - 1 + hour / 24;
        let time = Time::new(number(hour % 24)?, number(part(1))?, number(part(2))?, 0).ok()?;
        let fits = (1..=31).contains(&day) && (hour < 24 || (hour, part(1), part(2)) == (24, 0, 0));
        let date = first
            .checked_add(jiff::Span::new().days(days))
            .ok()
            .filter(|_| fits)?;
        let fixed = |minutes| Offset::from_seconds(minutes * 60).ok().map(TimeZone::fixed);
        let zone = match self.offset {
            Some(minutes) => fixed(minutes)?,
            None => zone.clone(),
        };
        zone.to_timestamp(date.to_datetime(time)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Node 22 makes of each text with `TZ=America/New_York`.
    #[test]
    fn dates_are_read_as_node_reads_them() {
        let zone = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        for (text, expected) in [
            ("2015-08-30", "2015-08-30T00:00:00Z"),
            ("2015-08", "2015-08-01T00:00:00Z"),
            ("2015", "2015-01-01T00:00:00Z"),
            ("2015-08-30T12:36:00", "2015-08-30T16:36:00Z"),
            ("2015-08-30T12:36Z", "2015-08-30T12:36:00Z"),
            ("2015-08-30 12:36:00", "2015-08-30T16:36:00Z"),
            ("2015-08-30 12:36:00Z", "2015-08-30T12:36:00Z"),
            ("Sun, 30 Aug 2015 12:36:00 GMT", "2015-08-30T12:36:00Z"),
            ("Aug 30 2015 12:36:00 GMT", "2015-08-30T12:36:00Z"),
            ("30 August 2015", "2015-08-30T04:00:00Z"),
            ("August 30, 2015 1:02 PM", "2015-08-30T17:02:00Z"),
            ("08/30/2015", "2015-08-30T04:00:00Z"),
            ("2015/08/30", "2015-08-30T04:00:00Z"),
            ("8-30-15", "2015-08-30T04:00:00Z"),
            ("2015-8-30", "2015-08-30T04:00:00Z"),
            ("foo 30 Aug 2015", "2015-08-30T04:00:00Z"),
            (
                "Sun Aug 30 2015 12:36:00 GMT+0200 (CEST)",
                "2015-08-30T10:36:00Z",
            ),
            ("30 Aug 2015 12:36:00 +0100", "2015-08-30T11:36:00Z"),
            ("30 Aug 2015 12:36 PST", "2015-08-30T20:36:00Z"),
            ("Aug 2015", "2015-08-01T04:00:00Z"),
            ("30 2015 Aug", "2015-08-30T04:00:00Z"),
            ("12:36 Aug 30 2015", "2015-08-30T16:36:00Z"),
            ("31 Feb 2015", "2015-03-03T05:00:00Z"),
            ("Aug 30 99", "1999-08-30T04:00:00Z"),
            ("Aug 30", "2001-08-30T04:00:00Z"),
            ("30-Aug-2015", "2015-08-30T04:00:00Z"),
            ("Sunday, 30-Aug-15 12:36:00 GMT", "2015-08-30T12:36:00Z"),
            ("30 Aug 2015 24:00:00", "2015-08-31T04:00:00Z"),
            ("1.2.2015", "2015-01-02T05:00:00Z"),
        ] {
            assert_eq!(
                parse(text, &zone),
                Some(expected.parse().unwrap()),
                "{text}"
            );
        }
        for text in [
            "",
            "soon",
            "30 Aug 2015 foo",
            "20150830T123600Z",
            "1440938160000",
            "30 Aug 2015 12:61:00",
            "99:99:99:99",
        ] {
            assert_eq!(parse(text, &zone), None, "{text}");
        }
    }
}
