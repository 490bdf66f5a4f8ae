//! One item of a run, gathered from its events: what reports that list items and their tests have
//! in common.

use std::sync::Arc;

use super::cli::Curl;
use super::curl;
use crate::collection::{Item, Listen};
use crate::runner::{
    At, Cursor, ErrorRecord, Event, EventKind, GuideStep, ItemEnd, Outcome, Planned, ScriptRun,
    Source,
};
use crate::script::{Assertion, Compared};

/// What came of an item.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The item, as it stands in the collection.
    pub(super) item: Arc<Item>,
    /// The item's name, or its id where it has none.
    pub(super) name: String,
    /// The collection's name, where the run has several.
    pub(super) collection: Option<String>,
    /// The names of the folders it lies in, outermost first.
    pub(super) folders: Vec<String>,
    /// Where in the run.
    pub(super) cursor: Arc<Cursor>,
    /// Its tests in order.
    pub(super) tests: Vec<Test>,
    /// What else went wrong, in order.
    pub(super) errors: Vec<Problem>,
    /// Its own request, once it was answered or given up.
    pub(super) request: Option<Sent>,
    /// Whether its request was skipped.
    pub(super) skipped: bool,
    /// Why, where it was.
    pub(super) why_skipped: Option<String>,
    /// Why it did not go well when it was tried before.
    pub(super) attempts: Vec<String>,
    /// When it began, in milliseconds since the Unix epoch.
    pub(super) started: i64,
    /// How long it took, in milliseconds.
    pub(super) took: i64,
    /// Its request as a command, where something failed and that is wanted.
    pub(super) curl: Option<String>,
}

/// A test of an item.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) name: String,
    pub(super) outcome: TestOutcome,
    /// What a test that failed has compared.
    pub(super) compared: Option<Box<Compared>>,
}

/// How a test ended.
#[derive(Debug, Clone)]
pub(super) enum TestOutcome {
    Passed,
    Skipped,
    Failed(ErrorRecord),
}

/// A request that failed, or a script that threw.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// `request`, `prerequest-script` or `test-script`.
    pub(super) place: &'static str,
    pub(super) error: ErrorRecord,
}

/// A request as reports name it, and its answer.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) answer: Option<Answer>,
}

/// What is told of a response.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) code: u16,
    /// Milliseconds from sending to the end of the response.
    pub(super) millis: u64,
}

impl Record {
    /// Folders and name, as Newman joins them; the collection first where there are several.
    pub(super) fn path(&self) -> String {
        let names = self
            .collection
            .iter()
            .chain(&self.folders)
            .map(String::as_str);
        names
            .chain([self.name.as_str()])
            .collect::<Vec<_>>()
            .join(" / ")
    }

    /// The path, told apart from that of other iterations.
    pub(super) fn title(&self) -> String {
        self.path() + &self.cursor.suffix()
    }

    /// Whether anything of it failed.
    pub(super) fn has_failed(&self) -> bool {
        !self.errors.is_empty() || self.failed_tests().next().is_some()
    }

    /// Its tests that failed.
    pub(super) fn failed_tests(&self) -> impl Iterator<Item = (&Test, &ErrorRecord)> {
        self.tests.iter().filter_map(|test| match &test.outcome {
            TestOutcome::Failed(error) => Some((test, error)),
            TestOutcome::Passed | TestOutcome::Skipped => None,
        })
    }

    /// The response time in milliseconds.
    pub(super) fn millis(&self) -> Option<u64> {
        self.request
            .as_ref()
            .and_then(|sent| sent.answer.as_ref())
            .map(|answer| answer.millis)
    }
}

/// Gathers records.
#[derive(Default)]
pub(super) struct Recorder {
    current: Option<Record>,
    /// The collection that runs, where there are several.
    collection: Option<String>,
    step: Option<Arc<GuideStep>>,
    curl: Curl,
    /// What of the item was sent last, where it may be wanted as a command.
    sent: Option<Arc<Outcome>>,
}

impl Recorder {
    /// One that has commands made, or not.
    pub(super) fn with(curl: Curl) -> Self {
        Self {
            curl,
            ..Self::default()
        }
    }

