//! Words that are most likely others, mistyped, and an index in which they are found.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::guide::pattern::pattern;

pub(super) static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z_][A-Za-z0-9_]*"));

/// The fewest letters of an identifier that is looked at: in short ones, a letter makes another
/// word.
pub(super) const SHORTEST: usize = 8;

/// Words by how they begin and how they end: a slip leaves one of both whole.
#[derive(Default)]
pub(super) struct Index {
    words: Vec<String>,
    ends: HashMap<[u8; 3], Vec<usize>>,
}

impl Index {
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut index = Self::default();
        for word in words
            .collect::<HashSet<_>>()
            .into_iter()
            .filter(|word| word.len() >= SHORTEST - 2 && word.is_ascii())
        {
            for end in ends(word) {
                index.ends.entry(end).or_default().push(index.words.len());
            }
            index.words.push(word.to_owned());
        }
        index
    }

    /// The words that differ by a letter or two, and not in what makes another word of one: its
    /// number, a digit. Some come twice.
    pub(super) fn near<'i>(&'i self, word: &'i str) -> impl Iterator<Item = &'i str> {
        let same_end = ends(word).into_iter().filter_map(|end| self.ends.get(&end));
        let others = same_end.flatten().map(|at| self.words[*at].as_str());
        others.filter(move |other| is_slip(word, other))
    }
}

/// The first and the last three letters of a word; none of a shorter one.
fn ends(word: &str) -> Vec<[u8; 3]> {
    let bytes = word.as_bytes();
    let ends = [bytes.first_chunk::<3>(), bytes.last_chunk::<3>()];
    ends.into_iter().flatten().copied().collect()
}

/// The words of a text that may be identifiers.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = WORD.find_iter(text).map(|word| word.as_str());
    words.filter(|word| word.len() >= SHORTEST - 2)
}

/// Whether one word is most likely the other, mistyped: a letter or two of one of its parts,
/// `persistent` of `usePersistentCookie`, and not the first one, which makes another word of `der`,
/// `get` or `encrypt`.
fn is_slip(word: &str, other: &str) -> bool {
    if word.len().abs_diff(other.len()) > 2 || word.eq_ignore_ascii_case(other) {
        return false;
    }
    let (shorter, longer) = if word.len() < other.len() {
        (word, other)
    } else {
        (other, word)
    };
    // `rules` of `rule`, `updated` of `update`: another form of the word.
    if longer.starts_with(shorter) || longer.chars().any(|each| each.is_ascii_digit()) {
        return false;
    }
    // `grant_type` and `grantTypes` are names of two conventions.
    if word.contains('_') != other.contains('_') {
        return false;
    }
    let (parts, others) = (parts(word), parts(other));
    if parts.len() != others.len() {
        return false;
    }
    let mut different = parts
        .iter()
        .zip(&others)
        .filter(|(part, other)| !part.eq_ignore_ascii_case(other));
    match (different.next(), different.next()) {
        (Some((part, other)), None) if parts.len() > 1 => is_slip_of_part(part, other),
        // A word alone is most likely another word: only a letter that is lost, doubled or
        // exchanged tells a slip.
        (Some((part, other)), None) => part.len() >= 8 && is_lost_or_exchanged(part, other),
        _ => false,
    }
}

fn is_slip_of_part(part: &str, other: &str) -> bool {
    let (part, other) = (part.to_ascii_lowercase(), other.to_ascii_lowercase());
    let longest = part.len().max(other.len());
    let same_start = part.chars().next() == other.chars().next();
    same_start
        && match strsim::damerau_levenshtein(&part, &other) {
            1 => longest >= 5 || part.len() != other.len(),
            2 => longest >= 8,
            _ => false,
        }
}

fn is_lost_or_exchanged(part: &str, other: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let moved = part.len() != other.len() || letters(part) == letters(other);
    part.chars().next() == other.chars().next()
        && strsim::damerau_levenshtein(part, other) == 1
        && moved
}

/// The words that an identifier is made of: `use`, `Persistent`, `Cookie`.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    for pair in letters.windows(2) {
        let ((_, before), (at, letter)) = (pair[0], pair[1]);
        if before == '_' || (letter.is_ascii_uppercase() && !before.is_ascii_uppercase()) {
            parts.push(word[start..at].trim_end_matches('_'));
            start = at;
        }
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        for (word, other, expected) in [
            ("userPersistentCookie", "usePersistentCookie", true),
            ("rememberDeviceByDefualt", "rememberDeviceByDefault", true),
            ("createdBy", "createdAt", false),
            ("getUsers", "setUsers", false),
            ("policyIds", "policyId", false),
            ("startDate", "stateDate", false),
            ("hashSha256", "hashSha512", false),
            ("maxSessionIdle", "maxSessionLife", false),
            ("BlockEncryptMut", "BlockDecryptMut", false),
            ("forEachOfSeries", "forEachSeries", false),
            ("from_der_and", "from_ber_and", false),
            ("progress", "process", false),
            ("formatted", "formatter", false),
            ("priortiy1", "priority1", false),
            ("descripton", "description", true),
            ("priortiies", "priorities", true),
            (
                "CertificateSingingRequest",
                "CertificateSigningRequest",
                true,
            ),
            ("client_idetifeir", "client_identifier", true),
        ] {
            assert_eq!(is_slip(word, other), expected, "{word} {other}");
        }
    }
}
