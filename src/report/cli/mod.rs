//! The terminal report, in Newman's layout: each request as it is sent, its assertions, and two tables at the end.
//!
//! With colours off it is Newman's text, byte for byte, but for the program's name, warnings and the steps of guides.
//! Text of servers and scripts is made harmless before it is written.

mod failures;
mod item;
mod steps;
mod summary;
mod verbose;

mod lines;
mod screen;
mod style;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::io::Write;

use item::name_or_id;
use screen::Screen;
use steps::Steps;
use style::Role;
pub use style::{Colour, Detail, Hidden, Style, Symbols};

use super::{ReportError, Reporter};
use crate::runner::{Event, Source, Step, Summary};
use crate::script::Failure;
use crate::text::{self, Secrets};

/// Writes the report.
pub struct Cli {
    screen: Screen,
    /// The id of the folder, or collection, of the item before.
    group: Option<String>,
    /// For each failure so far, the step that it belongs to.
    failures: Vec<Option<Step>>,
    /// Errors of the script that runs.
    raised: Vec<Failure>,
    steps: Steps,
}

impl Cli {
    /// Writes to `out`, masking `secrets`.
    pub fn new(out: Box<dyn Write>, style: Style, secrets: Secrets) -> Self {
        let screen = Screen::new(out, style, secrets);
        Self { screen, group: None, failures: Vec::new(), raised: Vec::new(), steps: Steps::default() }
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
}

impl Reporter for Cli {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start { run, .. } => self.begin(name_or_id(&run.collection.name, &run.collection.id)),
            Event::BeforeIteration { cursor } if cursor.cycles > 1 => {
                let words = format!("Iteration {}/{}", cursor.iteration + 1, cursor.cycles);
                let line = self.style().paint(Role::Faint, words);
                self.screen.line(&format!("\n{line}"));
            }
            Event::BeforeItem { item, .. } => self.begin_item(item),
            Event::BeforeRequest { request, source: Source::Collection, .. } => self.begin_request(request),
            Event::Request { outcome, source, .. } => self.end_request(outcome, *source),
            Event::Assertions { assertions, .. } => self.assertions(assertions),
            Event::Exception { error, .. } => self.raised.push((*error).clone()),
            Event::Script { run, .. } => self.script(run),
            Event::Scripts { listen, runs, .. } => self.scripts(*listen, runs),
            Event::Console { line, .. } if !self.style().hide.console => self.screen.console(line),
            Event::Warning { message, .. } => self.warn(message),
            Event::Item { .. } => self.screen.flush(),
            Event::BeforeStep { step } => self.steps.begin(step, &mut self.screen),
            Event::Step { step, verdict } => {
                self.steps.end(step, verdict, &mut self.screen);
                self.screen.flush();
            }
            _ => {}
        }
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let style = self.style();
        if let Some(words) = early_end(summary) {
            self.screen.line("");
            self.screen.painted(Role::Warning, &words);
        }
        if !style.hide.summary {
            self.screen.line(&format!("\n{}", summary::table(summary, &style).trim_end()));
        }
        if !style.hide.failures && !summary.failures.is_empty() {
            let table = failures::table(&summary.failures, &self.failures, &self.screen);
            self.screen.line(&format!("\n{}", table.trim_end_matches('\n')));
        }
        self.steps.conclude(&mut self.screen);
        self.screen.error().map_or(Ok(()), |cause| Err(ReportError::Output { reporter: "cli", cause }))
    }
}

/// Says that a run ended before its end, where it did.
fn early_end(summary: &Summary) -> Option<String> {
    if summary.interrupted {
        return Some("run interrupted".to_owned());
    }
    summary.error.as_ref().map(|error| format!("run ended early: {}", text::sanitise(error)))
}
