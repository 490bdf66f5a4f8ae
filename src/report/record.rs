//! One item of a run, gathered from its events: what reports that list items and their tests have
//! in common.

use std::rc::Rc;

use crate::collection::{Item, Listen};
use crate::exchange::SendError;
use crate::runner::{Cursor, ErrorRecord, Event, Outcome, Planned, Source, Step, unhandled};
use crate::script::{Assertion, Failure};
use crate::text::Secrets;

/// What came of an item. Its texts are masked: they may be escaped before they are written.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The item, as it stands in the collection.
    pub(super) item: Rc<Item>,
    /// The item's name, or its id where it has none.
    pub(super) name: String,
    /// The collection's name, where the run has several.
    pub(super) collection: Option<String>,
    /// The names of the folders it lies in, outermost first.
    pub(super) folders: Vec<String>,
    /// Where in the run.
    pub(super) cursor: Cursor,
    /// Its tests in order.
    pub(super) tests: Vec<Test>,
    /// What else went wrong, in order.
    pub(super) errors: Vec<Problem>,
    /// Its own request, once it was answered or given up.
    pub(super) request: Option<Sent>,
    /// Whether a script skipped its request.
    pub(super) skipped: bool,
    /// How often its request had failed before.
    pub(super) failed_attempts: u32,
    /// When it began, in milliseconds since the Unix epoch.
    pub(super) started: i64,
    /// How long it took, in milliseconds.
    pub(super) took: i64,
}

/// A test of an item.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) name: String,
    pub(super) outcome: TestOutcome,
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
pub(super) struct Recorder {
    secrets: Secrets,
    now: Box<dyn Fn() -> i64>,
    current: Option<Record>,
    raised: Vec<Failure>,
    /// The collection that runs, where there are several.
    collection: Option<String>,
    step: Option<Step>,
}

impl Recorder {
    /// Masks `secrets`; `now` tells the time in milliseconds since the Unix epoch.
    pub(super) fn new(secrets: Secrets, now: Box<dyn Fn() -> i64>) -> Self {
        Self {
            secrets,
            now,
            current: None,
            raised: Vec::new(),
            collection: None,
            step: None,
        }
    }

    /// Takes an event; returns the record of an item that ended with it, or that will never end.
    pub(super) fn note(&mut self, event: &Event<'_>) -> Option<Record> {
        match event {
            Event::Start { run, .. } => {
                let before = self.current.take();
                self.collection = (run.count > 1).then(|| self.masked(&run.collection.name));
                return before;
            }
            Event::BeforeStep { step } => self.step = Some((*step).clone()),
            Event::BeforeItem { cursor, item } => {
                let before = self.current.take();
                self.raised.clear();
                self.current = Some(self.begin(cursor, item));
                return before;
            }
            Event::Retry { attempt, .. } => self.change(|record| record.failed_attempts = *attempt),
            Event::Request {
                outcome, source, ..
            } => self.request(outcome, *source),
            Event::Assertions {
                cursor, assertions, ..
            } => {
                let tests: Vec<Test> = assertions
                    .iter()
                    .map(|assertion| self.test(cursor, assertion))
                    .collect();
                self.change(|record| record.tests.extend(tests));
            }
            Event::Exception { error, .. } => self.raised.push((*error).clone()),
            Event::Script { run, .. } => {
                let mut errors = unhandled(&mut self.raised, run.error.as_ref());
                errors.extend(run.error.clone());
                let place = match run.event.listen {
                    Listen::Prerequest => "prerequest-script",
                    Listen::Test => "test-script",
                };
                for error in errors {
                    let error = self.script_error(&error);
                    self.change(|record| record.errors.push(Problem { place, error }));
                }
            }
            Event::Item { skipped, .. } => {
                let now = (self.now)();
                let mut record = self.current.take()?;
                record.skipped = *skipped;
                record.took = now.saturating_sub(record.started);
                return Some(record);
            }
            Event::Done { .. } => return self.current.take(),
            _ => {}
        }
        None
    }

    fn begin(&self, cursor: &Cursor, item: &Planned) -> Record {
        let name = if item.item.name.is_empty() {
            &item.item.id
        } else {
            &item.item.name
        };
        let step = self.step.iter().map(|step| format!("step {}", step.number));
        Record {
            item: Rc::clone(&item.item),
            name: self.masked(name),
            collection: self.collection.clone(),
            folders: step
                .chain(item.folders().map(|name| self.masked(name)))
                .collect(),
            cursor: cursor.clone(),
            tests: Vec::new(),
            errors: Vec::new(),
            request: None,
            skipped: false,
            failed_attempts: 0,
            started: (self.now)(),
            took: 0,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Record)) {
        if let Some(record) = &mut self.current {
            change(record);
        }
    }

    fn request(&mut self, outcome: &Outcome<'_>, source: Source<'_>) {
        let answer = outcome.result.ok().map(|exchange| Answer {
            code: exchange.response.code,
            millis: exchange.response.millis(),
        });
        let error = outcome.result.err().map(|error| self.send_error(error));
        let sent = Sent {
            method: outcome.request.wire.method.clone(),
            url: self.masked(&outcome.request.url),
            answer,
        };
        self.change(|record| {
            record.errors.extend(error.map(|error| Problem {
                place: "request",
                error,
            }));
            if source != Source::Script {
                record.request = Some(sent);
            }
        });
    }

    fn test(&self, cursor: &Cursor, assertion: &Assertion) -> Test {
        let outcome = match &assertion.error {
            Some(error) => TestOutcome::Failed(
                self.shown(ErrorRecord::of_assertion(cursor, (assertion, error))),
            ),
            None if assertion.skipped => TestOutcome::Skipped,
            None => TestOutcome::Passed,
        };
        Test {
            name: self.masked(&assertion.name),
            outcome,
        }
    }

    fn script_error(&self, error: &Failure) -> ErrorRecord {
        self.shown(ErrorRecord {
            name: error.name.clone(),
            message: error.message.clone(),
            stack: error.stack.clone(),
            ..ErrorRecord::default()
        })
    }

    fn send_error(&self, error: &SendError) -> ErrorRecord {
        self.shown(ErrorRecord::of_request(error))
    }

    fn shown(&self, mut error: ErrorRecord) -> ErrorRecord {
        error.map(|text| self.masked(text));
        error
    }

    fn masked(&self, text: &str) -> String {
        self.secrets.mask(text).into_owned()
    }
}
