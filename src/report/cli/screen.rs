//! Where lines go: one writer, and the console block that may be open on it.

use std::io::{self, Write};

use super::lines::cut_anywhere;
use super::style::{Role, Style};
use crate::script::{ConsoleLine, Level};
use crate::text::{self, Secrets};

/// A terminal, or what stands for one.
pub(super) struct Screen {
    out: Box<dyn Write>,
    pub(super) style: Style,
    secrets: Secrets,
    /// The level of the console block that is open.
    console: Option<Level>,
    /// Whether a line was begun that is not ended.
    is_line_open: bool,
    failed: Option<io::Error>,
}

impl Screen {
    pub(super) fn new(out: Box<dyn Write>, style: Style, secrets: Secrets) -> Self {
        Self { out, style, secrets, console: None, is_line_open: false, failed: None }
    }

    /// Foreign text as it may be shown. Secrets are masked before lines are broken: no writer behind would know the
    /// pieces of one.
    pub(super) fn foreign(&self, text: &str) -> String {
        text::sanitise(&self.secrets.mask(text)).into_owned()
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) {
        self.write(text);
        self.write("\n");
    }

    /// Writes a line in the colour of its role.
    pub(super) fn painted(&mut self, role: Role, text: &str) {
        self.line(&self.style.paint(role, text));
    }

    /// Writes text; what is open is closed first.
    pub(super) fn write(&mut self, text: &str) {
        self.close_console();
        self.close_line();
        self.raw(text);
    }

    /// Writes the beginning of a line, and shows it: its end may take a while.
    pub(super) fn begin_line(&mut self, text: &str) {
        self.write(text);
        self.is_line_open = true;
        self.flush();
    }

    /// Writes the end of the line that was begun.
    pub(super) fn end_line(&mut self, text: &str) {
        if !std::mem::take(&mut self.is_line_open) {
            self.close_console();
        }
        self.raw(" ");
        self.raw(text);
        self.raw("\n");
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
        self.close_line();
        if self.console.is_none() {
            let top = self.style.either("┌", "-");
            self.raw(&format!("{}\n", self.style.paint(role, format!("  {top}"))));
        }
        self.console = Some(line.level);
        let border = self.style.paint(role, self.style.either("│", "|"));
        let foreign = self.foreign(&line.text);
        for piece in cut_anywhere(&foreign, self.style.width.saturating_sub(6).max(1)) {
            self.raw(&format!("  {border} {}\n", self.style.paint(Role::Faint, piece)));
        }
    }

    /// What went wrong with writing; a reader that went away is nothing wrong.
    pub(super) fn error(&mut self) -> Option<io::Error> {
        self.close_console();
        self.close_line();
        self.flush();
        self.failed.take().filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }

    fn close_console(&mut self) {
        if let Some(level) = self.console.take() {
            let bottom = self.style.either("└", "-");
            self.raw(&format!("{}\n", self.style.paint(role_of(level), format!("  {bottom}"))));
        }
    }

    fn close_line(&mut self) {
        if std::mem::take(&mut self.is_line_open) {
            self.raw("\n");
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
        Level::Log | Level::Clear => Role::Faint,
        Level::Info => Role::Info,
        Level::Warn => Role::Warning,
        Level::Error => Role::Bad,
        Level::Debug => Role::Debug,
    }
}
