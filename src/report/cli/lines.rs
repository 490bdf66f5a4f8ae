//! Breaking text into lines, and how many columns it takes.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns of a terminal a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Cuts text into lines of at most `length` characters, wherever that falls; blank lines are left
/// out. It counts characters rather than columns because Newman does.
pub(super) fn cut_anywhere(text: &str, length: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let characters: Vec<char> = line.chars().collect();
        lines.extend(
            characters
                .chunks(length)
                .map(|chunk| chunk.iter().collect::<String>()),
        );
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Breaks text into lines of at most `width` columns, between words where there is a place.
pub(super) fn break_at_words(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && columns(&line) + 1 + columns(word) > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for character in word.chars() {
                if !line.is_empty() && columns(&line) + character.width().unwrap_or(0) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(character);
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn console_text_is_cut_at_the_length() {
        assert_eq!(cut_anywhere("abcde\n\nfg", 3), ["abc", "de", "fg"]);
        assert_eq!(cut_anywhere("", 3), [""]);
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(break_at_words("one two three", 8), ["one two", "three"]);
        assert_eq!(break_at_words("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(break_at_words("", 3), [""]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(columns("日本"), 4);
        assert_eq!(break_at_words("日本語 ab", 4), ["日本", "語", "ab"]);
    }
}
