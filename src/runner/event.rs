//! What a run tells of itself while it goes.
//!
//! These types are the only interface between the runner and those who report on it. The vocabulary
//! is that of Postman's runtime; `docs/events.md` describes the stream.

use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;

use super::{Cursor, Planned, Summary};
use crate::collection::{self, Collection, Listen, Mode, Note};
use crate::exchange::{self, Exchange, SendError};
use crate::script::{Assertion, ConsoleLine, Failure, NextRequest};
use crate::variables::{Change, ScopeKind, Scopes};

/// Who listens to a run.
pub trait Sink {
    /// Takes an event; events come in the order in which things happen.
    fn event(&mut self, event: &Event<'_>);

    /// A text of the run as it may be kept for the end: by then it may be forgotten what in it is
    /// secret.
    fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }
}

/// What does not change during a run.
#[derive(Debug, Clone)]
pub struct Run {
    /// The collection that runs.
    pub collection: Rc<Collection>,
    /// How many iterations there will be.
    pub iterations: usize,
    /// The scopes as the run found them.
    pub scopes: Scopes,
    /// Its number among the collections of the run, from 0.
    pub number: usize,
    /// How many collections the run has, one after the other.
    pub count: usize,
    /// The page of a guide as HTML, with `<!--step N-->` where its steps stand.
    pub page: Option<Rc<str>>,
}

/// Whose request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// The item's own.
    Collection,
    /// Sent by a script.
    Script,
    /// Sent by an authentication scheme on the way to the item's own.
    Auth(&'a str),
}

/// A request in both its forms.
#[derive(Debug, Clone)]
pub struct Written {
    /// As written, with every variable resolved.
    pub resolved: collection::Request,
    /// As sent.
    pub wire: exchange::Request,
    /// The URL before it was encoded: what people are shown.
    pub url: String,
}

impl Written {
    /// The request as test scripts and reports see it: resolved, with the headers that went out,
    /// and those that are switched off in their places.
    pub fn sent(&self) -> collection::Request {
        let mode = self.resolved.body.as_ref().map(|body| &body.mode);
        let is_form = matches!(mode, Some(Mode::UrlEncoded(_) | Mode::FormData(_)));
        // Postman adds these later than it looks, and puts the boundary of a form into the author's
        // own type.
        let is_signed = self
            .resolved
            .auth
            .as_ref()
            .is_some_and(|auth| auth.kind != "noauth");
        let from_url = !is_signed && self.resolved.url.auth.is_some();
        let is_file = matches!(mode, Some(Mode::File { .. }));
        let is_late = |name: &str| match name {
            "Content-Type" => is_form || is_file,
            "Authorization" => from_url,
            _ => false,
        };
        let seen = |header: &&exchange::Header| !(header.system && is_late(&header.name));
        let mut sent = self.wire.headers.iter().filter(seen).peekable();
        let mut headers = Vec::new();
        for header in &self.resolved.headers {
            if header.disabled || header.key.is_empty() {
                headers.push(header.clone());
            } else if let Some(sent) =
                sent.next_if(|sent| sent.name.eq_ignore_ascii_case(&header.key))
            {
                // What the authentication put in the place of a written header has nothing of it.
                let note = if sent.system {
                    Note::default()
                } else {
                    header.note.clone()
                };
                let shown = shown(sent);
                let is_own = is_form && sent.name.eq_ignore_ascii_case("content-type");
                let value = if is_own {
                    header.value.clone()
                } else {
                    shown.value
                };
                headers.push(collection::Header {
                    value,
                    note,
                    ..shown
                });
            }
        }
        headers.extend(sent.map(shown));
        collection::Request {
            headers,
            ..self.resolved.clone()
        }
    }
}

fn shown(sent: &exchange::Header) -> collection::Header {
    let header = collection::Header::new(sent.name.clone(), sent.value.clone());
    collection::Header {
        system: sent.system,
        ..header
    }
}

/// A request and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The request that was sent.
    pub request: &'a Written,
    /// A UUID for the response.
    pub response_id: &'a str,
    /// The response, or why there is none.
    pub result: Result<&'a Exchange, &'a SendError>,
}

