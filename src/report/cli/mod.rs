//! The terminal report, in Newman's layout: each request as it is sent, its assertions, and two tables at the end.
//!
//! With colours off it is Newman's text, byte for byte, but for the program's name, warnings and the steps of guides.
//! Text of servers and scripts is made harmless before it is written.

mod failures;
mod screen;
mod steps;
mod style;
mod summary;

use std::io::Write;

use screen::Screen;
use steps::Tally;
use style::Role;
pub use style::{Colour, Hidden, Style, Symbols};

use super::{ReportError, Reporter};
use crate::collection::Listen;
use crate::runner::{Event, Outcome, Planned, ScriptRun, Source, Step, Summary, Written};
use crate::script::{Assertion, NextRequest};
use crate::text;

/// Writes the report.
pub struct Cli {
    screen: Screen,
    /// The id of the folder, or collection, of the item before.
    group: Option<String>,
    /// For each failure so far, the step that it belongs to.
    failures: Vec<Option<Step>>,
    /// The step that runs.
    step: Option<Step>,
    tally: Tally,
}

impl Cli {
    /// Writes to `out`.
    pub fn new(out: Box<dyn Write>, style: Style) -> Self {
        let screen = Screen::new(out, style);
        Self { screen, group: None, failures: Vec::new(), step: None, tally: Tally::default() }
    }

    fn style(&self) -> Style {
        self.screen.style
    }

    fn begin(&mut self, name: &str) {
        if !self.style().hide.banner {
            self.screen.write("postrider\n\n");
        }
        if !name.is_empty() {
            self.screen.line(&text::sanitise(name));
        }
    }

    /// Shows the folder, where it is another than before, and the item's name.
    fn begin_item(&mut self, item: &Planned) {
        let name = text::sanitise(&item.item.name).into_owned();
        if let Some(step) = &self.step {
            // The step has its own heading; what else it sends is named.
            if step.name != item.item.name {
                let line =
                    self.style().paint(Role::Faint, format!("  {} {name}", self.style().either("↳", "-")));
                self.screen.line(&line);
            }
            return;
        }
        let style = self.style();
        let is_root = item.parents.len() <= 1;
        let group = item.parents.last().map(|parent| parent.id.clone());
        if self.group != group && !is_root {
            let folders = item.folders().collect::<Vec<_>>().join(" / ");
            self.screen.write(&format!("\n{} {}", style.either("❏", "Folder"), text::sanitise(&folders)));
        }
        self.group = group;
        let symbol = if is_root { style.either("→", "Root") } else { style.either("↳", "Sub-folder") };
        self.screen.line(&format!("\n{symbol} {name}"));
    }

    fn begin_request(&mut self, request: &Written) {
        let line = format!("  {} {} ", text::sanitise(&request.wire.method), text::sanitise(&request.url));
        let line = self.style().paint(Role::Faint, line);
        self.screen.write(&line);
        self.screen.flush();
    }

    fn end_request(&mut self, outcome: &Outcome<'_>, source: Source<'_>) {
        // A script may send several at once: each is shown when it is answered, so that no two share a line.
        if source != Source::Collection {
            self.begin_request(outcome.request);
        }
        match outcome.result {
            Ok(exchange) => {
                let response = &exchange.response;
                let size = text::size((response.header_size() + response.body.len()) as u64);
                #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
                let time = text::duration(response.millis() as f64);
                let reason = text::sanitise(&response.reason);
                let line =
                    self.style().paint(Role::Faint, format!("[{} {reason}, {size}, {time}]", response.code));
                self.screen.line(&line);
            }
            Err(error) => {
                self.failed();
                let errored = self.style().paint(Role::Bad, "[errored]");
                self.screen.line(&errored);
                let line = self.style().paint(Role::Bad, format!("     {}", text::sanitise(&error.message)));
                self.screen.line(&line);
                if let Some(hint) = &error.hint {
                    let line =
                        self.style().paint(Role::Faint, format!("     hint: {}", text::sanitise(hint)));
                    self.screen.line(&line);
                }
            }
        }
    }

