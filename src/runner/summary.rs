//! What a run amounts to: counts, times, failures. A fold of its events, of a size that does not
//! grow with iterations that pass.

use std::rc::Rc;

use super::event::{Event, Outcome};
use super::plan::folders;
use super::{Cursor, Parent, Planned};
use crate::collection::{Item, Listen};
use crate::exchange::SendError;
use crate::script::{Assertion, Failure};
use crate::text;

/// The outcome of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// How often things happened.
    pub stats: Stats,
    /// Response times in milliseconds.
    pub response_time: Spread,
    /// Times that looking names up took, in milliseconds; a connection that was there needs none.
    pub lookup: Spread,
    /// Times from the start of a request to the first byte of its response, in milliseconds.
    pub first_byte: Spread,
    /// Bytes of response bodies received.
    pub received: u64,
    /// When the run began, in milliseconds since the Unix epoch.
    pub started: i64,
    /// When it ended.
    pub completed: i64,
    /// The number of the collection that runs, from 0.
    pub collection: usize,
    /// Everything that failed, in order.
    pub failures: Vec<FailureRecord>,
    /// Why the run ended before its end, if it did.
    pub error: Option<String>,
    /// Whether the user ended it.
    pub interrupted: bool,
    /// Items that passed after their requests had failed first.
    pub flaky: Vec<Flaky>,
    /// The failed attempts of the item that runs, and the failures before it.
    pub retried: (u32, usize),
    /// Errors of the script that runs, until it is known which of them ended it.
    pub raised: Vec<Failure>,
}

/// An item that passed, but not at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaky {
    /// The item with its folders: `Folder / Request`.
    pub path: String,
    /// How often its request failed before it was answered.
    pub failed_attempts: u32,
    /// The iteration, from 0.
    pub iteration: usize,
}

impl Flaky {
    /// Why it is called so.
    pub fn reason(&self) -> String {
        let attempts = text::plural(self.failed_attempts as usize, "attempt");
        format!("answered after {attempts} without a response")
    }
}

/// How often each kind of thing happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Iterations.
    pub iterations: Count,
    /// Items.
    pub items: Count,
    /// Scripts of both kinds.
    pub scripts: Count,
    /// Rounds of pre-request scripts, one an item.
    pub prerequests: Count,
    /// Requests, those of scripts included.
    pub requests: Count,
    /// Rounds of test scripts, one an item.
    pub tests: Count,
    /// Assertions, skipped ones included.
    pub assertions: Count,
    /// Test scripts.
    pub test_scripts: Count,
    /// Pre-request scripts.
    pub prerequest_scripts: Count,
    /// Assertions that were skipped.
    pub skipped: usize,
}

/// How often one kind of thing happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How often it ended.
    pub total: usize,
    /// How often it began and has not ended.
    pub pending: usize,
    /// How often it failed.
    pub failed: usize,
}

/// Average, least, most and standard deviation of a measure (Welford's method).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// The average.
    pub average: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
    /// The standard deviation.
    pub deviation: f64,
}

/// Something that failed, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureRecord {
    /// What went wrong.
    pub error: ErrorRecord,
    /// The number of the collection among those that run, from 0.
    pub collection: usize,
    /// Where in Newman's words: `assertion:0 in test-script`, `request`, `test-script:2:5`.
    pub at: String,
    /// The item.
    pub item: Rc<Item>,
    /// The collection and the folders it lies in, outermost first.
    pub parents: Rc<[Parent]>,
    /// When in the run.
    pub cursor: Cursor,
}

/// An error as reports show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorRecord {
    /// The error's name: `AssertionError`, `Error`, …
    pub name: String,
    /// The error's message.
    pub message: String,
    /// The number of the assertion within its script.
    pub index: Option<usize>,
    /// The name of the test.
    pub test: Option<String>,
    /// The stack, or what stands for one.
    pub stack: String,
    /// Node's error code, for a request.
    pub code: Option<String>,
}

