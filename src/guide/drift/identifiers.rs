//! Identifiers that differ by a letter or two from another one, as `userPersistentCookie` from
//! `usePersistentCookie`.

use std::collections::{HashMap, HashSet};

use super::finding::{Code, Finding};
use super::slips::{Index, SHORTEST, WORD, words};
use super::stock::Stock;
use super::{Subject, Words};

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
    let ends = |each: char| each.is_whitespace() || "`\"'*/(<".contains(each);
    let before = text[..at].rsplit(ends).next().unwrap_or_default();
    before.starts_with("urn:")
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

    #[test]
    fn a_part_of_a_urn_is_told_from_what_stands_behind_one() {
        for (text, expected) in [
            ("urn:ngsi-ld:", true),
            ("see urn:a:", true),
            ("no\u{a0}urn:a:", true),
            ("urn:a:b\u{a0}", false),
            ("`urn:a`\u{3000}", false),
            ("", false),
        ] {
            assert_eq!(is_in_urn(text, text.len()), expected, "{text}");
        }
    }
}
