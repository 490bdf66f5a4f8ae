//! One run in progress: what lasts from item to item.

use std::collections::HashMap;
use std::sync::Arc;

use super::masker::Masker;
use super::ports::Ports;
use super::teller::Teller;
use super::{At, Cursor, Event, EventKind, Planned, RunEnd, Sink, Summary};
use crate::collection::Collection;
use crate::contract::Contract;
use crate::http::Jar;
use crate::request::{Remembered, Token};
use crate::script::Engine;
use crate::variables::Scopes;

/// A token, and when it ends.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) token: Token,
    /// In milliseconds since the Unix epoch.
    pub(super) ends: Option<i64>,
}

/// The tokens of a run, by the request that gets one; a grant that needs a browser has none.
pub(super) type Tokens = HashMap<String, Option<Held>>;

/// What a run begins with.
#[derive(Debug)]
pub struct Beginning {
    scopes: Scopes,
    cookies: Jar,
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

    /// What the run has so far, to begin again with.
    pub fn beginning(&self) -> Beginning {
        Beginning {
            scopes: self.scopes.clone(),
            cookies: self.ports.client.jar().copied(Arc::clone(self.ports.world)),
        }
    }

    /// Begins again with what the run had: variables, cookies, what authentication has learnt.
    pub fn begin_again(&mut self, beginning: &Beginning) {
        self.scopes = beginning.scopes.clone();
        let kept = beginning.cookies.kept().clone();
        *self.ports.client.jar().kept() = kept;
        self.remembered.clear();
        self.tokens.clear();
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

    /// Whether a listener shows what the steps of a guide prove.
    pub fn wants_proofs(&self) -> bool {
        self.teller.wants_proofs()
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

    /// Goes on with what another session has handed on.
    #[must_use]
    pub fn with(self, handed: HandedOn) -> Self {
        Self {
            engine: handed.engine,
            teller: self.teller.with_masker(handed.masker),
            ..self
        }
    }

    /// Ends the session without telling of it: returns the variables as they are now, and what
    /// another may go on with.
    pub fn leave(self) -> (Scopes, HandedOn) {
        let handed = HandedOn {
            engine: self.engine,
            masker: self.teller.into_masker(),
        };
        (self.scopes, handed)
    }

    /// Ends the run: tells of its end and returns what it amounts to, with the variables as they
    /// are now.
    pub fn finish(mut self, end: &End) -> (Summary, Scopes) {
        self.recover();
        // What was not touched is known, too, where nothing was sent.
        if let Some(inventory) = self.ports.contract.and_then(Contract::tell) {
            self.tell(&end.cursor, None, EventKind::Contract(Arc::new(inventory)));
        }
        let done = RunEnd {
            error: end.error.clone(),
            interrupted: end.interrupted,
            scopes: Arc::new(self.scopes.clone()),
        };
        self.tell(&end.cursor, None, EventKind::Done(done));
        (self.teller.into_summary(), self.scopes)
    }
}

/// What one session may hand on to the next, which need not be made anew.
#[derive(Default)]
pub struct HandedOn {
    engine: Option<Engine>,
    masker: Masker,
}

impl HandedOn {
    /// Without the script engine, in which scripts have left something.
    #[must_use]
    pub fn without_engine(self) -> Self {
        Self {
            engine: None,
            ..self
        }
    }

    /// Without what was masked, for a keeper that has learnt something.
    #[must_use]
    pub fn without_masks(self) -> Self {
        Self {
            masker: Masker::default(),
            ..self
        }
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
