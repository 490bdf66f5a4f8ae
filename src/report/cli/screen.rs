//! Where lines go: one writer, and the console block that may be open on it.

use std::fmt::Display;
use std::io::{self, Write};

use super::lines::{columns, cut_anywhere};
use super::style::{Live, Role, Style};
use crate::script::{ConsoleLine, Level};
use crate::text::{self, Start};

/// A terminal, or what stands for one.
pub(super) struct Screen {
    out: Box<dyn Write>,
    pub(super) style: Style,
    /// The level of the console block that is open.
    console: Option<Level>,
    /// Whether a line was begun that is not ended.
    is_line_open: bool,
    /// Whether nothing but blanks stands on the line.
    is_at_start: bool,
    /// The columns of what will be taken back from the end of the line.
    status: usize,
    /// What waits for its item to fail, or to be forgotten.
    held: Option<Vec<u8>>,
    failed: Option<io::Error>,
}

impl Screen {
    pub(super) fn new(out: Box<dyn Write>, style: Style) -> Self {
        Self {
            out,
            style,
            console: None,
            is_line_open: false,
            is_at_start: true,
            status: 0,
            held: None,
            failed: None,
        }
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

    /// Writes the beginning of a line, and shows it: its end may take a while. On a terminal,
    /// `status` stands behind it meanwhile.
    pub(super) fn begin_line(&mut self, text: &str, painted: &str, status: &impl Display) {
        self.write(painted);
        self.is_line_open = true;
        if let Live::Terminal(width) = self.style.live
            && self.held.is_none()
        {
            let behind = format!("  {status}");
            // What has wrapped can't be taken back.
            if columns(text) + columns(&behind) < width {
                self.raw(&self.style.paint(Role::Faint, &behind));
                self.status = columns(&behind);
            }
        }
        self.flush();
    }

    /// Holds back what is written until it is released or dropped.
    pub(super) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Puts a text before what is held back.
    pub(super) fn prepend(&mut self, text: &str) {
        if let Some(held) = &mut self.held {
            held.splice(..0, text.bytes());
        }
    }

    /// Writes what was held back.
    pub(super) fn release(&mut self) {
        self.settle();
        if let Some(held) = self.held.take() {
            self.raw_bytes(&held);
        }
    }

    /// Forgets what was held back.
    pub(super) fn forget(&mut self) {
        self.settle();
        self.held = None;
    }

    /// Ends what is open.
    fn settle(&mut self) {
        self.close_console();
        self.close_line();
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

    /// Writes a console line into a block that it shares with those right before it; a new block
    /// begins with `time`.
    pub(super) fn console(&mut self, line: &ConsoleLine, time: Option<&str>) {
        let role = role_of(line.level);
        self.close_line();
        if self.console.is_none() {
            if let Some(time) = time {
                self.raw(&format!("\n  [{time}]\n"));
            }
            let top = self.style.either("┌", "-");
            self.raw(&format!("{}\n", self.style.paint(role, format!("  {top}"))));
        }
        self.console = Some(line.level);
        let border = self.style.paint(role, self.style.either("│", "|"));
        let foreign = text::sanitise(&line.text);
        for piece in cut_anywhere(&foreign, self.style.console_width()) {
            self.raw(&format!(
                "  {border} {}\n",
                self.style.paint(Role::Faint, piece)
            ));
        }
    }

    /// Writes pieces of text in a frame, under a heading.
    pub(super) fn block(&mut self, role: Role, heading: &str, pieces: &[String]) {
        self.settle();
        let style = self.style;
        let border = |text: &str| style.paint(Role::Faint, text);
        self.raw(&format!(
            "  {}\n",
            border(&format!("{} {heading}", style.either("┌", "-")))
        ));
        for piece in pieces {
            self.raw(&format!(
                "  {} {}\n",
                border(style.either("│", "|")),
                style.paint(role, piece)
            ));
        }
        self.raw(&format!("  {}\n", border(style.either("└", "-"))));
    }

    /// What went wrong with writing; a reader that went away is nothing wrong.
    pub(super) fn error(&mut self) -> Option<io::Error> {
        self.settle();
        self.flush();
        self.failed
            .take()
            .filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }

    fn close_console(&mut self) {
        if let Some(level) = self.console.take() {
            let bottom = self.style.either("└", "-");
            self.raw(&format!(
                "{}\n",
                self.style.paint(role_of(level), format!("  {bottom}"))
            ));
        }
    }

    fn close_line(&mut self) {
        if std::mem::take(&mut self.is_line_open) {
            self.raw("\n");
        }
    }

    // Differs from Postman: Newman prints names as they are
    // (`no_line_of_a_report_is_a_command_to_a_ci_system`).
    fn raw(&mut self, text: &str) {
        let start = if self.is_at_start {
            Start::OfLine
        } else {
            Start::Within
        };
        let text = &*text::without_commands(text, start);
        let (line, goes_on) = match text.rsplit_once('\n') {
            Some((_, line)) => (line, true),
            None => (text, self.is_at_start),
        };
        self.is_at_start = goes_on && line.trim_start().is_empty();
        if let Some(held) = &mut self.held {
            held.extend_from_slice(text.as_bytes());
            return;
        }
        let status = std::mem::take(&mut self.status);
        if status > 0 {
            self.raw_bytes(format!("\u{1b}[{status}D\u{1b}[K").as_bytes());
        }
        self.raw_bytes(text.as_bytes());
    }

    fn raw_bytes(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(bytes).err();
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