    /// Takes an event; returns the record of an item that ended with it, or that will never end.
    pub(super) fn note(&mut self, event: &Event) -> Option<Record> {
        match &event.kind {
            EventKind::Start(run) => {
                let name = &run.collection.name;
                self.collection = (run.count > 1).then(|| name.clone());
                return self.current.take();
            }
            EventKind::BeforeStep(step) => self.step = Some(Arc::clone(step)),
            EventKind::BeforeItem => {
                self.sent = None;
                let item = event.at.item.as_deref();
                let begun = item.map(|item| self.begin(&event.at, item));
                return std::mem::replace(&mut self.current, begun);
            }
            EventKind::Item(end) => return self.end(event.at.time, end),
            EventKind::Done(_) => return self.current.take(),
            kind => {
                if let (Curl::OnFailure, EventKind::Request(outcome, source)) = (self.curl, kind)
                    && *source != Source::Script
                {
                    self.sent = Some(Arc::clone(outcome));
                }
                if let Some(record) = &mut self.current {
                    record.note(&event.at.cursor, kind);
                }
            }
        }
        None
    }

    fn begin(&self, at: &At, item: &Planned) -> Record {
        let step = self.step.iter().map(|step| format!("step {}", step.number));
        Record {
            item: Arc::clone(&item.item),
            name: item.item.label().to_owned(),
            collection: self.collection.clone(),
            folders: step.chain(item.folders().map(str::to_owned)).collect(),
            cursor: Arc::clone(&at.cursor),
            tests: Vec::new(),
            errors: Vec::new(),
            request: None,
            skipped: false,
            why_skipped: None,
            attempts: Vec::new(),
            started: at.time,
            took: 0,
            curl: None,
        }
    }

    fn end(&mut self, time: i64, end: &ItemEnd) -> Option<Record> {
        let mut record = self.current.take()?;
        record.skipped = end.skipped;
        record.why_skipped = end.why_skipped();
        let run = || "it failed in a run of its unit".to_owned();
        let runs = std::iter::repeat_with(run).take(end.failed_runs as usize);
        record.attempts.extend(runs);
        record.took = time.saturating_sub(record.started);
        let sent = self.sent.take().filter(|_| record.has_failed());
        record.curl = sent.map(|sent| curl::command(&sent.request, record.item.request()));
        Some(record)
    }
}

impl Record {
    fn note(&mut self, cursor: &Cursor, kind: &EventKind) {
        match kind {
            EventKind::Retry(attempt) => self.attempts.push(attempt.error.message.clone()),
            EventKind::Request(outcome, source) => self.note_request(outcome, source),
            EventKind::Assertions(assertions) => {
                let tests = assertions.iter();
                self.tests
                    .extend(tests.map(|assertion| test(cursor, assertion)));
            }
            EventKind::Script(run, _) => self.note_script(run),
            _ => {}
        }
    }

    fn note_script(&mut self, run: &ScriptRun) {
        let place = match run.event.listen {
            Listen::Prerequest => "prerequest-script",
            Listen::Test => "test-script",
        };
        let errors = run.unhandled.iter().chain(&run.error);
        self.errors.extend(errors.map(|error| Problem {
            place,
            error: ErrorRecord::of_script(error),
        }));
    }

    fn note_request(&mut self, outcome: &Outcome, source: &Source) {
        self.errors.extend(outcome.error().map(|error| Problem {
            place: "request",
            error: ErrorRecord::of_request(error),
        }));
        if *source != Source::Script {
            let answer = outcome.exchange().map(|exchange| Answer {
                code: exchange.response.code,
                millis: exchange.response.millis(),
            });
            self.request = Some(Sent {
                method: outcome.request.wire.method.clone(),
                url: outcome.request.url.clone(),
                answer,
            });
        }
    }
}

fn test(cursor: &Cursor, assertion: &Assertion) -> Test {
    let outcome = match &assertion.error {
        Some(error) => TestOutcome::Failed(ErrorRecord::of_assertion(cursor, assertion, error)),
        None if assertion.skipped => TestOutcome::Skipped,
        None => TestOutcome::Passed,
    };
    Test {
        name: assertion.name.clone(),
        outcome,
        compared: assertion
            .error
            .as_ref()
            .and_then(|error| error.compared.clone()),
    }
}
