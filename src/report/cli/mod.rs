//! The terminal report, in Newman's layout: each request as it is sent, its assertions, and two
//! tables at the end.
//!
//! With colours off it is Newman's text, byte for byte, but for the program's name, warnings and
//! the steps of guides. Text of servers and scripts is made harmless before it is written.

mod failures;
mod item;
mod steps;
mod summary;
mod verbose;

mod lines;
mod progress;
mod screen;
mod style;

#[cfg(test)]
mod tests;

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;

use progress::Progress;
use screen::Screen;
use steps::Steps;
use style::Role;
pub use style::{Body, Colour, Curl, Detail, Hidden, Items, Live, Style, Symbols};

use super::description::{Audience, Description, Opened, ReporterOption, SILENT};
use super::{Opening, ReportError, Reporter, place};
use crate::collection::Item;
use crate::runner::{Cursor, Event, EventKind, FailureRecord, GuideStep, Outcome, Source, Summary};
use crate::text;

/// Of how many failures the lines of scripts are looked for in files.
const MOST_PLACES: usize = 100;

/// Writes the report.
pub struct Cli {
    screen: Screen,
    /// The id of the folder, or collection, of the item before.
    group: Option<String>,
    /// For each failure so far, the step that it belongs to.
    failures: Vec<Option<GuideStep>>,
    steps: Steps,
    /// The collections that are folders, in the order in which they run.
    folders: Vec<Option<place::Source>>,
    /// Writes times, where lines begin with them.
    clock: Option<Clock>,
    /// When the event was told that is shown, in milliseconds since the Unix epoch.
    time: i64,
    progress: Progress,
    /// How many other units run.
    beside: usize,
    /// The body of the item's own response, and its size in bytes.
    response: Option<(Bytes, usize)>,
    /// What of the item was sent last, where it may be shown as a command.
    sent: Option<Arc<Outcome>>,
    /// Whether a test of the item has failed.
    has_failed_tests: bool,
    /// What is shown only if the item fails: the iteration's heading, and what the item began with.
    pending: Pending,
}

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "cli",
    stands_for: &[],
    help: "standard output: each request as it is sent, its assertions, two tables at the end",
    ending: "",
    options: &[
        SILENT,
        ReporterOption::switch("show-timestamps", "Show when each thing happened"),
        ReporterOption::switch("no-summary", "Leave out the table of counts"),
        ReporterOption::switch("no-failures", "Leave out the table of failures"),
        ReporterOption::switch("no-assertions", "Leave out assertions"),
        ReporterOption::switch("no-success-assertions", "Leave out assertions that passed"),
        ReporterOption::switch("no-console", "Leave out what scripts print"),
        ReporterOption::switch("no-banner", "Leave out the program's name"),
    ],
    audience: Audience::Watchers,
    open,
};

#[expect(clippy::unnecessary_wraps, reason = "as every reporter is opened")]
fn open(opening: &Opening<'_>) -> Opened {
    let style = Style {
        hide: Hidden {
            summary: opening.has("no-summary"),
            failures: opening.has("no-failures"),
            assertions: opening.has("no-assertions"),
            success_assertions: opening.has("no-success-assertions"),
            console: opening.has("no-console"),
            banner: opening.has("no-banner"),
        },
        ..opening.facts.style
    };
    let mut cli = Cli::new((opening.facts.standard_output)(), style);
    let collections = opening.facts.collections.iter();
    cli.folders = collections
        .map(|path| place::Source::folder(path))
        .collect();
    if opening.has("show-timestamps") {
        cli = cli.with_clock(clock());
    }
    Ok(Some(Box::new(cli)))
}

fn clock() -> Clock {
    Box::new(|millis| {
        let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
        let time = time.to_zoned(jiff::tz::TimeZone::system());
        let form = |form: &str| time.strftime(form).to_string();
        Stamp {
            date_and_time: form("%-m/%-d/%Y, %-I:%M:%S %p"),
            time: form("%-I:%M:%S %p"),
        }
    })
}

/// The time as the report shows it.
pub struct Stamp {
    /// Day and time.
    pub date_and_time: String,
    /// The time.
    pub time: String,
}

/// What writes a time in milliseconds since the Unix epoch.
pub type Clock = Box<dyn Fn(i64) -> Stamp>;

/// What stands before an item that is shown only if it fails.
#[derive(Default)]
struct Pending {
    iteration: Option<String>,
    /// The folder of the item that was shown last.
    group: Option<String>,
    /// The failures before the item.
    failures: usize,
}

impl Cli {
    /// Writes to `out`.
    pub fn new(out: Box<dyn Write>, style: Style) -> Self {
        let screen = Screen::new(out, style);
        Self {
            screen,
            group: None,
            failures: Vec::new(),
            steps: Steps::default(),
            folders: Vec::new(),
            clock: None,
            time: 0,
            progress: Progress::default(),
            beside: 0,
            response: None,
            sent: None,
            has_failed_tests: false,
            pending: Pending::default(),
        }
    }

    /// Begins the lines of requests, tests and console with the time.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    fn style(&self) -> Style {
        self.screen.style
    }

    fn begin(&mut self, name: &str, number: usize) {
        if number > 0 {
            self.screen.line("");
            self.group = None;
        } else if !self.style().hide.banner {
            self.screen.write("postrider\n\n");
        }
        if !name.is_empty() {
            self.screen.line(&text::sanitise(name));
        }
    }
}

