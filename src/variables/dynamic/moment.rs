//! Dates and times.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::draw::Draw;

const DAY: i64 = 24 * 60 * 60 * 1000;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// Seconds since the epoch, rounded as Postman does.
pub(super) fn seconds(draw: &Draw<'_>) -> String {
    (draw.0.epoch_millis() + 500).div_euclid(1000).to_string()
}

pub(super) fn iso(draw: &Draw<'_>) -> String {
    format!("{:.3}", draw.0.now())
}

/// Within the last year.
pub(super) fn past(draw: &Draw<'_>) -> String {
    written(draw, -draw.number(1000, 365 * DAY))
}

/// Within the next year.
pub(super) fn future(draw: &Draw<'_>) -> String {
    written(draw, draw.number(1000, 365 * DAY))
}

/// Within the last day.
pub(super) fn recent(draw: &Draw<'_>) -> String {
    written(draw, -draw.number(1000, DAY))
}

pub(super) fn month(draw: &Draw<'_>) -> String {
    draw.one_of(&MONTHS)
}

pub(super) fn weekday(draw: &Draw<'_>) -> String {
    draw.one_of(&WEEKDAYS)
}

/// A moment as JavaScript's `Date` writes itself, in the zone of the machine.
fn written(draw: &Draw<'_>, offset: i64) -> String {
    let millis = draw.0.epoch_millis().saturating_add(offset);
    let moment = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    let zoned = moment.to_zoned(TimeZone::system());
    let zone = match zoned.strftime("%Z").to_string().as_str() {
        "UTC" | "GMT" => "Coordinated Universal Time".to_owned(),
        other => other.to_owned(),
    };
    format!("{} ({zone})", zoned.strftime("%a %b %d %Y %H:%M:%S GMT%z"))
}
