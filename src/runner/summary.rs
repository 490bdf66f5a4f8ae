//! What a run amounts to: counts, times, failures. A fold of its events, of a size that does not
//! grow with iterations that pass. The folds of two parts of a run add up to that of the whole.

use std::sync::Arc;
use std::time::Duration;

use super::flaky::{Flaky, NotRun};
use super::plan::folders;
use super::{At, Cursor, Event, EventKind, ItemEnd, Outcome, Parent, Proofs, RunEnd, ScriptRun};
use crate::collection::{Item, Listen};
use crate::contract::Coverage;
use crate::exchange::SendError;
use crate::script::{Assertion, Failure};

/// The outcome of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// How often things happened.
    pub stats: Stats,
    /// Response times; whole milliseconds.
    pub response_time: Spread,
    /// Times that looking names up took; a connection that was there needs none.
    pub lookup: Spread,
    /// Times from the start of a request to the first byte of its response.
    pub first_byte: Spread,
    /// Bytes of response bodies received.
    pub received: u64,
    /// When the run began, in milliseconds since the Unix epoch; `None` before it has.
    pub began: Option<i64>,
    /// When it ended.
    pub ended: Option<i64>,
    /// Everything that failed, in order.
    pub failures: Vec<FailureRecord>,
    /// Why the run ended before its end, if it did.
    pub error: Option<String>,
    /// Whether the user ended it.
    pub interrupted: bool,
    /// Items that passed after they had failed first.
    pub flaky: Vec<Flaky>,
    /// Items that failed however often they were tried.
    pub given_up: Vec<Flaky>,
    /// Items that could not be run.
    pub not_run: Vec<NotRun>,
    /// How much of the contract was touched, where there is one.
    pub coverage: Option<Box<Coverage>>,
    /// What the steps of guides have proven, where there are some.
    pub proofs: Option<Box<Proofs>>,
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
    /// How often it began and has not ended; in the second part of a run, what the first has begun
    /// may end.
    pub pending: isize,
    /// How often it failed.
    pub failed: usize,
}

/// Average, least, most and standard deviation of times. Zero counts as absent, as it does for
/// Newman.
// Differs from Postman: Newman counts requests that got no response as if they had taken no time
// (`a_request_without_a_response_is_not_averaged`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spread {
    count: u64,
    /// The sum of all, in microseconds.
    sum: u128,
    /// The sum of their squares.
    squares: u128,
    least: Option<u64>,
    most: u64,
}

