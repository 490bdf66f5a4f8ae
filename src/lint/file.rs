//! A file, and where in it words stand.

use crate::document::{Node, Position};

/// A file of a collection.
#[derive(Debug)]
pub struct File {
    /// How it is named in messages.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// What that says, where it can be read.
    pub(super) root: Option<Node>,
    /// Where lines begin, in bytes.
    lines: Vec<usize>,
}

/// Words in a file: where they begin, and how many characters they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) at: Position,
    pub(super) length: usize,
}

impl Words {
    /// The place itself, where the words are not known.
    pub(super) fn at(at: Position) -> Self {
        Self { at, length: 1 }
    }
}

impl File {
    /// A file of that name and text, and what it says.
    pub fn new(name: String, text: String, root: Option<Node>) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        let lines = std::iter::once(0).chain(breaks.map(|at| at + 1)).collect();
        Self {
            name,
            text,
            root,
            lines,
        }
    }

    /// The byte at which a place is.
    pub(super) fn offset(&self, at: Position) -> usize {
        let start = self.lines.get(at.line.saturating_sub(1)).copied();
        let start = start.unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let mark = rest
            .starts_with('\u{feff}')
            .then_some('\u{feff}'.len_utf8());
        let rest = rest.get(mark.unwrap_or(0)..).unwrap_or_default();
        let column = rest.char_indices().nth(at.column.saturating_sub(1));
        start + mark.unwrap_or(0) + column.map_or(rest.len(), |(byte, _)| byte)
    }

    /// The place of a byte.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        Position {
            line,
            column: before.trim_start_matches('\u{feff}').chars().count() + 1,
        }
    }

    /// Where words stand for the `nth` time, from 0, at or behind a place; the place itself where
    /// they don't, as when the file has them escaped.
    pub(super) fn find(&self, words: &str, nth: usize, from: Position) -> Words {
        let start = self.offset(from);
        let rest = self.text.get(start..).unwrap_or_default();
        let mut found = rest.match_indices(words).map(|(at, _)| start + at);
        match found.nth(nth).filter(|_| !words.is_empty()) {
            Some(at) => Words {
                at: self.position(at),
                length: words.chars().count(),
            },
            None => Words::at(from),
        }
    }

    /// A line, counted from 1.
    pub(super) fn line(&self, number: usize) -> &str {
        self.text
            .lines()
            .nth(number.saturating_sub(1))
            .unwrap_or_default()
    }
}
