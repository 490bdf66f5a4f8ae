//! The lines of one item: its name, its requests, its assertions, what its scripts did.

use std::sync::Arc;

use super::lines::cut_anywhere;
use super::style::{Body, Curl, Detail, Role};
use super::{Cli, Stamp};
use crate::collection::{Item, Listen};
use crate::exchange::{Exchange, SendError};
use crate::report::curl;
use crate::runner::{Attempt, ItemEnd, NOT_RUN, Outcome, Planned, ScriptRun, Source, Written};
use crate::script::{Assertion, NextRequest};
use crate::text;

/// How many characters of a response body are shown with a failed test.
const BODY_SHOWN: usize = 600;

/// And how many lines of them.
const LINES_SHOWN: usize = 12;

impl Cli {
    /// Shows the folder, where it is another than before, and the item's name.
    pub(super) fn begin_item(&mut self, item: &Planned) {
        let style = self.style();
        let name = text::sanitise(&item.item.name);
        if let Some(step) = self.steps.current() {
            // The step has its own heading; what else it sends is named.
            if step.name != item.item.name {
                self.screen
                    .painted(Role::Faint, &format!("  {} {name}", style.either("↳", "-")));
            }
            return;
        }
        let is_root = item.parents.len() <= 1;
        let group = item.parents.last().map(|parent| parent.id.clone());
        if self.group != group && !is_root {
            let folders = item.folders().collect::<Vec<_>>().join(" / ");
            self.screen.write(&format!(
                "\n{} {}",
                style.either("❏", "Folder"),
                text::sanitise(&folders)
            ));
        }
        self.group = group;
        let symbol = if is_root {
            style.either("→", "Root")
        } else {
            style.either("↳", "Sub-folder")
        };
        self.screen.line(&format!("\n{symbol} {name}"));
    }

    /// Shows a request that is about to be sent, on a line that its outcome ends.
    pub(super) fn begin_request(&mut self, request: &Written) {
        let stamp = self.stamp(|stamp| format!("  [{}]", stamp.date_and_time));
        let line = format!(
            "{stamp}  {} {}",
            text::sanitise(&request.wire.method),
            text::sanitise(&request.url)
        );
        let painted = self.style().paint(Role::Faint, &line);
        self.screen.begin_line(&line, &painted, &self.progress);
    }

    /// Shows that an item will run again.
    pub(super) fn retry(&mut self, failed: &Attempt) {
        let mark = self.style().either("↻", "~");
        let told = failed.told();
        let line = format!("  {mark}  {}", text::sanitise(&told));
        self.screen.painted(Role::Warning, &line);
    }

    /// Shows what the server said, where a test of it failed.
    pub(super) fn show_response(&mut self) {
        let response = self.response.take();
        let Some((body, size)) =
            response.filter(|(body, _)| self.has_failed_tests && !body.is_empty())
        else {
            return;
        };
        let (characters, lines) = match self.style().body {
            Body::Off => return,
            Body::Short => (BODY_SHOWN, LINES_SHOWN),
            Body::Full => (usize::MAX, usize::MAX),
        };
        let size = text::size(size as u64);
        let Some(text) = text::utf8_prefix(&body, characters.saturating_mul(4)) else {
            return self.screen.painted(
                Role::Faint,
                &format!("  (the response body is binary: {size})"),
            );
        };
        let cut: String = text.chars().take(characters).collect();
        let shown = cut.lines().take(lines).collect::<Vec<_>>().join("\n");
        let part = if shown.len() < text.trim_end().len() {
            "the beginning of the response body"
        } else {
            "response body"
        };
        let width = self.style().console_width();
        let pieces: Vec<String> = shown
            .lines()
            .flat_map(|line| cut_anywhere(&text::sanitise(line), width))
            .collect();
        self.screen
            .block(Role::Plain, &format!("{part}, {size}"), &pieces);
    }

    /// A timestamp in the form that is asked for, or nothing.
    pub(super) fn stamp(&self, form: impl Fn(&Stamp) -> String) -> String {
        let stamp = self.clock.as_ref().map(|clock| clock(self.time));
        stamp.map(|stamp| form(&stamp)).unwrap_or_default()
    }

    /// Shows the request of an item that failed as a command, to be copied.
    pub(super) fn show_command(&mut self, item: Option<&Item>) {
        let Some(sent) = self.sent.take() else { return };
        let command = curl::command(&sent.request, item.and_then(Item::request));
        self.screen.line("");
        for line in command.split('\n') {
            let line = format!("  {}", text::sanitise(line));
            self.screen.painted(Role::Plain, &line);
        }
    }