/// Something that failed, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureRecord {
    /// What went wrong.
    pub error: ErrorRecord,
    /// When it was told, in milliseconds since the Unix epoch.
    pub time: i64,
    /// Where in Newman's words: `assertion:0 in test-script`, `request`, `test-script:2:5`.
    pub at: String,
    /// The item.
    pub item: Arc<Item>,
    /// The collection and the folders it lies in, outermost first.
    pub parents: Arc<[Parent]>,
    /// Where in the run.
    pub cursor: Arc<Cursor>,
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

    /// Why the run did not go on to its end, or is no whole one, where that is so; every report is to say it.
    pub fn ended_early(&self) -> Option<&str> {
        let interrupted = self.interrupted.then_some("the run was interrupted");
        interrupted.or(self.error.as_deref())
    }

    /// What was tried several times, each with the word for it: what is flaky, then what was given
    /// up.
    pub fn tried(&self) -> Vec<(&'static str, &Flaky)> {
        let flaky = self.flaky.iter().map(|flaky| ("flaky", flaky));
        let given_up = self.given_up.iter().map(|tried| ("given up", tried));
        flaky.chain(given_up).collect()
    }

    /// When the run began, in milliseconds since the Unix epoch.
    pub fn started(&self) -> i64 {
        self.began.or(self.ended).unwrap_or_default()
    }

    /// When the run ended, in milliseconds since the Unix epoch.
    pub fn completed(&self) -> i64 {
        self.ended.unwrap_or_default()
    }

    /// How long the run took, in milliseconds.
    pub fn took(&self) -> i64 {
        self.completed().saturating_sub(self.started()).max(0)
    }

    /// Adds what the rest of the run, or another part of it, amounts to.
    pub fn merge(&mut self, other: Self) {
        self.stats.merge(&other.stats);
        self.response_time.merge(&other.response_time);
        self.lookup.merge(&other.lookup);
        self.first_byte.merge(&other.first_byte);
        self.received += other.received;
        self.began = self.began.into_iter().chain(other.began).min();
        self.ended = self.ended.max(other.ended);
        self.failures.extend(other.failures);
        self.error = self.error.take().or(other.error);
        self.interrupted |= other.interrupted;
        self.flaky.extend(other.flaky);
        self.given_up.extend(other.given_up);
        self.not_run.extend(other.not_run);
        Coverage::join(&mut self.coverage, other.coverage);
        Proofs::join(&mut self.proofs, other.proofs.as_deref());
    }

    /// Takes an event into account.
    pub fn note(&mut self, event: &Event) {
        let stats = &mut self.stats;
        match &event.kind {
            EventKind::Start(_) => {
                self.began.get_or_insert(event.at.time);
            }
            EventKind::BeforeIteration => stats.iterations.begin(),
            EventKind::Iteration => stats.iterations.end(false),
            EventKind::BeforeItem => stats.items.begin(),
            EventKind::Item(end) => self.note_item(&event.at, end),
            EventKind::BeforeScripts(listen) => stats.round(*listen).begin(),
            EventKind::Scripts(listen, ..) => stats.round(*listen).end(false),
            EventKind::BeforeScript(script) => {
                stats.scripts.begin();
                stats.script(script.listen).begin();
            }
            EventKind::Script(run, _) => self.note_script(&event.at, run),
            EventKind::Assertions(assertions) => {
                for assertion in assertions {
                    self.note_assertion(&event.at, assertion);
                }
            }
            EventKind::BeforeRequest(..) => stats.requests.begin(),
            EventKind::Request(outcome, _) => self.note_request(&event.at, outcome),
            EventKind::Contract(all) => self.coverage.get_or_insert_default().open(all),
            EventKind::Touched(touch) => self.coverage.get_or_insert_default().add(touch),
            EventKind::Proofs(proofs) => Proofs::join(&mut self.proofs, Some(proofs)),
            EventKind::Done(end) => self.note_end(event.at.time, end),
            _ => {}
        }
    }

    fn note_item(&mut self, at: &At, end: &ItemEnd) {
        self.stats.items.end(false);
        let path = || at.item.as_ref().map(|item| item.path()).unwrap_or_default();
        self.not_run
            .extend(end.reason.as_ref().map(|reason| NotRun {
                path: path(),
                reason: reason.clone(),
            }));
        if end.failed_attempts + end.failed_runs > 0 {
            let list = if end.has_failed {
                &mut self.given_up
            } else {
                &mut self.flaky
            };
            list.push(Flaky {
                path: path(),
                failed_attempts: end.failed_attempts,
                failed_runs: end.failed_runs,
                iteration: at.cursor.iteration,
                has_failed: end.has_failed,
            });
        }
    }

    fn note_script(&mut self, at: &At, run: &ScriptRun) {
        let listen = run.event.listen;
        let unhandled = run.unhandled.iter().map(|error| (error, error.line));
        // Newman finds the place of what ends a script only where chai has built the stack.
        let of_chai = |error: &Failure| error.line.filter(|_| error.name == "AssertionError");
        let ended_by = run.error.iter().map(|error| (error, of_chai(error)));
        for (error, line) in unhandled.chain(ended_by) {
            let place = place(listen, line, error.column);
            let record = ErrorRecord::of_script(error);
            self.failures.extend(FailureRecord::new(at, record, place));
        }
        let failed = run.has_failed();
        self.stats.scripts.end(failed);
        self.stats.script(listen).end(failed);
    }

    fn note_assertion(&mut self, at: &At, assertion: &Assertion) {
        self.stats.assertions.count(!assertion.passed());
        self.stats.skipped += usize::from(assertion.skipped);
        if let Some(error) = &assertion.error {
            let failure = FailureRecord::of_assertion(at, assertion, error);
            self.failures.extend(failure);
        }
    }

    fn note_request(&mut self, at: &At, outcome: &Outcome) {
        self.stats.requests.end(outcome.result.is_err());
        match &outcome.result {
            Ok(exchange) => {
                self.received += exchange.response.downloaded_bytes;
                let time = Duration::from_millis(exchange.response.millis());
                self.response_time.add(time);
                if let Some(hop) = exchange.hops.last() {
                    self.lookup.add(hop.timings.lookup.unwrap_or_default());
                    self.first_byte.add(hop.timings.first_byte);
                }
            }
            Err(error) => {
                let record = ErrorRecord::of_request(error);
                self.failures
                    .extend(FailureRecord::new(at, record, "request".into()));
            }
        }
    }

    fn note_end(&mut self, time: i64, end: &RunEnd) {
        self.ended = Some(time);
        self.interrupted = end.interrupted;
        self.error.clone_from(&end.error);
    }
}

impl Stats {
    fn round(&mut self, listen: Listen) -> &mut Count {
        match listen {
            Listen::Prerequest => &mut self.prerequests,
            Listen::Test => &mut self.tests,
        }
    }

    fn script(&mut self, listen: Listen) -> &mut Count {
        match listen {
            Listen::Prerequest => &mut self.prerequest_scripts,
            Listen::Test => &mut self.test_scripts,
        }
    }

    fn merge(&mut self, other: &Self) {
        let counts = [
            (&mut self.iterations, other.iterations),
            (&mut self.items, other.items),
            (&mut self.scripts, other.scripts),
            (&mut self.prerequests, other.prerequests),
            (&mut self.requests, other.requests),
            (&mut self.tests, other.tests),
            (&mut self.assertions, other.assertions),
            (&mut self.test_scripts, other.test_scripts),
            (&mut self.prerequest_scripts, other.prerequest_scripts),
        ];
        for (own, others) in counts {
            own.total += others.total;
            own.pending += others.pending;
            own.failed += others.failed;
        }
        self.skipped += other.skipped;
    }
}

