//! The lines of a text: from offsets to places and back.

use crate::guide::error::Position;

/// Where lines begin, to turn offsets into places.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many characters begin before each block of the text: a page may be one long line.
    counts: Vec<usize>,
}

/// A line break that the page does not have: what follows stands on the same line of the page. Blanks
/// at a line's end mean nothing, wherever they stand; nobody writes these.
pub(in crate::guide) const ADDED: &str = "\t \t \t\n";

/// How many bytes a block of the text has.
const BLOCK: usize = 256;

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        // A carriage return by itself ends a line for Markdown and for YAML.
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
            .filter(|at| !bytes[..=*at].ends_with(ADDED.as_bytes()));
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        let mut before = 0;
        let counts = bytes.chunks(BLOCK).map(|block| {
            let count = before;
            before += characters(block);
            count
        });
        let counts = counts.collect();
        Self {
            text,
            starts,
            counts,
        }
    }

    /// The text of a line, counted from 1.
    pub(crate) fn line(&self, number: usize) -> &'a str {
        let end = self.starts.get(number).copied();
        let line = &self.text[self.starts[number - 1]..end.unwrap_or(self.text.len())];
        line.trim_end_matches(['\n', '\r'])
    }

    /// How many characters the word at a place has; at least one.
    pub(crate) fn word_length(&self, at: Position) -> usize {
        let rest = &self.text[self.offset(at)..];
        let word = rest
            .chars()
            .take_while(|next| !next.is_whitespace() && !",]}".contains(*next));
        word.count().max(1)
    }

    /// The byte of the text at a place.
    pub(crate) fn offset(&self, at: Position) -> usize {
        let Some(start) = self.starts.get(at.line - 1) else {
            return self.text.len();
        };
        let wanted = self.characters_before(*start) + at.column - 1;
        let block = self.counts.partition_point(|count| *count <= wanted);
        let Some(block) = block.checked_sub(1) else {
            return self.text.len();
        };
        let begin = self.text.ceil_char_boundary(block * BLOCK);
        self.text[begin..]
            .char_indices()
            .nth(wanted - self.counts[block])
            .map_or(self.text.len(), |(byte, _)| begin + byte)
    }

    /// The place of a byte of the text; within a character, that of the character.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let before = self.characters_before(self.starts[line - 1]);
        Position {
            line,
            column: self.characters_before(offset) - before + 1,
        }
    }

    /// How many characters begin before a byte of the text.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let Some(count) = self.counts.get(block) else {
            let last = self.counts.len().saturating_sub(1);
            let before = self.counts.last().copied().unwrap_or_default();
            return before + characters(&self.text.as_bytes()[last * BLOCK..]);
        };
        count + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// How many characters begin in bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
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

    #[test]
    fn places_far_into_a_line_are_those_of_its_characters() {
        let text = format!("é\n{}x y\nend", "aé€😀".repeat(500));
        let lines = Lines::of(&text);
        for (column, (offset, _)) in (1..).zip(text.char_indices().skip(2).take(2003)) {
            let at = Position { line: 2, column };
            assert_eq!((lines.position(offset), lines.offset(at)), (at, offset));
        }
        let end = Position { line: 3, column: 4 };
        assert_eq!(lines.position(text.len()), end);
        assert_eq!(lines.offset(end), text.len());
        let x = Position {
            line: 2,
            column: 2001,
        };
        assert_eq!(lines.word_length(x), 1);
        assert_eq!(lines.word_length(Position { line: 9, column: 1 }), 1);
        assert_eq!(Lines::of("").position(0), Position { line: 1, column: 1 });
    }
}
