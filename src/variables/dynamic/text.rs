//! Words and what is made of them.

use fake::locales::{Data as _, EN};

use super::draw::Draw;
use super::{business, finance, person, place, system};

pub(super) fn word(draw: &Draw<'_>) -> String {
    draw.one_of(EN::LOREM_WORD)
}

pub(super) fn words(draw: &Draw<'_>, count: i64) -> String {
    joined(count, " ", || word(draw))
}

/// Three to ten words with a capital before them and a full stop behind.
pub(super) fn sentence(draw: &Draw<'_>) -> String {
    let words = words(draw, draw.number(3, 10));
    let (first, rest) = words.split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}

pub(super) fn sentences(draw: &Draw<'_>, least: i64, most: i64) -> String {
    joined(draw.number(least, most), " ", || sentence(draw))
}

pub(super) fn paragraph(draw: &Draw<'_>) -> String {
    sentences(draw, 3, 6)
}

pub(super) fn paragraphs(draw: &Draw<'_>) -> String {
    joined(3, "\n \r", || paragraph(draw))
}

pub(super) fn lines(draw: &Draw<'_>) -> String {
    joined(draw.number(1, 5), "\n", || sentence(draw))
}

/// A word, some, a sentence, some, a paragraph, some, or lines.
pub(super) fn text(draw: &Draw<'_>) -> String {
    match draw.number(0, 6) {
        0 => word(draw),
        1 => words(draw, 3),
        2 => sentence(draw),
        3 => sentences(draw, 2, 6),
        4 => paragraph(draw),
        5 => paragraphs(draw),
        _ => lines(draw),
    }
}

/// A word out of anything else that is made here.
pub(super) fn random_word(draw: &Draw<'_>) -> String {
    let sources: [fn(&Draw<'_>) -> String; 14] = [
        business::department,
        business::product_name,
        business::color,
        business::catch_phrase,
        business::buzz_phrase,
        place::country,
        place::street,
        finance::account_name,
        finance::currency_name,
        finance::transaction,
        person::job_title,
        system::adjective,
        system::noun,
        system::ing_verb,
    ];
    let at = usize::try_from(draw.number(0, 13)).unwrap_or_default();
    let words = sources[at](draw);
    let words: Vec<&str> = words
        .split([' ', '(', ')', ','])
        .filter(|word| !word.is_empty())
        .collect();
    draw.one_of(&words)
}

/// Two to five words.
pub(super) fn random_words(draw: &Draw<'_>) -> String {
    joined(draw.number(2, 5), " ", || random_word(draw))
}

fn joined(count: i64, between: &str, make: impl Fn() -> String) -> String {
    (0..count).map(|_| make()).collect::<Vec<_>>().join(between)
}
