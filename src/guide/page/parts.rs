//! The parts of a URL that a page or a collection writes, and which of two are the same to a reader.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use regex::Regex;

use crate::guide::pattern::pattern;

/// From which weight on two paths have nothing to do with each other.
pub(super) const FAR: usize = 100;

/// The parts of a URL with placeholders of any spelling.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts {
    /// Whether the host is a variable, which may hold the beginning of the path.
    is_any_host: bool,
    pub(crate) path: Vec<Segment>,
    query: Vec<(String, String)>,
}

/// A part of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    text: String,
    decoded: String,
    kind: SegmentKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SegmentKind {
    /// It is what it says.
    Word,
    /// It stands for a value.
    Placeholder,
    /// It is a value, most likely.
    Id,
    /// Its last part may be a value.
    Urn,
}

impl Segment {
    fn of(text: &str) -> Self {
        let decoded = percent_decode_str(text).decode_utf8_lossy().into_owned();
        let kind = if is_placeholder(text) {
            SegmentKind::Placeholder
        } else if is_id(text) {
            SegmentKind::Id
        } else if decoded.starts_with("urn:") {
            SegmentKind::Urn
        } else {
            SegmentKind::Word
        };
        Self {
            text: text.to_owned(),
            decoded,
            kind,
        }
    }

    /// What the segment of a request must say to be the same; `None` where others may be, too.
    pub(crate) fn word(&self) -> Option<&str> {
        (self.kind == SegmentKind::Word).then_some(&*self.decoded)
    }

    /// Whether a segment that a page shows is one that a request sends.
    fn is(&self, sent: &Self) -> bool {
        use SegmentKind::{Id, Placeholder};
        self.decoded == sent.decoded
            || self.kind == Placeholder
            || (sent.kind == Placeholder && !self.text.is_empty())
            || (self.kind == Id && sent.kind == Id)
            || are_ids_of_one_urn(&self.decoded, &sent.decoded)
    }
}

impl Parts {
    pub(crate) fn of(url: &str) -> Self {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        let url = url
            .split_once('#')
            .filter(|(before, _)| !before.is_empty())
            .map_or(url, |(before, _)| before);
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        let decode = |text: &str| {
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(key, value)| (decode(key), decode(value)));
        Self {
            is_any_host: stands_for_any(host),
            path: path
                .trim_end_matches('/')
                .split('/')
                .map(Segment::of)
                .collect(),
            query: query.collect(),
        }
    }

    pub(super) fn path_text(&self) -> String {
        let segments: Vec<&str> = self.path.iter().map(|segment| &*segment.text).collect();
        format!("/{}", segments.join("/"))
    }
}

pub(super) fn same_path(shown: &Parts, sent: &Parts) -> bool {
    let same = |shown: &[Segment], sent: &[Segment]| {
        shown.len() == sent.len() && shown.iter().zip(sent).all(|(shown, sent)| shown.is(sent))
    };
    // A host that is a variable may hold the beginning of the path.
    let cut = shown.path.len().saturating_sub(sent.path.len());
    let end = &shown.path[cut..];
    // An end that only stands for values may be that of any path.
    let says_something = || {
        end.iter().zip(&sent.path).any(|(shown, sent)| {
            shown.kind == SegmentKind::Id
                || ![shown.kind, sent.kind].contains(&SegmentKind::Placeholder)
        })
    };
    same(&shown.path, &sent.path)
        || (sent.is_any_host && cut > 0 && says_something() && same(end, &sent.path))
}

impl Parts {
    /// Whether a path ends in another, which says more than that something stands there.
    pub(crate) fn ends_in(&self, other: &Self) -> bool {
        let Some(cut) = self.path.len().checked_sub(other.path.len()) else {
            return false;
        };
        let end = &self.path[cut..];
        let is_word = |part: &Segment| part.kind == SegmentKind::Word;
        end.iter().any(is_word)
            && end
                .iter()
                .zip(&other.path)
                .all(|(one, other)| one.is(other))
    }

    /// Whether a path may be nearly the same, of which so many parts may be.
    pub(crate) fn may_be_near(&self, same: usize, sent: &Self) -> bool {
        let longest = self.path.len().max(sent.path.len());
        is_near(same, longest)
    }
}

