//! Where a form of a secret is masked: anywhere, or where it is a word of its own; in texts alone, or
//! in names as well.

use std::ops::Range;

/// A value of fewer characters is not masked in names; if it is a word, not within other words
/// either.
const LONG: usize = 8;

/// Where a form is masked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reach {
    /// Within a longer word of a text.
    in_words: bool,
    /// In names, as a word of its own.
    in_names: bool,
    /// In names, also within a longer word.
    in_words_of_names: bool,
}

/// What is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What somebody says.
    Text,
    /// What something is called.
    Name,
}

impl Reach {
    /// Of a form of a value.
    pub(super) fn of(form: &str, value: &str) -> Self {
        let (is_long, is_plain) = (value.chars().count() >= LONG, form == value);
        Self {
            in_words: is_long || !is_plain || !is_word(value),
            in_names: is_long,
            in_words_of_names: is_long && !is_plain,
        }
    }

    /// Of a value in which something is escaped.
    pub(super) fn of_escaped(value: &str) -> Self {
        Self::of("", value)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.in_words |= other.in_words;
        self.in_names |= other.in_names;
        self.in_words_of_names |= other.in_words_of_names;
    }

    /// Whether a form is masked that stands there.
    pub(super) fn covers(self, part: Part, stands_alone: impl Fn() -> bool) -> bool {
        match part {
            Part::Text => self.in_words || stands_alone(),
            Part::Name => self.in_words_of_names || (self.in_names && stands_alone()),
        }
    }
}

/// Whether a value is a word of any language that is written with these letters: `hunter`, `Hunter`
/// or `HUNTER`, but no `hunTer2`.
fn is_word(value: &str) -> bool {
    let rest = value.get(1..).unwrap_or_default();
    value.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (rest.bytes().all(|byte| byte.is_ascii_lowercase())
            || value.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Whether what stands at that place is no part of a longer word.
pub(super) fn stands_alone(bytes: &[u8], place: &Range<usize>) -> bool {
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let begins = place.start == 0
        || !is_letter(place.start)
        || !is_letter(place.start - 1)
        || ends_with_escape(&bytes[..place.start]);
    begins && !(is_letter(place.end - 1) && is_letter(place.end))
}

/// Whether the last letters belong to what URLs (`%2F`) and JSON (`\n`, `\u00e4`) write for a
/// character.
fn ends_with_escape(bytes: &[u8]) -> bool {
    let begins_with = |length: usize, mark: &[u8]| {
        let at = bytes.len().checked_sub(length);
        at.is_some_and(|at| bytes[at..].starts_with(mark))
    };
    begins_with(3, b"%") || begins_with(2, b"\\") || begins_with(6, b"\\u")
}