impl Count {
    /// Something begins.
    pub fn begin(&mut self) {
        self.pending += 1;
    }

    /// Something that has begun ends, well or not.
    pub fn end(&mut self, failed: bool) {
        self.pending -= 1;
        self.count(failed);
    }

    /// Something happens that has no length.
    pub fn count(&mut self, failed: bool) {
        self.failed += usize::from(failed);
        self.total += 1;
    }
}

impl Spread {
    /// Takes a time into account.
    pub fn add(&mut self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        if micros == 0 {
            return;
        }
        self.merge(&Self {
            count: 1,
            sum: micros.into(),
            squares: u128::from(micros) * u128::from(micros),
            least: Some(micros),
            most: micros,
        });
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
        self.least = self.least.into_iter().chain(other.least).min();
        self.most = self.most.max(other.most);
    }

    /// Whether there was any.
    pub fn is_measured(&self) -> bool {
        self.count > 0
    }

    /// The average, in milliseconds; 0 where there was none.
    pub fn average(&self) -> f64 {
        self.mean(self.sum) / 1000.0
    }

    /// The least, in milliseconds.
    pub fn min(&self) -> f64 {
        millis(self.least.unwrap_or_default())
    }

    /// The most, in milliseconds.
    pub fn max(&self) -> f64 {
        millis(self.most)
    }

    /// The standard deviation, in milliseconds.
    pub fn deviation(&self) -> f64 {
        let average = self.mean(self.sum);
        let variance = self.mean(self.squares) - average * average;
        variance.max(0.0).sqrt() / 1000.0
    }

    #[expect(clippy::cast_precision_loss, reason = "times, shown to a few digits")]
    fn mean(&self, sum: u128) -> f64 {
        sum as f64 / self.count.max(1) as f64
    }
}

#[expect(clippy::cast_precision_loss, reason = "times, shown to a few digits")]
fn millis(micros: u64) -> f64 {
    micros as f64 / 1000.0
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

    /// An error of a script.
    pub fn of_script(error: &Failure) -> Self {
        Self {
            name: error.name.clone(),
            message: error.message.clone(),
            stack: error.stack.clone(),
            ..Self::default()
        }
    }

    /// The error of a failed assertion; its stack names no place of ours, as in Newman's reports.
    pub fn of_assertion(cursor: &Cursor, assertion: &Assertion, error: &Failure) -> Self {
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

    /// `None` where no item is named.
    fn new(at: &At, error: ErrorRecord, place: String) -> Option<Self> {
        let item = at.item.as_ref()?;
        Some(Self {
            error,
            at: place,
            time: at.time,
            item: Arc::clone(&item.item),
            parents: Arc::clone(&item.parents),
            cursor: Arc::clone(&at.cursor),
        })
    }

    fn of_assertion(at: &At, assertion: &Assertion, error: &Failure) -> Option<Self> {
        let record = ErrorRecord::of_assertion(&at.cursor, assertion, error);
        let place = format!("assertion:{} in test-script", assertion.index);
        Self::new(at, record, place)
    }
}

/// Where in which script: `test-script:2:10`.
fn place(listen: Listen, line: Option<u32>, column: Option<u32>) -> String {
    let numbers = [line, line.and(column)].into_iter().flatten();
    numbers.fold(format!("{}-script", listen.name()), |place, number| {
        format!("{place}:{number}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(millis: &[u64]) -> Spread {
        let mut spread = Spread::default();
        for value in millis {
            spread.add(Duration::from_millis(*value));
        }
        spread
    }

    #[test]
    fn a_spread_is_that_of_its_values() {
        let whole = spread(&[2, 4, 4, 4, 5, 5, 7, 9]);
        assert_eq!((whole.average(), whole.min(), whole.max()), (5.0, 2.0, 9.0));
        assert!((whole.deviation() - 2.0).abs() < 1e-9);
    }

    #[test]
    fn two_spreads_add_up_to_that_of_the_whole() {
        let mut first = spread(&[2, 4, 4]);
        first.merge(&spread(&[4, 5, 5, 7, 9]));
        assert_eq!(first, spread(&[2, 4, 4, 4, 5, 5, 7, 9]));
    }

    #[test]
    fn a_request_without_a_response_is_not_averaged() {
        assert!((spread(&[0, 10]).average() - 10.0).abs() < f64::EPSILON);
        assert!(!spread(&[]).is_measured());
    }

    #[test]
    fn what_has_no_length_is_never_pending() {
        let mut count = Count::default();
        count.count(true);
        let expected = Count {
            total: 1,
            pending: 0,
            failed: 1,
        };
        assert_eq!(count, expected);
    }
}
