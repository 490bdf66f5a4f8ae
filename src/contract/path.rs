//! Templates of paths: which paths they stand for, and which of two says more.

use crate::text::percent;

/// A path with `{parameters}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
}

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A parameter, with its name.
    Any(String),
}

/// The segments of a path as they are meant; a slash at the end does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segments(Vec<String>);

/// How much of a template is literal, segment by segment: what is greater says more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight(Vec<u8>);

impl Segments {
    /// Reads a path as it stands in a URL.
    pub(super) fn of(path: &str) -> Self {
        Self(split(path).map(percent::decoded).collect())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The segments of a path, without empty ones at its ends.
fn split(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').filter(move |_| !path.is_empty())
}

impl Template {
    /// Reads a template; a query or a fragment, which some have, is no part of it.
    pub(super) fn parse(text: &str) -> Self {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        Self {
            segments: split(path).map(pieces).collect(),
        }
    }

    /// How many segments it has.
    pub(super) fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether it stands for a path.
    pub(super) fn matches(&self, path: &Segments) -> bool {
        let mut pairs = self.segments.iter().zip(&path.0);
        self.segments.len() == path.0.len() && pairs.all(|(own, other)| fits(own, other))
    }

    /// The values of its parameters in a path that it stands for, each with its name.
    pub(super) fn values<'t>(&'t self, path: &'t Segments) -> Vec<(&'t str, String)> {
        let mut found = Vec::new();
        for (own, other) in self.segments.iter().zip(&path.0) {
            take(own, other, &mut found);
        }
        found
    }

    /// How much of it is literal.
    pub(super) fn weight(&self) -> Weight {
        let weight = |pieces: &Vec<Piece>| match &pieces[..] {
            [Piece::Text(_)] => 2,
            [Piece::Any(_)] => 0,
            _ => 1,
        };
        Weight(self.segments.iter().map(weight).collect())
    }
}

/// The pieces of a segment.
fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(percent::decoded(before)));
        }
        pieces.push(Piece::Any(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(percent::decoded(rest)));
    }
    pieces
}

/// Whether pieces make up a text; a parameter is never empty.
fn fits(pieces: &[Piece], text: &str) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Text(own), rest @ ..] => text
            .strip_prefix(own.as_str())
            .is_some_and(|text| fits(rest, text)),
        [Piece::Any(_)] => !text.is_empty(),
        [Piece::Any(_), rest @ ..] => ends(text).any(|end| fits(rest, &text[end..])),
    }
}

/// Takes the values out of a text that pieces make up.
fn take<'p>(pieces: &'p [Piece], text: &str, found: &mut Vec<(&'p str, String)>) {
    match pieces {
        [] => {}
        [Piece::Text(own), rest @ ..] => {
            take(rest, text.strip_prefix(own.as_str()).unwrap_or(text), found);
        }
        [Piece::Any(name), rest @ ..] => {
            let end = ends(text).find(|end| fits(rest, &text[*end..]));
            let end = end.unwrap_or(text.len());
            found.push((name, text[..end].to_owned()));
            take(rest, &text[end..], found);
        }
    }
}

/// Where a parameter may end that begins a text.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let starts = text.char_indices().skip(1).map(|(at, _)| at);
    starts.chain((!text.is_empty()).then_some(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_stands_for_paths_and_takes_their_values() {
        for (template, path, values) in [
            ("/a/{id}", "/a/1", Some(vec!["1"])),
            ("/a/{id}", "/a/b%2Fc/", Some(vec!["b/c"])),
            ("/a/{id}", "/a/", None),
            ("/a/{id}", "/a/1/2", None),
            ("/", "", Some(vec![])),
            ("/r/{a}...{b}", "/r/x...y.z", Some(vec!["x", "y.z"])),
            ("/f/{name}.json", "/f/.json", None),
            ("/f/{name}.json", "/f/a.b.json", Some(vec!["a.b"])),
            ("/f(x='{x}')", "/f(x='1')", Some(vec!["1"])),
            ("/a?x=1#y", "/a", Some(vec![])),
        ] {
            let (template, path) = (Template::parse(template), Segments::of(path));
            let found = template.matches(&path).then(|| {
                let values = template.values(&path).into_iter();
                values.map(|(_, value)| value).collect::<Vec<_>>()
            });
            assert_eq!(
                found,
                values.map(|all| all.iter().map(ToString::to_string).collect())
            );
        }
    }

    #[test]
    fn what_is_literal_earlier_says_more() {
        let weight = |text| Template::parse(text).weight();
        assert!(weight("/a/me") > weight("/a/{id}"));
        assert!(weight("/a/{b}/c") > weight("/{a}/b/c"));
        assert!(weight("/a/{id}.json") > weight("/a/{id}"));
    }
}
