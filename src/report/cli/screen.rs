//! Where lines go: one writer, and the console block that may be open on it.

use std::io::{self, Write};

use super::style::{Role, Style};
use crate::script::{ConsoleLine, Level};
use crate::text;

/// A terminal, or what stands for one.
pub(super) struct Screen {
    out: Box<dyn Write>,
    pub(super) style: Style,
    /// The level of the console block that is open.
    console: Option<Level>,
    failed: Option<io::Error>,
}

impl Screen {
    pub(super) fn new(out: Box<dyn Write>, style: Style) -> Self {
        Self { out, style, console: None, failed: None }
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) {
        self.write(text);
        self.write("\n");
    }

    /// Writes text; an open console block is closed first.
    pub(super) fn write(&mut self, text: &str) {
        self.close_console();
        self.raw(text);
    }

    /// Shows what was written so far.
    pub(super) fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.flush().err();
        }
    }

    /// Writes a console line into a block that it shares with those right before it.
    pub(super) fn console(&mut self, line: &ConsoleLine) {
        let role = role_of(line.level);
        if self.console.is_none() {
            let top = self.style.either("┌", "-");
            self.raw(&self.style.paint(role, format!("  {top}\n")));
        }
        self.console = Some(line.level);
        let border = self.style.paint(role, self.style.either("│", "|"));
        let foreign = text::sanitise(&line.text);
        for piece in wrap_hard(&foreign, self.style.width.saturating_sub(6).max(1)) {
            self.raw(&format!("  {border} {}\n", self.style.paint(Role::Faint, piece)));
        }
    }

    /// What went wrong with writing; a reader that went away is nothing wrong.
    pub(super) fn error(&mut self) -> Option<io::Error> {
        self.close_console();
        self.flush();
        self.failed.take().filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }

    fn close_console(&mut self) {
        if let Some(level) = self.console.take() {
            let bottom = self.style.either("└", "-");
            self.raw(&self.style.paint(role_of(level), format!("  {bottom}\n")));
        }
    }

    fn raw(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(text.as_bytes()).err();
        }
    }
}

fn role_of(level: Level) -> Role {
    match level {
        Level::Log => Role::Faint,
        Level::Info => Role::Info,
        Level::Warn => Role::Warning,
        Level::Error => Role::Bad,
        Level::Debug => Role::Debug,
    }
}

/// Cuts text into lines of at most `width` characters, wherever that falls; blank lines are left out.
fn wrap_hard(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let characters: Vec<char> = line.chars().collect();
        lines.extend(characters.chunks(width).map(|chunk| chunk.iter().collect::<String>()));
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Breaks text into lines of at most `width` columns, between words where there is a place.
pub(super) fn wrap_words(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let mut word: Vec<char> = word.chars().collect();
            if !line.is_empty() && line.chars().count() + 1 + word.len() > width {
                lines.push(std::mem::take(&mut line));
            }
            while word.len() > width {
                lines.push(word.drain(..width).collect());
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn console_text_is_cut_at_the_width() {
        assert_eq!(wrap_hard("abcde\n\nfg", 3), ["abc", "de", "fg"]);
        assert_eq!(wrap_hard("", 3), [""]);
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(wrap_words("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap_words("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    }
}
