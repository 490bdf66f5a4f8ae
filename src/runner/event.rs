//! What a run tells of itself while it goes.
//!
//! These types are the only interface between the runner and those who report on it. An event is
//! owned: it can be kept, sent to another thread, written down and read back. It carries its time
//! and its place, and no secret: what is one was masked before the event was told. The vocabulary
//! is that of Postman's runtime; `docs/events.md` describes the stream.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::{Cursor, Planned, Proofs};
use crate::collection::{Collection, ItemEvent, Listen};
use crate::contract::{Inventory, Touch};
use crate::exchange::{Exchange, SendError};
pub use crate::request::Written;
use crate::script::{Assertion, ConsoleLine, Failure, NextRequest};
use crate::text;
use crate::variables::{Change, ScopeKind, Scopes};

/// Who listens to a run.
pub trait Sink {
    /// Takes an event; events come in the order in which things happen.
    fn event(&mut self, event: &Event);

    /// Takes an event as it is, its secrets included, before [`Sink::event`] takes it masked: for
    /// the program that started the run, and for nothing that is written.
    fn in_the_clear(&mut self, _event: &Event) {}

    /// Is told how many other units run while those events happen that it takes next.
    fn beside(&mut self, _units: usize) {}

    /// Whether it wants to be told what the variables are after each script: keeping them takes
    /// its time.
    fn wants_variables(&self) -> bool {
        false
    }

    /// Whether it shows what the steps of a guide prove: finding that out takes its time.
    fn wants_proofs(&self) -> bool {
        false
    }
}

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When and where.
    pub at: At,
    /// What.
    pub kind: EventKind,
}

/// When and where in a run something happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct At {
    /// In milliseconds since the Unix epoch.
    pub time: i64,
    /// The place in the run.
    pub cursor: Arc<Cursor>,
    /// The item; `None` where there is none, as when an iteration begins.
    pub item: Option<Arc<Planned>>,
}

impl At {
    /// The names of the collection, of the folders and of the item, from the outside in.
    pub fn names<'a>(&'a self, collection: Option<&'a str>) -> Vec<&'a str> {
        let item = self.item.iter();
        let own = item.flat_map(|item| item.folders().chain([item.item.label()]));
        collection.into_iter().chain(own).collect()
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// The run of a collection begins; a run has one after the other.
    Start(Arc<Run>),
    /// An iteration begins.
    BeforeIteration,
    /// An item begins.
    BeforeItem,
    /// The scripts of one kind are about to run; there may be none.
    BeforeScripts(Listen),
    /// A script is about to run.
    BeforeScript(Arc<ItemEvent>),
    /// Assertions were made.
    Assertions(Vec<Assertion>),
    /// A script wrote to its console.
    Console(ConsoleLine),
    /// A script raised an error; it may have gone on.
    Exception(Failure),
    /// A script ended; the variables are as it left them, where a listener wants them.
    Script(Arc<ScriptRun>, Option<Arc<Scopes>>),
    /// The scripts of one kind ended; the variables are as they left them, where a listener wants
    /// them.
    Scripts(Listen, Vec<Arc<ScriptRun>>, Option<Arc<Scopes>>),
    /// A request is about to be sent.
    BeforeRequest(Arc<Written>, Source),
    /// The header of the item's own response is there.
    ResponseStart(Arc<Outcome>),
    /// A server-sent event arrived; its lines are as the server wrote them.
    ResponseData(String),
    /// An item did not go well and runs again; nothing else is told of the attempt.
    Retry(Attempt),
    /// A request was answered, or failed.
    Request(Arc<Outcome>, Source),
    /// The item's own request was answered for good, or failed.
    Response(Arc<Outcome>),
    /// Something is not as the user will have meant it; the run goes on.
    Warning(String),
    /// There is a contract, with so much to touch; a run has it at most once.
    Contract(Arc<Inventory>),
    /// A request and its answer were held against the contract.
    Touched(Arc<Touch>),
    /// An item ended.
    Item(ItemEnd),
    /// An iteration ended.
    Iteration,
    /// A step of a guide begins.
    BeforeStep(Arc<GuideStep>),
    /// A step of a guide ended.
    Step(Arc<GuideStep>, Verdict),
    /// A guide ran to its end, and its steps have proven so much.
    Proofs(Arc<Proofs>),
    /// The run ended.
    Done(RunEnd),
}

/// What does not change during a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The collection that runs.
    pub collection: Arc<Collection>,
    /// How many iterations there will be.
    pub iterations: usize,
    /// The scopes as the run found them.
    pub scopes: Scopes,
    /// Its number among the collections of the run, from 0.
    pub number: usize,
    /// How many collections the run has, one after the other.
    pub count: usize,
    /// The page of a guide as HTML, with `<!--step N-->` where its steps stand.
    pub page: Option<Arc<str>>,
}