/// Two parts at least, and two thirds of all, the empty one before the first slash counted.
fn is_near(same: usize, longest: usize) -> bool {
    (same + 1) * 3 > (longest + 1) * 2 && same > 1
}

/// How much two paths differ.
pub(super) fn weight(shown: &Parts, sent: &Parts) -> usize {
    let pairs = shown.path.iter().zip(&sent.path);
    let same = pairs.filter(|(shown, sent)| shown.is(sent)).count();
    let longest = shown.path.len().max(sent.path.len());
    if is_near(same, longest) {
        2 * (longest - same)
    } else {
        FAR
    }
}

/// `urn:ngsi:Subscription:5fd8…`, whose last part is an id.
fn are_ids_of_one_urn(shown: &str, sent: &str) -> bool {
    if !shown.starts_with("urn:") {
        return false;
    }
    let parts = shown.rsplit_once(':').zip(sent.rsplit_once(':'));
    parts.is_some_and(|((shown, shown_id), (sent, sent_id))| {
        shown == sent && is_id(shown_id) && is_id(sent_id)
    })
}

pub(super) fn query_differences(shown: &Parts, sent: &Parts) -> Vec<String> {
    let find = |parts: &Parts, key: &str| {
        parts
            .query
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.clone())
    };
    let mut differences = Vec::new();
    for (key, value) in shown.query.iter().filter(|(key, _)| !is_placeholder(key)) {
        match find(sent, key) {
            None => {
                differences.push(format!(
                    "the page shows `{key}={value}`, which the request does not send"
                ));
            }
            Some(sent) if same_value(value, &sent) => {}
            Some(sent) => {
                differences.push(format!(
                    "`{key}` is `{value}` on the page, and `{sent}` in the request"
                ));
            }
        }
    }
    for (key, value) in sent
        .query
        .iter()
        .filter(|(key, value)| !value.is_empty() && !is_placeholder(key))
    {
        if find(shown, key).is_none() {
            differences.push(format!("the request also sends `{key}={value}`"));
        }
    }
    differences
}

fn same_value(shown: &str, sent: &str) -> bool {
    shown == sent || is_placeholder(shown) || is_placeholder(sent) || (is_id(shown) && is_id(sent))
}

fn stands_for_any(host: &str) -> bool {
    host.contains("{{")
}

/// Words in capitals that stand for a value, and are none: `YOUR_TOKEN`, `POLICY_ID`.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bYOUR_[A-Z0-9_]+\b|\b[A-Z][A-Z0-9_]*_(?:HERE|ID|TOKEN|KEY|SECRET|NAME|URL|DOMAIN)\b")
});

/// Whether a part of a URL stands for a value: `{x}`, `{{x}}`, `${x}`, `$X`, `<x>`, `:x`, `[x]`, `%X%`,
/// `YOUR_ID`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let is_between = |begin: char, end: char| {
        let inner = text.strip_prefix(begin);
        let inner = inner.and_then(|inner| inner.strip_suffix(end));
        inner.is_some_and(|inner| inner.starts_with(|first: char| first.is_alphabetic()))
    };
    text.contains(['{', '<', '$'])
        || is_between('[', ']')
        || is_between('%', '%')
        || is_between('@', '@')
        || text.starts_with(':')
        || is_mask(text)
        || CAPITALS
            .find(text)
            .is_some_and(|found| found.as_str() == text)
}

/// Whether a text shows nothing but that something is left out: `xxx`, `***`, `...`.
fn is_mask(text: &str) -> bool {
    let is_of = |letter: char| text.chars().all(|each| each.to_ascii_lowercase() == letter);
    text == "…" || (text.len() >= 3 && ['x', '*', '.'].into_iter().any(is_of))
}

/// Whether a part of a URL looks like the id of something: letters and digits, mixed, and many of
/// them.
pub(crate) fn is_id(text: &str) -> bool {
    let only = text
        .chars()
        .all(|each| each.is_ascii_alphanumeric() || each == '-' || each == '_');
    only && text.len() >= 8 && text.contains(|each: char| each.is_ascii_digit())
}