    pub(super) fn end_request(&mut self, outcome: &Arc<Outcome>, source: &Source) {
        if *source != Source::Script && self.style().curl == Curl::OnFailure {
            self.sent = Some(Arc::clone(outcome));
        }
        // A script may send several at once: each is shown when it is answered, so that no two
        // share a line.
        if *source != Source::Collection {
            self.begin_request(&outcome.request);
        }
        match &outcome.result {
            Ok(exchange) if self.style().detail == Detail::Everything => {
                self.answered_in_full(outcome, exchange);
            }
            Ok(exchange) => self.answered(exchange),
            Err(error) => self.errored(error),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds, shown to a tenth of a second at most"
    )]
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
        self.screen
            .end_line(&self.style().paint(Role::Bad, "[errored]"));
        self.screen.painted(
            Role::Bad,
            &format!("     {}", text::sanitise(&error.message)),
        );
        if let Some(hint) = &error.hint {
            self.screen
                .painted(Role::Faint, &format!("     hint: {}", text::sanitise(hint)));
        }
    }

    pub(super) fn assertions(&mut self, assertions: &[Assertion]) {
        for assertion in assertions {
            if !assertion.passed() {
                self.failed();
                self.has_failed_tests = true;
            }
            self.assertion(assertion);
        }
    }

    fn assertion(&mut self, assertion: &Assertion) {
        let style = self.style();
        if style.hide.assertions || (style.hide.success_assertions && assertion.passed()) {
            return;
        }
        // The verdict of the step says it.
        if self.steps.current().is_some() && assertion.name.starts_with(NOT_RUN) {
            return;
        }
        let name = text::sanitise(&assertion.name);
        if assertion.skipped {
            self.screen
                .painted(Role::Skipped, &format!("  -  [skipped] {name}"));
        } else if assertion.passed() {
            let stamp = self.stamp(|stamp| format!("  [{}]", stamp.time));
            let tick = style.paint(
                Role::Good,
                format!("{stamp}  {} ", style.either("✓", "Pass")),
            );
            self.screen
                .line(&format!("{tick} {}", style.paint(Role::Faint, name)));
        } else {
            let stamp = self.stamp(|stamp| format!("  [{}]", stamp.time));
            // Newman's numbers are narrower behind a time.
            let width = if stamp.is_empty() { 3 } else { 2 };
            self.screen.painted(
                Role::Failed,
                &format!("{stamp}{:>width$}. {name}", self.failures.len()),
            );
        }
    }

    // Differs from Postman: Newman shows nothing of a request that a script skips
    // (`a_request_that_a_script_skips_says_so`).
    /// Shows that a script skipped the request; what can't be run has told so by itself.
    pub(super) fn skipped(&mut self, end: &ItemEnd) {
        if let Some(why) = end.why_skipped().filter(|_| end.reason.is_none()) {
            let line = format!("  -  {}", text::sanitise(&why));
            self.screen.painted(Role::Skipped, &line);
        }
    }

    /// Shows that a script failed.
    pub(super) fn script(&mut self, run: &ScriptRun) {
        for error in run.unhandled.iter().chain(&run.error) {
            self.failed();
            let (number, name) = (self.failures.len(), text::sanitise(&error.name));
            self.screen.painted(
                Role::Failed,
                &format!("{number:>3}⠄ {name} in {}-script", run.event.listen.name()),
            );
        }
    }

    /// Shows which request the test scripts want next.
    pub(super) fn scripts(&mut self, listen: Listen, runs: &[Arc<ScriptRun>]) {
        let next = runs.iter().rev().find_map(|run| match &run.next_request {
            Some(NextRequest::Named(name)) => Some(name),
            Some(NextRequest::Stop) | None => None,
        });
        if let Some(next) = next.filter(|_| listen == Listen::Test) {
            self.screen.line("");
            self.screen.painted(
                Role::Faint,
                &format!("Attempting to set next request to {}", text::sanitise(next)),
            );
        }
    }

    pub(super) fn warn(&mut self, message: &str) {
        let mark = self.style().either("⚠", "!");
        self.screen.painted(
            Role::Warning,
            &format!("  {mark}  {}", text::sanitise(message)),
        );
    }

    /// Counts a failure: its number is its place in the table at the end.
    fn failed(&mut self) {
        self.failures.push(self.steps.current().cloned());
    }
}