impl Summary {
    /// Whether everything passed.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.error.is_none() && !self.interrupted
    }

    /// Takes an event into account.
    pub fn note(&mut self, event: &Event<'_>) {
        match event {
            Event::Start { run, .. } => self.collection = run.number,
            Event::BeforeIteration { .. } => self.stats.iterations.begin(),
            Event::Iteration { .. } => self.stats.iterations.end(false),
            Event::BeforeItem { .. } => {
                self.retried = (0, self.failures.len());
                self.stats.items.begin();
            }
            Event::Retry { attempt, .. } => self.retried.0 = *attempt,
            Event::Item { cursor, item, .. } => {
                self.note_flaky(cursor, item);
                self.stats.items.end(false);
            }
            Event::BeforeScripts { listen, .. } => self.round(*listen).begin(),
            Event::Scripts { listen, .. } => self.round(*listen).end(false),
            Event::BeforeScript { event, .. } => {
                self.stats.scripts.begin();
                self.script(event.listen).begin();
            }
            Event::Exception { error, .. } => self.raised.push((*error).clone()),
            Event::Script {
                cursor, item, run, ..
            } => {
                // Differs from Postman: Newman's run stays green
                // (`an_unhandled_assertion_fails_the_run`).
                for error in unhandled(&mut self.raised, run.error.as_ref()) {
                    self.fail(FailureRecord::of_script(
                        cursor,
                        item,
                        (run.event.listen, &error),
                    ));
                }
                self.stats.scripts.end(run.error.is_some());
                self.script(run.event.listen).end(run.error.is_some());
                if let Some(error) = &run.error {
                    self.fail(FailureRecord::of_script(
                        cursor,
                        item,
                        (run.event.listen, error),
                    ));
                }
            }
            Event::Assertions {
                cursor,
                item,
                assertions,
            } => {
                for assertion in *assertions {
                    self.note_assertion(cursor, item, assertion);
                }
            }
            Event::BeforeRequest { .. } => self.stats.requests.begin(),
            Event::Request {
                cursor,
                item,
                outcome,
                ..
            } => self.note_request(cursor, item, outcome),
            _ => {}
        }
    }

    fn fail(&mut self, failure: FailureRecord) {
        self.failures.push(FailureRecord {
            collection: self.collection,
            ..failure
        });
    }

    fn note_flaky(&mut self, cursor: &Cursor, item: &Planned) {
        let (failed_attempts, failures_before) = self.retried;
        if failed_attempts > 0 && self.failures.len() == failures_before {
            self.flaky.push(Flaky {
                path: item.path(),
                failed_attempts,
                iteration: cursor.iteration,
            });
        }
    }

    fn round(&mut self, listen: Listen) -> &mut Count {
        match listen {
            Listen::Prerequest => &mut self.stats.prerequests,
            Listen::Test => &mut self.stats.tests,
        }
    }

    fn script(&mut self, listen: Listen) -> &mut Count {
        match listen {
            Listen::Prerequest => &mut self.stats.prerequest_scripts,
            Listen::Test => &mut self.stats.test_scripts,
        }
    }

    fn note_assertion(&mut self, cursor: &Cursor, item: &Planned, assertion: &Assertion) {
        self.stats.assertions.end(!assertion.passed());
        self.stats.skipped += usize::from(assertion.skipped);
        if let Some(error) = &assertion.error {
            self.fail(FailureRecord::of_assertion(
                cursor,
                item,
                (assertion, error),
            ));
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds, shown to a whole number"
    )]
    fn note_request(&mut self, cursor: &Cursor, item: &Planned, outcome: &Outcome<'_>) {
        self.stats.requests.end(outcome.result.is_err());
        match outcome.result {
            Ok(exchange) => {
                self.received += exchange.response.downloaded_bytes;
                let count = self.stats.requests.total;
                self.response_time
                    .add(exchange.response.millis() as f64, count);
                if let Some(hop) = exchange.hops.last() {
                    let lookup = hop.timings.lookup.unwrap_or_default();
                    self.lookup.add(lookup.as_secs_f64() * 1000.0, count);
                    self.first_byte
                        .add(hop.timings.first_byte.as_secs_f64() * 1000.0, count);
                }
            }
            Err(error) => {
                let record = ErrorRecord::of_request(error);
                self.fail(FailureRecord::new(cursor, item, (record, "request".into())));
            }
        }
    }
}

/// The assertions that failed where neither a test nor the script's end shows it: in an
/// asynchronous test function, in a timer, in a callback. Other errors there are events and no
/// more, as in Postman.
pub fn unhandled(raised: &mut Vec<Failure>, ended_by: Option<&Failure>) -> Vec<Failure> {
    let mut others = std::mem::take(raised);
    if let Some(at) = others.iter().rposition(|error| Some(error) == ended_by) {
        others.remove(at);
    }
    others.retain(|error| error.name == "AssertionError");
    others
}

