//! Identifiers that differ by a letter or two from another one, as `userPersistentCookie` from
//! `usePersistentCookie`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Finding};
use super::stock::Stock;
use super::{Subject, Words};
use crate::guide::pattern::pattern;

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z_][A-Za-z0-9_]*"));

/// The fewest letters of an identifier that is looked at: in short ones, a letter makes another
/// word.
const SHORTEST: usize = 8;

/// Where an identifier stands on the page.
struct Seen<'a> {
    word: &'a str,
    offset: usize,
}

/// Finds identifiers of the page that are most likely slips.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let page = subject.page;
    let marked: Vec<(&crate::guide::prose::Block, Vec<(usize, usize)>)> = page
        .blocks
        .iter()
        .map(|block| (block, code_spans(&block.marked)))
        .collect();
    let mut seen: Vec<Seen<'_>> = Vec::new();
    for (block, code) in &marked {
        for word in WORD.find_iter(&block.marked) {
            let begun = code.partition_point(|(start, _)| *start <= word.start());
            let span = code[..begun].last();
            let in_code = span.is_some_and(|(_, end)| word.end() <= *end);
            let in_urn = is_in_urn(&block.marked, word.start());
            if word.len() >= SHORTEST && !in_urn && (in_code || is_camel_case(word.as_str())) {
                seen.push(Seen {
                    word: word.as_str(),
                    offset: block.source(word.start()),
                });
            }
        }
    }
    let of_page = known(subject);
    let stocks: Vec<&Stock> = subject.stocks().collect();
    let is_known =
        |word: &str| of_page.contains(word) || stocks.iter().any(|stock| stock.has_word(word));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for seen in &seen {
        *counts.entry(seen.word).or_default() += 1;
    }
    let index = Index::of(of_page.iter().copied().chain(counts.keys().copied()));
    let mut rights: HashMap<&str, Option<&str>> = HashMap::new();
    for found in &seen {
        let right = *rights.entry(found.word).or_insert_with(|| {
            if is_known(found.word) {
                return None;
            }
            let count = counts[found.word];
            let rightful = |other: &str| {
                is_known(other) || counts.get(other).is_some_and(|times| *times > count)
            };
            let mut near: Vec<&str> = index.near(found.word).collect();
            near.extend(stocks.iter().flat_map(|stock| stock.index.near(found.word)));
            near.sort_unstable();
            near.into_iter().find(|other| rightful(other))
        });
        let Some(right) = right else { continue };
        let whence = if is_known(right) {
            "in the samples and collections"
        } else {
            "elsewhere on the page"
        };
        let message = format!("`{}` is written `{right}` {whence}", found.word);
        let place = Words {
            at: subject.position(found.offset),
            length: found.word.chars().count(),
        };
        let suggestion = Some(format!("did you mean `{right}`?"));
        findings.push(Finding {
            suggestion,
            ..subject.finding(Code::SimilarIdentifier, place, message)
        });
    }
}

/// Whether a word is a part of a URN: what names things there is not the page's.
fn is_in_urn(text: &str, at: usize) -> bool {
    let begin = text[..at]
        .rfind(|each: char| each.is_whitespace() || "`\"'*/(<".contains(each))
        .map_or(0, |begin| begin + 1);
    text[begin..at].starts_with("urn:")
}

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
    fn near<'i>(&'i self, word: &'i str) -> impl Iterator<Item = &'i str> {
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

/// Whether a word is written `likeThis`, as only identifiers are.
fn is_camel_case(word: &str) -> bool {
    let first = word
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_lowercase());
    let inner: Vec<char> = word.chars().skip(2).collect();
    first
        && inner
            .windows(2)
            .any(|pair| pair[0].is_ascii_uppercase() && pair[1].is_ascii_lowercase())
}

/// The spans of code in a block's words.
fn code_spans(marked: &str) -> Vec<(usize, usize)> {
    let ticks: Vec<usize> = marked.match_indices('`').map(|(at, _)| at).collect();
    ticks
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .collect()
}

/// The words of the page's samples and of the environment: what is there is meant.
fn known<'a>(subject: &Subject<'a>) -> HashSet<&'a str> {
    let fences = subject.page.fences.iter();
    let mut known: HashSet<&str> = fences.flat_map(|fence| words(&fence.text)).collect();
    if let Some(scopes) = subject.scopes {
        known.extend(scopes.names().flat_map(words));
    }
    known
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

    #[test]
    fn identifiers_are_told_from_words() {
        for (word, expected) in [
            ("usePersistentCookie", true),
            ("JavaScript", false),
            ("OpenID", false),
            ("iPhones", false),
            ("session", false),
        ] {
            assert_eq!(is_camel_case(word), expected, "{word}");
        }
    }
}
