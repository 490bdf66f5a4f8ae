//! One run in progress: what lasts from item to item.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::execution::Execution;
use super::keeper::Keeper;
use super::teller::Teller;
use super::token::Tokens;
use super::{At, Cursor, Event, EventKind, Planned, RunEnd, Settings, Sink, Summary};
use crate::collection::Collection;
use crate::exchange::{Exchange, SendError};
use crate::http::Client;
use crate::request::Remembered;
use crate::script::{Assertion, Engine, Failure, Limits, NextRequest, PackageSource};
use crate::variables::Scopes;
use crate::world::World;

/// What a run works with, owned by whoever starts it.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// Sends requests and holds the cookies.
    pub client: &'a Client,
    /// Clock and randomness.
    pub world: &'a Rc<World>,
    /// What the user decides.
    pub settings: &'a Settings,
    /// What scripts may use.
    pub limits: &'a Limits,
    /// Where scripts find packages.
    pub packages: &'a Rc<dyn PackageSource>,
    /// What is secret.
    pub keeper: &'a Keeper,
}

/// A run in progress.
pub struct Session<'a> {
    pub(super) ports: Ports<'a>,
    pub(super) engine: Option<Engine>,
    pub(super) scopes: Scopes,
    /// Whose requests a script may run.
    pub(super) collection: Option<Arc<Collection>>,
    /// How many requests deep the run is in requests that scripts run.
    pub(super) depth: usize,
    /// What authentication has learnt from servers, by its owner and its scheme.
    pub(super) remembered: HashMap<(Arc<str>, String), Remembered>,
    /// Settings of requests that were told not to be honoured.
    pub(super) told: Vec<&'static str>,
    /// Access tokens that the run has fetched.
    pub(super) tokens: Tokens,
    pub(super) teller: Teller<'a>,
}

/// Assertions beside those of the item's scripts: what a page says of a response.
pub trait Checks {
    /// Looks at what came of the item's request, after its test scripts; may change variables.
    fn check(
        &mut self,
        result: Result<&Exchange, &SendError>,
        scopes: &mut Scopes,
    ) -> Vec<Assertion>;
}

/// No assertions beside those of the item's scripts.
pub struct NoChecks;

impl Checks for NoChecks {
    fn check(&mut self, _: Result<&Exchange, &SendError>, _: &mut Scopes) -> Vec<Assertion> {
        Vec::new()
    }
}

/// How an item went.
#[derive(Debug)]
pub struct Executed {
    /// What came of the item's own request; `None` when it was not sent.
    pub result: Option<Result<Arc<Exchange>, SendError>>,
    /// Whether a script skipped the request.
    pub skipped: bool,
    /// How much of it failed: assertions, scripts, the request.
    pub failures: usize,
    /// The names of the assertions that failed in its scripts.
    pub failed: Vec<String>,
    /// The errors that its scripts raised, where another item's script ran it.
    pub(super) raised: Vec<Failure>,
    /// What `setNextRequest` was called with last.
    pub next: Option<NextRequest>,
    /// Whether the run is to end because of it.
    pub halt: Halt,
}

/// Whether a failure ends the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Halt {
    /// It goes on.
    #[default]
    No,
    /// It ends after the item, as `--bail` asks.
    Stop,
    /// It ends at once with an error, as `--bail folder` asks.
    Abort(String),
}

impl<'a> Session<'a> {
    /// Begins a run with these variables; `sink` is told of everything.
    pub fn new(ports: Ports<'a>, scopes: Scopes, sink: &'a mut dyn Sink) -> Self {
        let teller = Teller::new(ports.keeper, sink);
        let (remembered, told, tokens) = Default::default();
        Self {
            ports,
            engine: None,
            scopes,
            collection: None,
            depth: 0,
            remembered,
            told,
            tokens,
            teller,
        }
    }

    /// Runs one item: its pre-request scripts, its request, its test scripts, then `checks`.
    pub async fn execute(
        &mut self,
        item: &Arc<Planned>,
        cursor: Arc<Cursor>,
        checks: &mut dyn Checks,
    ) -> Executed {
        Box::pin(Execution::new(self, item, cursor).run(checks)).await
    }

    /// Sets the collection whose requests scripts may run: `pm.execution.runRequest`.
    pub fn open(&mut self, collection: &Arc<Collection>) {
        self.collection = Some(Arc::clone(collection));
    }

    /// The variables as they are now.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// The variables, to be changed.
    pub fn scopes_mut(&mut self) -> &mut Scopes {
        &mut self.scopes
    }

    /// Tells of what happens, now, beside the items that it executes.
    pub fn tell(&self, cursor: &Arc<Cursor>, item: Option<&Arc<Planned>>, kind: EventKind) {
        let at = At {
            time: self.ports.world.epoch_millis(),
            cursor: Arc::clone(cursor),
            item: item.cloned(),
        };
        self.teller.tell(Event { at, kind });
    }

    /// Lifts what stops scripts and requests after the run's end: what follows must be done all the
    /// same.
    pub fn wind_up(&mut self) {
        self.ports.limits.stop.release();
        self.recover();
    }

    /// Takes the variables back from a script that was given up in the middle; its engine goes with
    /// it.
    pub(super) fn recover(&mut self) {
        if let Some(left) = self.engine.as_mut().and_then(Engine::abandoned) {
            self.scopes = left;
            self.engine = None;
        }
    }

    /// The number of failures so far.
    pub fn failures(&self) -> usize {
        self.teller.failures()
    }

    /// Makes a UUID for a new execution.
    pub fn reference(&self) -> String {
        self.ports.world.uuid()
    }

    /// Ends the run: tells of its end and returns what it amounts to, with the variables as they
    /// are now.
    pub fn finish(mut self, end: &End) -> (Summary, Scopes) {
        self.recover();
        let done = RunEnd {
            error: end.error.clone(),
            interrupted: end.interrupted,
            scopes: Arc::new(self.scopes.clone()),
        };
        self.tell(&end.cursor, None, EventKind::Done(done));
        (self.teller.into_summary(), self.scopes)
    }
}

/// How a run ended.
#[derive(Debug, Clone, Default)]
pub struct End {
    /// Where.
    pub cursor: Arc<Cursor>,
    /// Why, when it ended early.
    pub error: Option<String>,
    /// Whether the user ended it.
    pub interrupted: bool,
    /// Whether a failure ended it, as `--bail` asks.
    pub stopped: bool,
}
