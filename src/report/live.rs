//! Newman's small reports for people who watch: a bar, and a row of faces.

use std::io::Write;

use super::description::{Audience, Description, Opened, SILENT};
use super::output::Output;
use super::{Opening, ReportError, Reporter};
use crate::runner::{Event, EventKind, Summary};

/// How many columns the bar has.
const BAR: usize = 40;

/// What there is to know of the bar before it is opened.
pub const PROGRESS: Description = Description {
    name: "progress",
    stands_for: &[],
    help: "standard error, on a terminal: Newman's bar",
    ending: "",
    options: &[SILENT],
    audience: Audience::Watchers,
    open: open_progress,
};

/// What there is to know of the faces before they are opened.
pub const EMOJITRAIN: Description = Description {
    name: "emojitrain",
    stands_for: &[],
    help: "standard output: Newman's faces",
    ending: "",
    options: &[SILENT],
    audience: Audience::Watchers,
    open: open_emojitrain,
};

#[expect(clippy::unnecessary_wraps, reason = "as every reporter is opened")]
fn open_progress(opening: &Opening<'_>) -> Opened {
    // Without a terminal there is nothing to draw on.
    let board = opening.facts.board;
    Ok(board.map(|board| Box::new(Progress::new(board())) as Box<dyn Reporter>))
}

#[expect(clippy::unnecessary_wraps, reason = "as every reporter is opened")]
fn open_emojitrain(opening: &Opening<'_>) -> Opened {
    Ok(Some(Box::new(Emojitrain::new(opening.stream()))))
}

/// A bar that fills while the run goes, on a terminal.
pub struct Progress {
    out: Box<dyn Write>,
    started: i64,
    done: usize,
    total: usize,
}

impl Progress {
    /// Draws on `out`, which must be a terminal.
    pub fn new(out: Box<dyn Write>) -> Self {
        Self {
            out,
            started: 0,
            done: 0,
            total: 0,
        }
    }

    fn draw(&mut self, time: i64) {
        let (done, total) = (self.done.min(self.total), self.total.max(1));
        let filled = done * BAR / total;
        let bar = format!("{}{}", "=".repeat(filled), "-".repeat(BAR - filled));
        let took = usize::try_from(time.saturating_sub(self.started)).unwrap_or(0);
        let left = took
            .checked_mul(total - done)
            .and_then(|left| left.checked_div(done));
        let left = left.map_or_else(
            || "?".to_owned(),
            |millis| format!("{}s", millis.div_ceil(1000)),
        );
        let percent = done * 100 / total;
        let line = format!(
            "progress [{bar}] {percent}% | ETA: {left} | {}/{}",
            self.done, self.total
        );
        // A terminal that went away has nobody to tell.
        let _ = write!(self.out, "\r\u{1b}[K{line}").and_then(|()| self.out.flush());
    }
}

impl Reporter for Progress {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Start(_) => {
                if self.total == 0 {
                    self.started = event.at.time;
                }
                self.total += event.at.cursor.length * event.at.cursor.cycles;
                self.draw(event.at.time);
            }
            EventKind::Item(_) => {
                self.done += 1;
                self.draw(event.at.time);
            }
            EventKind::Done(_) => {
                let _ = writeln!(self.out);
            }
            _ => {}
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        Ok(())
    }
}

/// A face for each item, glad or sad, and one for the whole.
pub struct Emojitrain {
    out: Option<Output>,
    has_failed: bool,
    has_any_failed: bool,
}

impl Emojitrain {
    /// Writes to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out: Some(out),
            has_failed: false,
            has_any_failed: false,
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(out) = &mut self.out {
            out.write(text);
            out.flush();
        }
    }
}

impl Reporter for Emojitrain {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::BeforeItem => self.has_failed = false,
            EventKind::Assertions(assertions) => {
                self.has_failed |= assertions.iter().any(|assertion| !assertion.passed());
            }
            EventKind::Script(run, _) => self.has_failed |= run.has_failed(),
            EventKind::Request(outcome, _) => self.has_failed |= outcome.result.is_err(),
            EventKind::Item(_) => {
                self.has_any_failed |= self.has_failed;
                self.write(if self.has_failed { "😢 " } else { "😀 " });
            }
            _ => {}
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let is_sad = self.has_any_failed || !summary.passed();
        self.write(if is_sad { " 😭\n" } else { " 😍\n" });
        self.out.take().map_or(Ok(()), Output::finish)
    }
}