/// One execution of one script.
#[derive(Debug, Clone)]
pub struct ScriptRun {
    /// The event it belongs to.
    pub event: collection::Event,
    /// Why it failed.
    pub error: Option<Failure>,
    /// Whether it went on after its last statement.
    pub asynchronous: bool,
    /// What `setNextRequest` was called with.
    pub next_request: Option<NextRequest>,
    /// What it changed in the scopes, in order.
    pub changes: Vec<(ScopeKind, Change)>,
}

/// A step of a guide: the sentence of the page that is being proven.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
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

/// Something that happened in a run.
#[expect(
    missing_docs,
    reason = "the fields are named for their types, which are documented"
)]
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The run of a collection begins; a run has one after the other.
    Start { cursor: &'a Cursor, run: &'a Run },
    /// An iteration begins.
    BeforeIteration { cursor: &'a Cursor },
    /// An item begins.
    BeforeItem {
        cursor: &'a Cursor,
        item: &'a Planned,
    },
    /// The scripts of one kind are about to run; there may be none.
    BeforeScripts {
        listen: Listen,
        cursor: &'a Cursor,
        item: &'a Planned,
        events: &'a [collection::Event],
    },
    /// A script is about to run.
    BeforeScript {
        cursor: &'a Cursor,
        item: &'a Planned,
        event: &'a collection::Event,
    },
    /// Assertions were made.
    Assertions {
        cursor: &'a Cursor,
        item: &'a Planned,
        assertions: &'a [Assertion],
    },
    /// A script wrote to its console.
    Console {
        cursor: &'a Cursor,
        item: &'a Planned,
        line: &'a ConsoleLine,
    },
    /// A script raised an error; it may have gone on.
    Exception {
        cursor: &'a Cursor,
        item: &'a Planned,
        error: &'a Failure,
    },
    /// A script ended; the scopes are as it left them.
    Script {
        cursor: &'a Cursor,
        item: &'a Planned,
        run: &'a ScriptRun,
        scopes: &'a Scopes,
    },
    /// The scripts of one kind ended; the scopes are as they left them.
    Scripts {
        listen: Listen,
        cursor: &'a Cursor,
        item: &'a Planned,
        runs: &'a [ScriptRun],
        scopes: &'a Scopes,
    },
    /// A request is about to be sent.
    BeforeRequest {
        cursor: &'a Cursor,
        item: &'a Planned,
        request: &'a Written,
        source: Source<'a>,
    },
    /// The header of the item's own response is there.
    ResponseStart {
        cursor: &'a Cursor,
        item: &'a Planned,
        outcome: Outcome<'a>,
    },
    /// A server-sent event arrived; its lines are as the server wrote them.
    ResponseData {
        cursor: &'a Cursor,
        item: &'a Planned,
        data: &'a str,
    },
    /// A request failed and will be sent again after a wait: the `attempt`th failure, from 1.
    Retry {
        cursor: &'a Cursor,
        item: &'a Planned,
        error: &'a SendError,
        attempt: u32,
        wait: Duration,
    },
    /// A request was answered, or failed.
    Request {
        cursor: &'a Cursor,
        item: &'a Planned,
        outcome: Outcome<'a>,
        source: Source<'a>,
    },
    /// The item's own request was answered for good, or failed.
    Response {
        cursor: &'a Cursor,
        item: &'a Planned,
        outcome: Outcome<'a>,
    },
    /// Something is not as the user will have meant it; the run goes on.
    Warning {
        cursor: &'a Cursor,
        item: &'a Planned,
        message: &'a str,
    },
    /// An item ended.
    Item {
        cursor: &'a Cursor,
        item: &'a Planned,
        skipped: bool,
        visualizer: Option<&'a Value>,
    },
    /// An iteration ended.
    Iteration { cursor: &'a Cursor },
    /// A step of a guide begins.
    BeforeStep { step: &'a Step },
    /// A step of a guide ended.
    Step {
        step: &'a Step,
        verdict: &'a Verdict,
    },
    /// The run ended; `error` tells why when it ended early.
    Done {
        cursor: &'a Cursor,
        error: Option<&'a str>,
        scopes: &'a Scopes,
        summary: &'a Summary,
    },
}
