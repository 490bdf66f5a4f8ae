//! The lines of a text: from offsets to places and back.

use crate::guide::error::Position;

/// Where lines begin, to turn offsets into places.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// The text of a line, counted from 1.
    pub(super) fn line(&self, number: usize) -> &'a str {
        let start = self.starts[number - 1];
        self.text[start..].lines().next().unwrap_or_default()
    }

    /// How many characters the word at a place has; at least one.
    pub(crate) fn word_length(&self, at: Position) -> usize {
        let line = if at.line <= self.starts.len() {
            self.line(at.line)
        } else {
            ""
        };
        let word = line
            .chars()
            .skip(at.column - 1)
            .take_while(|next| !next.is_whitespace() && !",]}".contains(*next));
        word.count().max(1)
    }

    /// The byte of the text at a place.
    pub(crate) fn offset(&self, at: Position) -> usize {
        let Some(start) = self.starts.get(at.line - 1) else {
            return self.text.len();
        };
        let line = &self.text[*start..];
        line.char_indices()
            .nth(at.column - 1)
            .map_or(self.text.len(), |(byte, _)| start + byte)
    }

    /// The place of a byte of the text; within a character, that of the character.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position {
            line,
            column: self.text[start..offset].chars().count() + 1,
        }
    }
}