/// Whose request it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The item's own.
    Collection,
    /// Sent by a script.
    Script,
    /// Sent by an authentication scheme on the way to the item's own.
    Auth(String),
}

/// A request and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The request that was sent.
    pub request: Arc<Written>,
    /// A UUID for the response.
    pub response_id: String,
    /// The response, or why there is none.
    pub result: Result<Arc<Exchange>, SendError>,
    /// The size of the response's body in bytes, before anything in it was masked.
    pub size: usize,
}

/// A run of an item that did not go well, and that another follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// Why: there was no response, or what of it is a reason to try again.
    pub error: SendError,
    /// The wait before the next.
    pub wait: Duration,
}

impl Attempt {
    /// What people are told of it.
    pub fn told(&self) -> String {
        let wait = text::duration(self.wait.as_secs_f64() * 1000.0);
        let Self { number, error, .. } = self;
        format!(
            "attempt {number} failed: {}; again in {wait}",
            error.message
        )
    }
}

/// One execution of one script.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptRun {
    /// The event it belongs to.
    pub event: Arc<ItemEvent>,
    /// Why it failed.
    pub error: Option<Failure>,
    /// The errors that nobody caught and that did not end it: in an asynchronous function, in a
    /// promise, in a timer, in a callback.
    pub unhandled: Vec<Failure>,
    /// Whether it went on after its last statement.
    pub asynchronous: bool,
    /// What `setNextRequest` was called with.
    pub next_request: Option<NextRequest>,
    /// What it changed in the scopes, in order.
    pub changes: Vec<(ScopeKind, Change)>,
}

impl ScriptRun {
    /// Whether an error ended it, or one came that nobody caught.
    pub fn has_failed(&self) -> bool {
        self.error.is_some() || !self.unhandled.is_empty()
    }
}

/// How an item ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemEnd {
    /// Whether its request was skipped: by a script, or for a reason.
    pub skipped: bool,
    /// Why it was skipped where no script did it.
    pub reason: Option<String>,
    /// The name of the collection, the folder or the request whose script skipped it.
    pub skipped_by: Option<String>,
    /// What a script wants to be seen: `{processedTemplate, data}` or `{error, data}`.
    pub visualizer: Option<Value>,
    /// How often it was tried before, in vain (`--retry`).
    pub failed_attempts: u32,
    /// How often it failed in runs of its unit before this one.
    pub failed_runs: u32,
    /// Whether anything of it failed.
    pub has_failed: bool,
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunEnd {
    /// Why, when it ended early.
    pub error: Option<String>,
    /// Whether the user ended it.
    pub interrupted: bool,
    /// The variables as they are now.
    pub scopes: Arc<Scopes>,
}

/// A step of a guide: the sentence of the page that is being proven.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuideStep {
    /// The step's number, from 1.
    pub number: usize,
    /// The step's name; the request's where the page gives none.
    pub name: String,
    /// The page, as it was named.
    pub page: String,
    /// The line of the page, from 1.
    pub line: usize,
    /// The page's own words.
    pub sentence: String,
    /// Whether it only looks at the response of the step before.
    pub looks: bool,
    /// Whether it is none of the page's own, but puts back what that step has changed.
    pub puts_back: bool,
}

/// What the one assertion of a step begins with that was not run; it is a skipped one.
pub const NOT_RUN: &str = "not run: ";

/// How a step of a guide ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that the step says is so.
    Passed,
    /// Something is not so; each reason is a line for the author.
    Failed(Vec<String>),
    /// The step was not tried, and why.
    NotRun(String),
}

impl ItemEnd {
    /// Why the request was skipped, where it was.
    pub fn why_skipped(&self) -> Option<String> {
        let of_script = || match self.skipped_by.as_deref() {
            Some(owner) if !owner.is_empty() => {
                format!("skipped by the pre-request script of `{owner}`")
            }
            _ => "skipped by a script".to_owned(),
        };
        self.skipped
            .then(|| self.reason.clone().unwrap_or_else(of_script))
    }
}

impl Outcome {
    /// The response.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.result.as_deref().ok()
    }

    /// Why there is no response.
    pub fn error(&self) -> Option<&SendError> {
        self.result.as_ref().err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_can_be_sent_to_another_thread() {
        fn is_owned<T: Send + Sync + 'static>() {}
        is_owned::<Event>();
    }
}
