//! The lines of a text: from offsets to places and back.

use crate::guide::error::Position;

/// Where lines begin, to turn offsets into places.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        // A carriage return by itself ends a line for Markdown and for YAML.
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        Self { text, starts }
    }

    /// The text of a line, counted from 1.
    pub(crate) fn line(&self, number: usize) -> &'a str {
        let start = self.starts[number - 1];
        let line = self.text[start..].split(['\n', '\r']).next();
        line.unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_either_or_both_of_their_ends() {
        let lines = Lines::of("a\r\nb\rc\n\r\nd");
        for (offset, line, text) in [
            (0, 1, "a"),
            (3, 2, "b"),
            (5, 3, "c"),
            (7, 4, ""),
            (9, 5, "d"),
        ] {
            let at = Position { line, column: 1 };
            assert_eq!(lines.position(offset), at);
            assert_eq!((lines.offset(at), lines.line(line)), (offset, text));
        }
    }
}
