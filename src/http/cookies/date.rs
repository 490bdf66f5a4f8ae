//! Reads a cookie's `Expires` as browsers do (RFC 6265, section 5.1.1): any order, any separator.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The moment that a cookie date names; nothing if it names none.
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let (mut clock, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if clock.is_none() && set(&mut clock, read_clock(token)) {
            continue;
        }
        if day.is_none() && set(&mut day, read_number(token, 1..=2)) {
            continue;
        }
        if month.is_none() && set(&mut month, read_month(token)) {
            continue;
        }
        if year.is_none() {
            set(&mut year, read_number(token, 2..=4));
        }
    }
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year if year < 1601 => return None,
        year => year,
    };
    let date = Date::from_calendar_date(i32::from(year), month?, u8::try_from(day?).ok()?).ok()?;
    Some(PrimitiveDateTime::new(date, clock?).assume_utc())
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    *slot = value;
    slot.is_some()
}

fn is_delimiter(char: char) -> bool {
    matches!(char, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

fn read_clock(token: &str) -> Option<Time> {
    let mut parts = token.splitn(3, ':').map(|part| read_number(part, 1..=2));
    let mut next = || {
        parts
            .next()
            .flatten()
            .and_then(|number| u8::try_from(number).ok())
    };
    Time::from_hms(next()?, next()?, next()?).ok()
}

fn read_month(token: &str) -> Option<Month> {
    let start = token.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|&month| month == start)?;
    Month::try_from(u8::try_from(index + 1).ok()?).ok()
}

/// The number that a token begins with, if it has as many digits as asked for.
fn read_number(token: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
    let end = token
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(token.len());
    digits
        .contains(&end)
        .then(|| token[..end].parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form_that_servers_write() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "6 november 94 8:49:37",
            "Sun, 06-Nov-1994 08:49:37 UTC",
        ] {
            assert_eq!(
                parse(text).map(OffsetDateTime::unix_timestamp),
                Some(784_111_777),
                "{text}"
            );
        }
        assert_eq!(
            parse("Thu, 01 Jan 2037 00:00:00 GMT").map(OffsetDateTime::year),
            Some(2037)
        );
        assert_eq!(
            parse("Thu, 01 Jan 37 00:00:00 GMT").map(OffsetDateTime::year),
            Some(2037)
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "0",
            "-1",
            "never",
            "32 Jan 2030 00:00:00",
            "1 Jan 2030",
            "1 Jan 1500 00:00:00",
            "1 Jan 2030 25:00:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