impl Count {
    /// Something begins.
    pub fn begin(&mut self) {
        self.pending += 1;
    }

    /// Something ends, well or not.
    pub fn end(&mut self, failed: bool) {
        self.pending = self.pending.saturating_sub(1);
        self.failed += usize::from(failed);
        self.total += 1;
    }
}

impl Spread {
    /// Takes a value into account; `count` is the number of values so far, this one included. Zero
    /// counts as absent, as it does for Newman.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn add(&mut self, value: f64, count: usize) {
        if value == 0.0 || count == 0 {
            return;
        }
        let count = count as f64;
        let before = value - self.average;
        self.average = (self.average * (count - 1.0) + value) / count;
        self.min = if self.min == 0.0 {
            value
        } else {
            self.min.min(value)
        };
        self.max = self.max.max(value);
        let after = value - self.average;
        self.deviation = ((self.deviation.powi(2) * (count - 1.0) + before * after) / count).sqrt();
    }
}

impl ErrorRecord {
    /// Why a request failed.
    pub fn of_request(error: &SendError) -> Self {
        Self {
            name: error.name().into(),
            message: error.message.clone(),
            stack: error.headline(),
            code: error.code.clone(),
            ..Self::default()
        }
    }

    /// Changes its texts.
    pub fn map(&mut self, change: impl Fn(&str) -> String) {
        for text in [&mut self.message, &mut self.stack]
            .into_iter()
            .chain(&mut self.test)
        {
            *text = change(text);
        }
    }

    /// The error of a failed assertion; its stack names no place of ours, as in Newman's reports.
    pub fn of_assertion(cursor: &Cursor, (assertion, error): (&Assertion, &Failure)) -> Self {
        let place = format!(
            "   at Object.eval sandbox-script.js:{}:{})",
            assertion.index + 1,
            cursor.position + 1
        );
        Self {
            name: error.name.clone(),
            message: error.message.clone(),
            index: Some(assertion.index),
            test: Some(assertion.name.clone()),
            stack: format!("{}: {}\n{place}", error.name, error.message),
            code: None,
        }
    }
}

impl FailureRecord {
    /// The folders and the item's name, joined as Newman shows them: `Folder / Request`.
    pub fn path(&self) -> String {
        self.folders()
            .chain([self.item.label()])
            .collect::<Vec<_>>()
            .join(" / ")
    }

    /// The names of the folders it lies in, outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        folders(&self.parents)
    }

    fn new(cursor: &Cursor, item: &Planned, (error, at): (ErrorRecord, String)) -> Self {
        Self {
            error,
            at,
            collection: 0,
            item: Rc::clone(&item.item),
            parents: Rc::clone(&item.parents),
            cursor: cursor.clone(),
        }
    }

    fn of_assertion(
        cursor: &Cursor,
        item: &Planned,
        (assertion, error): (&Assertion, &Failure),
    ) -> Self {
        let record = ErrorRecord::of_assertion(cursor, (assertion, error));
        Self::new(
            cursor,
            item,
            (
                record,
                format!("assertion:{} in test-script", assertion.index),
            ),
        )
    }

    fn of_script(cursor: &Cursor, item: &Planned, (listen, error): (Listen, &Failure)) -> Self {
        let mut at = format!("{}-script", listen.name());
        // Newman finds the place only where chai has built the stack.
        let line = error.line.filter(|_| error.name == "AssertionError");
        for place in [line, line.and(error.column)].into_iter().flatten() {
            at.push(':');
            at.push_str(&place.to_string());
        }
        let record = ErrorRecord {
            name: error.name.clone(),
            message: error.message.clone(),
            stack: error.stack.clone(),
            ..ErrorRecord::default()
        };
        Self::new(cursor, item, (record, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_that_of_its_values() {
        let mut spread = Spread::default();
        for (index, value) in [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]
            .into_iter()
            .enumerate()
        {
            spread.add(value, index + 1);
        }
        assert_eq!((spread.average, spread.min, spread.max), (5.0, 2.0, 9.0));
        assert!((spread.deviation - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_count_without_a_beginning_does_not_go_below_none() {
        let mut count = Count::default();
        count.end(true);
        assert_eq!(
            count,
            Count {
                total: 1,
                pending: 0,
                failed: 1
            }
        );
    }
}