impl Cli {
    fn begin_iteration(&mut self, cursor: &Cursor) {
        let words = format!("Iteration {}/{}", cursor.iteration + 1, cursor.cycles);
        let line = format!("\n{}", self.style().paint(Role::Faint, words));
        match self.style().items {
            Items::All => self.screen.line(&line),
            Items::Failed => self.pending.iteration = Some(line),
        }
    }

    /// Begins to hold back what an item writes, where only those that fail are shown.
    fn hold(&mut self) {
        self.pending.failures = self.failures.len();
        if self.style().items == Items::Failed {
            self.pending.group.clone_from(&self.group);
            self.screen.hold();
        }
    }

    /// Shows the item that ended, or forgets it.
    fn end_hold(&mut self) {
        if self.style().items == Items::All {
            return;
        }
        if self.failures.len() == self.pending.failures {
            self.group = self.pending.group.take();
            return self.screen.forget();
        }
        if let Some(iteration) = self.pending.iteration.take() {
            self.screen.prepend(&format!("{iteration}\n"));
        }
        self.screen.release();
    }

    /// Names what passed after it had failed, and may fail the next time; and what was tried in vain.
    fn show_flaky(&mut self, summary: &Summary) {
        let all = summary.tried();
        if all.is_empty() || self.style().hide.failures {
            return;
        }
        self.screen.line("");
        for (what, tried) in all {
            let path = text::sanitise(&tried.path);
            let line = format!("{what}: {path} ({})", tried.reason());
            self.screen.painted(Role::Warning, &line);
        }
    }

    /// For each failure the step that it belongs to, or the line of a script that stands in a file of
    /// its own.
    fn notes(&self, failures: &[FailureRecord]) -> Vec<Option<String>> {
        let folder =
            |failure: &FailureRecord| self.folders.get(failure.cursor.collection)?.as_ref();
        let note = |(index, failure): (usize, &FailureRecord)| {
            if let Some(Some(step)) = self.failures.get(index) {
                return Some(format!("step {}, {}", step.number, steps::place(step)));
            }
            let place = folder(failure).filter(|_| index < MOST_PLACES)?;
            Some(format!("in {}", text::sanitise(&place.script(failure)?)))
        };
        failures.iter().enumerate().map(note).collect()
    }

    fn end_item(&mut self, item: Option<&Item>) {
        self.show_response();
        if self.failures.len() > self.pending.failures {
            self.show_command(item);
        }
        self.end_hold();
        self.screen.flush();
    }
}

impl Reporter for Cli {
    fn beside(&mut self, units: usize) {
        self.beside = units;
    }

    fn event(&mut self, event: &Event) {
        self.time = event.at.time;
        let cursor = &event.at.cursor;
        match &event.kind {
            EventKind::Start(run) => self.begin(run.collection.label(), run.number),
            EventKind::BeforeIteration if cursor.cycles > 1 => self.begin_iteration(cursor),
            EventKind::BeforeItem => {
                self.progress = Progress::of(cursor, self.failures.len()).beside(self.beside);
                (self.response, self.sent, self.has_failed_tests) = (None, None, false);
                self.hold();
                if let Some(item) = &event.at.item {
                    self.begin_item(item);
                }
            }
            EventKind::Retry(attempt) => self.retry(attempt),
            EventKind::Response(outcome) => {
                let exchange = outcome.exchange();
                let body = exchange.map(|exchange| exchange.response.body.clone());
                self.response = body.map(|body| (body, outcome.size));
            }
            EventKind::BeforeRequest(request, Source::Collection) => self.begin_request(request),
            EventKind::Request(outcome, source) => self.end_request(outcome, source),
            EventKind::Assertions(assertions) => self.assertions(assertions),
            EventKind::Script(run, _) => self.script(run),
            EventKind::Scripts(listen, runs, _) => self.scripts(*listen, runs),
            EventKind::Console(line) if !self.style().hide.console => {
                let time = self.clock.as_ref().map(|clock| clock(self.time).time);
                self.screen.console(line, time.as_deref());
            }
            EventKind::Warning(message) => self.warn(message),
            EventKind::Item(end) => {
                self.skipped(end);
                let item = event.at.item.as_ref();
                self.end_item(item.map(|item| &*item.item));
            }
            EventKind::BeforeStep(step) => self.steps.begin(step, &mut self.screen),
            EventKind::Step(step, verdict) => {
                self.steps.end(step, verdict, &mut self.screen);
                self.screen.flush();
            }
            _ => {}
        }
    }

    fn wants_proofs(&self) -> bool {
        !self.style().hide.summary
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let style = self.style();
        self.end_hold();
        if let Some(words) = early_end(summary) {
            self.screen.line("");
            self.screen.painted(Role::Warning, &words);
        }
        if !style.hide.summary {
            self.screen
                .line(&format!("\n{}", summary::table(summary, &style).trim_end()));
        }
        if !style.hide.failures && !summary.failures.is_empty() {
            let notes = self.notes(&summary.failures);
            let table = failures::table(&summary.failures, &notes, &style);
            self.screen
                .line(&format!("\n{}", table.trim_end_matches('\n')));
        }
        self.show_flaky(summary);
        self.steps.conclude(&mut self.screen);
        self.screen.error().map_or(Ok(()), |cause| {
            Err(ReportError::Output {
                reporter: "cli",
                cause,
            })
        })
    }
}

/// Says that a run ended before its end, where it did.
fn early_end(summary: &Summary) -> Option<String> {
    if summary.interrupted {
        return Some("run interrupted".to_owned());
    }
    summary
        .error
        .as_ref()
        .map(|error| format!("run ended early: {}", text::sanitise(error)))
}