    fn assertions(&mut self, assertions: &[Assertion]) {
        for assertion in assertions {
            if !assertion.passed() {
                self.failed();
            }
            self.assertion(assertion);
        }
    }

    fn assertion(&mut self, assertion: &Assertion) {
        let style = self.style();
        let name = text::sanitise(&assertion.name).into_owned();
        if style.hide.assertions || (style.hide.success_assertions && assertion.passed()) {
            return;
        }
        let line = if assertion.skipped {
            style.paint(Role::Skipped, format!("  -  [skipped] {name}"))
        } else if assertion.passed() {
            let tick = style.paint(Role::Good, format!("  {} ", style.either("✓", "Pass")));
            format!("{tick} {}", style.paint(Role::Faint, name))
        } else {
            style.paint(Role::Failed, format!("{:>3}. {name}", self.failures.len()))
        };
        self.screen.line(&line);
    }

    fn script(&mut self, run: &ScriptRun) {
        if let Some(error) = &run.error {
            self.failed();
            let name = text::sanitise(&error.name).into_owned();
            let words = format!("{:>3}⠄ {name} in {}-script", self.failures.len(), run.event.listen.name());
            let line = self.style().paint(Role::Failed, words);
            self.screen.line(&line);
        }
    }

    fn scripts(&mut self, listen: Listen, runs: &[ScriptRun]) {
        let next = runs.iter().rev().find_map(|run| match &run.next_request {
            Some(NextRequest::Named(name)) => Some(name),
            Some(NextRequest::Stop) | None => None,
        });
        if let Some(next) = next.filter(|_| listen == Listen::Test) {
            let words = format!("Attempting to set next request to {}", text::sanitise(next));
            let line = self.style().paint(Role::Faint, words);
            self.screen.line(&format!("\n{line}"));
        }
    }

    fn failed(&mut self) {
        self.failures.push(self.step.clone());
    }

    fn warn(&mut self, message: &str) {
        let words = format!("  {}  {}", self.style().either("⚠", "!"), text::sanitise(message));
        let line = self.style().paint(Role::Warning, words);
        self.screen.line(&line);
    }
}

impl Reporter for Cli {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start { run, .. } => self.begin(&run.collection.name),
            Event::BeforeIteration { cursor } if cursor.cycles > 1 => {
                let words = format!("Iteration {}/{}", cursor.iteration + 1, cursor.cycles);
                let line = self.style().paint(Role::Faint, words);
                self.screen.line(&format!("\n{line}"));
            }
            Event::BeforeItem { item, .. } => self.begin_item(item),
            Event::BeforeRequest { request, source: Source::Collection, .. } => self.begin_request(request),
            Event::Request { outcome, source, .. } => self.end_request(outcome, *source),
            Event::Assertions { assertions, .. } => self.assertions(assertions),
            Event::Script { run, .. } => self.script(run),
            Event::Scripts { listen, runs, .. } => self.scripts(*listen, runs),
            Event::Console { line, .. } if !self.style().hide.console => self.screen.console(line),
            Event::Warning { message, .. } => self.warn(message),
            Event::Item { .. } => self.screen.flush(),
            Event::BeforeStep { step } => {
                steps::begin(&mut self.screen, step);
                self.step = Some((*step).clone());
            }
            Event::Step { step, verdict } => {
                self.step = None;
                steps::end(&mut self.screen, step, (verdict, &mut self.tally));
                self.screen.flush();
            }
            _ => {}
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let style = self.style();
        if summary.interrupted {
            let line = style.paint(Role::Warning, "run interrupted");
            self.screen.line(&format!("\n{line}"));
        }
        if !style.hide.summary {
            self.screen.line(&format!("\n{}", summary::table(summary, &style).trim_end()));
        }
        if !style.hide.failures && !summary.failures.is_empty() {
            let table = failures::table(&summary.failures, &self.failures, &style);
            self.screen.line(&format!("\n{}", table.trim_end_matches('\n')));
        }
        if let Some(line) = self.tally.line() {
            self.screen.line(&format!("\n{line}"));
        }
        self.screen.error().map_or(Ok(()), |cause| Err(ReportError::Output { reporter: "cli", cause }))
    }
}
