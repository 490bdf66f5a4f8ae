//! Places: cities, streets, countries, coordinates, languages.

use fake::locales::{Data as _, EN};

use super::draw::Draw;
use super::person::{first_name, last_name};

/// Codes of ISO 639.
const LOCALES: [&str; 60] = [
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "haw", "he", "hi", "hr", "hu",
    "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "lt", "lv", "mk", "ms", "nb", "nl", "pl",
    "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "vi", "zh",
];

pub(super) fn locale(draw: &Draw<'_>) -> String {
    draw.one_of(&LOCALES)
}

pub(super) fn city(draw: &Draw<'_>) -> String {
    let (prefix, suffix) = (
        draw.pick(EN::ADDRESS_CITY_PREFIX),
        draw.pick(EN::ADDRESS_CITY_SUFFIX),
    );
    let (prefix, suffix) = (prefix.trim(), suffix.trim());
    match draw.number(0, 3) {
        0 => format!("{prefix} {}{suffix}", first_name(draw)),
        1 => format!("{prefix} {}", first_name(draw)),
        2 => format!("{}{suffix}", first_name(draw)),
        _ => format!("{}{suffix}", last_name(draw)),
    }
}

pub(super) fn street(draw: &Draw<'_>) -> String {
    let name = if draw.number(0, 1) == 0 {
        first_name(draw)
    } else {
        last_name(draw)
    };
    format!("{name} {}", draw.pick(EN::ADDRESS_STREET_SUFFIX))
}

pub(super) fn street_address(draw: &Draw<'_>) -> String {
    let number = draw.pattern(draw.pick(&["###", "####", "#####"]));
    format!("{number} {}", street(draw))
}

pub(super) fn country(draw: &Draw<'_>) -> String {
    draw.one_of(EN::ADDRESS_COUNTRY)
}

pub(super) fn country_code(draw: &Draw<'_>) -> String {
    draw.one_of(EN::ADDRESS_COUNTRY_CODE)
}

/// Degrees of latitude or longitude with four decimals.
pub(super) fn degrees(draw: &Draw<'_>, limit: i64) -> String {
    let all = draw.number(-limit * 10_000, limit * 10_000);
    let sign = if all < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", all.abs() / 10_000, all.abs() % 10_000)
}
