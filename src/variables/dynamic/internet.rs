//! The Internet: addresses, names, images.

use fake::locales::{Data as _, EN};
use percent_encoding::utf8_percent_encode;

use super::draw::Draw;
use super::person::{first_name, last_name};
use crate::text::percent::RESERVED;

pub(super) fn avatar(draw: &Draw<'_>) -> String {
    if draw.number(0, 1) == 0 {
        return format!(
            "https://avatars.githubusercontent.com/u/{}",
            draw.number(0, 100_000_000)
        );
    }
    let folder =
        "https://cloudflare-ipfs.com/ipfs/Qmd3W5DuhgHirLHGVixi6V76LhCkZUz6pnFt5AJBiyvHye/avatar";
    format!("{folder}/{}.jpg", draw.number(0, 1249))
}

/// An image of a kind, which is a path or empty.
pub(super) fn image(kind: &str) -> String {
    format!("http://placeimg.com/640/480{kind}")
}

/// A grey image of no size, as Postman makes it.
pub(super) fn data_uri() -> String {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" baseProfile=\"full\" width=\"undefined\" \
        height=\"undefined\"><rect width=\"100%\" height=\"100%\" fill=\"grey\"/><text x=\"NaN\" y=\"NaN\" \
        font-size=\"20\" alignment-baseline=\"middle\" text-anchor=\"middle\" fill=\"white\">undefinedxundefined</text></svg>";
    format!(
        "data:image/svg+xml;charset=UTF-8,{}",
        utf8_percent_encode(svg, RESERVED)
    )
}

pub(super) fn email(draw: &Draw<'_>) -> String {
    format!(
        "{}@{}",
        user_name(draw),
        draw.pick(&["gmail.com", "yahoo.com", "hotmail.com"])
    )
}

pub(super) fn example_email(draw: &Draw<'_>) -> String {
    format!(
        "{}@{}",
        user_name(draw),
        draw.pick(&["example.org", "example.com", "example.net"])
    )
}

pub(super) fn user_name(draw: &Draw<'_>) -> String {
    let (first, last) = (first_name(draw), last_name(draw).replace('\'', ""));
    let number = draw.number(0, 99);
    let between = draw.pick(&[".", "_"]);
    match draw.number(0, 2) {
        0 => format!("{first}{number}"),
        1 => format!("{first}{between}{last}"),
        _ => format!("{first}{between}{last}{number}"),
    }
}

pub(super) fn protocol(draw: &Draw<'_>) -> String {
    draw.one_of(&["http", "https"])
}

pub(super) fn domain(draw: &Draw<'_>) -> String {
    format!("{}.{}", domain_word(draw), domain_suffix(draw))
}

pub(super) fn domain_suffix(draw: &Draw<'_>) -> String {
    draw.one_of(&["com", "biz", "info", "name", "net", "org"])
}

pub(super) fn domain_word(draw: &Draw<'_>) -> String {
    first_name(draw).to_lowercase().replace('\'', "")
}

pub(super) fn ip_v4(draw: &Draw<'_>) -> String {
    [0; 4].map(|_| draw.number(0, 255).to_string()).join(".")
}

/// Groups of hexadecimal digits with colons between them.
pub(super) fn groups(draw: &Draw<'_>, count: usize, pattern: &str) -> String {
    (0..count)
        .map(|_| draw.pattern(pattern))
        .collect::<Vec<_>>()
        .join(":")
}

pub(super) fn user_agent(draw: &Draw<'_>) -> String {
    draw.one_of(EN::INTERNET_USER_AGENT)
}

/// A dark colour: each part is below half.
pub(super) fn hex_color(draw: &Draw<'_>) -> String {
    let [red, green, blue] = [0; 3].map(|_| draw.number(0, 127));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

pub(super) fn password(draw: &Draw<'_>) -> String {
    const LETTERS: &[u8; 63] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    let letter = |_| usize::try_from(draw.number(0, 62)).map_or('0', |at| char::from(LETTERS[at]));
    (0..15).map(letter).collect()
}
