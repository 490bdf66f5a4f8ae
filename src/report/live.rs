//! Newman's small reports for people who watch: a bar, and a row of faces.

use std::io::Write;

use super::description::{Audience, Description, Opened, SILENT};
use super::output::Output;
use super::tally::Tally;
use super::{Opening, ReportError, Reporter};
use crate::runner::{Event, EventKind, Summary};

/// How many columns the bar has.
const BAR: usize = 40;

/// What there is to know of the bar before it is opened.
pub const PROGRESS: Description = Description {
    name: "progress",
    stands_for: &[],
    help: "standard error: Newman's bar, on a terminal, and a line at the end",
    ending: "",
    options: &[SILENT],
    audience: Audience::Watchers,
    open: open_progress,
};

/// What there is to know of the faces before they are opened.
pub const EMOJITRAIN: Description = Description {
    name: "emojitrain",
    stands_for: &[],
    help: "standard output: Newman's emojis",
    ending: "",
    options: &[SILENT],
    audience: Audience::Watchers,
    open: open_emojitrain,
};

#[expect(clippy::unnecessary_wraps, reason = "as every reporter is opened")]
fn open_progress(opening: &Opening<'_>) -> Opened {
    let facts = opening.facts;
    let mut progress = Progress::new((facts.standard_error)());
    progress.draws = facts.draws;
    Ok(Some(Box::new(progress)))
}

#[expect(clippy::unnecessary_wraps, reason = "as every reporter is opened")]
fn open_emojitrain(opening: &Opening<'_>) -> Opened {
    Ok(Some(Box::new(Emojitrain::new(opening.stream()))))
}

/// A bar that fills while the run goes, on a terminal, and a line at the end.
pub struct Progress {
    out: Box<dyn Write>,
    /// Without a terminal there is nothing to draw on.
    draws: bool,
    tally: Tally,
}

impl Progress {
    /// Draws on `out`, a terminal.
    pub fn new(out: Box<dyn Write>) -> Self {
        Self {
            out,
            draws: true,
            tally: Tally::default(),
        }
    }

    fn draw(&mut self) {
        let tally = &self.tally;
        let (done, total) = (tally.done.min(tally.total), tally.total.max(1));
        let filled = done * BAR / total;
        let bar = format!("{}{}", "=".repeat(filled), "-".repeat(BAR - filled));
        let took = usize::try_from(tally.took()).unwrap_or(0);
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
            tally.done, tally.total
        );
        // A terminal that went away has nobody to tell.
        let _ = write!(self.out, "\r\u{1b}[K{line}").and_then(|()| self.out.flush());
    }
}

impl Reporter for Progress {
    fn event(&mut self, event: &Event) {
        self.tally.note(event);
        if self.draws && matches!(event.kind, EventKind::Start(_) | EventKind::Item(_)) {
            self.draw();
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        let end = if self.draws { "\n" } else { "" };
        let words = self.tally.words(self.tally.took());
        let _ = writeln!(self.out, "{end}{words}").and_then(|()| self.out.flush());
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
