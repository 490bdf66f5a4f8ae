//! The lines of one item: its name, its requests, its assertions, what its scripts did.

use super::Cli;
use super::style::{Detail, Role};
use crate::collection::Listen;
use crate::exchange::{Exchange, SendError};
use crate::runner::{Outcome, Planned, ScriptRun, Source, Written, unhandled};
use crate::script::{Assertion, NextRequest};
use crate::text;

impl Cli {
    /// Shows the folder, where it is another than before, and the item's name.
    pub(super) fn begin_item(&mut self, item: &Planned) {
        let style = self.style();
        let name = text::sanitise(&item.item.name);
        if let Some(step) = self.steps.current() {
            // The step has its own heading; what else it sends is named.
            if step.name != item.item.name {
                self.screen.painted(Role::Faint, &format!("  {} {name}", style.either("↳", "-")));
            }
            return;
        }
        let is_root = item.parents.len() <= 1;
        let group = item.parents.last().map(|parent| parent.id.clone());
        if self.group != group && !is_root {
            let folders = item.parents.iter().skip(1).map(|parent| name_or_id(&parent.name, &parent.id));
            let folders = folders.collect::<Vec<_>>().join(" / ");
            self.screen.write(&format!("\n{} {}", style.either("❏", "Folder"), text::sanitise(&folders)));
        }
        self.group = group;
        let symbol = if is_root { style.either("→", "Root") } else { style.either("↳", "Sub-folder") };
        self.screen.line(&format!("\n{symbol} {name}"));
    }

    /// Shows a request that is about to be sent, on a line that its outcome ends.
    pub(super) fn begin_request(&mut self, request: &Written) {
        let line = format!("  {} {}", text::sanitise(&request.wire.method), text::sanitise(&request.url));
        self.screen.begin_line(&self.style().paint(Role::Faint, line));
    }

    pub(super) fn end_request(&mut self, outcome: &Outcome<'_>, source: Source<'_>) {
        // A script may send several at once: each is shown when it is answered, so that no two share a line.
        if source != Source::Collection {
            self.begin_request(outcome.request);
        }
        match outcome.result {
            Ok(exchange) if self.style().detail == Detail::Everything => {
                self.answered_in_full(outcome, exchange);
            }
            Ok(exchange) => self.answered(exchange),
            Err(error) => self.errored(error),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "milliseconds, shown to a tenth of a second at most")]
    fn answered(&mut self, exchange: &Exchange) {
        let response = &exchange.response;
        let reason = text::sanitise(&response.reason);
        let size = text::size(response.header_size() as u64 + response.downloaded_bytes);
        let time = text::duration(response.millis() as f64);
        let end = format!("[{} {reason}, {size}, {time}]", response.code);
        self.screen.end_line(&self.style().paint(Role::Faint, end));
    }

    fn errored(&mut self, error: &SendError) {
        self.failed();
        self.screen.end_line(&self.style().paint(Role::Bad, "[errored]"));
        self.screen.painted(Role::Bad, &format!("     {}", text::sanitise(&error.message)));
        if let Some(hint) = &error.hint {
            self.screen.painted(Role::Faint, &format!("     hint: {}", text::sanitise(hint)));
        }
    }

    pub(super) fn assertions(&mut self, assertions: &[Assertion]) {
        for assertion in assertions {
            if !assertion.passed() {
                self.failed();
            }
            self.assertion(assertion);
        }
    }

    fn assertion(&mut self, assertion: &Assertion) {
        let style = self.style();
        if style.hide.assertions || (style.hide.success_assertions && assertion.passed()) {
            return;
        }
        let name = text::sanitise(&assertion.name);
        if assertion.skipped {
            self.screen.painted(Role::Skipped, &format!("  -  [skipped] {name}"));
        } else if assertion.passed() {
            let tick = style.paint(Role::Good, format!("  {} ", style.either("✓", "Pass")));
            self.screen.line(&format!("{tick} {}", style.paint(Role::Faint, name)));
        } else {
            self.screen.painted(Role::Failed, &format!("{:>3}. {name}", self.failures.len()));
        }
    }

    /// Shows that a script failed.
    pub(super) fn script(&mut self, run: &ScriptRun) {
        for error in unhandled(&mut self.raised, run.error.as_ref()).iter().chain(&run.error) {
            self.failed();
            let (number, name) = (self.failures.len(), text::sanitise(&error.name));
            self.screen
                .painted(Role::Failed, &format!("{number:>3}⠄ {name} in {}-script", run.event.listen.name()));
        }
    }

    /// Shows which request the test scripts want next.
    pub(super) fn scripts(&mut self, listen: Listen, runs: &[ScriptRun]) {
        let next = runs.iter().rev().find_map(|run| match &run.next_request {
            Some(NextRequest::Named(name)) => Some(name),
            Some(NextRequest::Stop) | None => None,
        });
        if let Some(next) = next.filter(|_| listen == Listen::Test) {
            self.screen.line("");
            self.screen
                .painted(Role::Faint, &format!("Attempting to set next request to {}", text::sanitise(next)));
        }
    }

    pub(super) fn warn(&mut self, message: &str) {
        let mark = self.style().either("⚠", "!");
        self.screen.painted(Role::Warning, &format!("  {mark}  {}", text::sanitise(message)));
    }

    /// Counts a failure: its number is its place in the table at the end.
    fn failed(&mut self) {
        self.failures.push(self.steps.current().cloned());
    }
}

/// The name, or the id of what has none.
pub(super) fn name_or_id<'a>(name: &'a str, id: &'a str) -> &'a str {
    if name.is_empty() { id } else { name }
}
