//! What the runner does for a script while it runs: passing its events on, and sending its
//! requests.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::here::Here;
use super::replay::Sender;
use super::{EventKind, Ports, Source};
use crate::collection::{self, Behavior};
use crate::exchange::{Cookie, Exchange, SendError};
use crate::request::{self, Remembered};
use crate::script::{ConsoleLine, Failure, Host, ScriptEvent};

/// What is noted of a script while it runs.
#[derive(Default)]
pub(super) struct Notes {
    /// The names of the assertions that failed.
    pub(super) failed: RefCell<Vec<String>>,
    /// The errors that it raised.
    pub(super) raised: RefCell<Vec<Failure>>,
    /// Whether it made an assertion.
    pub(super) is_tested: Cell<bool>,
}

/// Serves one script of one item.
pub(super) struct ItemHost<'a, 't> {
    pub(super) here: Here<'a, 't>,
    pub(super) ports: Ports<'a>,
    pub(super) notes: &'a Notes,
    /// The authentication of requests that have none.
    pub(super) auth: Option<&'a collection::Auth>,
}

impl Host for ItemHost<'_, '_> {
    fn emit(&self, event: ScriptEvent) {
        self.here.tell(match event {
            ScriptEvent::Assertions(assertions) => {
                let failed = assertions.iter().filter(|assertion| !assertion.passed());
                let names = failed.map(|assertion| assertion.name.clone());
                self.notes.failed.borrow_mut().extend(names);
                if assertions.iter().any(|assertion| !assertion.skipped) {
                    self.notes.is_tested.set(true);
                }
                EventKind::Assertions(assertions)
            }
            ScriptEvent::Console(line) => EventKind::Console(line),
            ScriptEvent::Exception(error) => {
                self.notes.raised.borrow_mut().push(error.clone());
                EventKind::Exception(error)
            }
        });
    }

    fn send(
        &self,
        request: collection::Request,
    ) -> LocalBoxFuture<'_, Result<Exchange, SendError>> {
        self.send_and_tell(request).boxed_local()
    }

    fn cookies(&self, url: &str) -> Vec<Cookie> {
        self.ports.client.jar().cookies(url)
    }

    fn set_cookie(&self, url: &str, set_cookie: &str) -> Result<Cookie, String> {
        self.ports.client.jar().set(url, set_cookie)
    }

    fn remove_cookies(&self, url: &str, name: Option<&str>) {
        self.ports.client.jar().remove(url, name);
    }
}

impl ItemHost<'_, '_> {
    async fn send_and_tell(&self, mut request: collection::Request) -> Result<Exchange, SendError> {
        self.deny_files(&mut request);
        let Ports {
            world, settings, ..
        } = self.ports;
        let tools = self.ports.tools();
        let mut here = self.here.clone();
        Arc::make_mut(&mut here.cursor).http_request_id = Some(world.uuid());
        let is_header =
            |header: &collection::Header| header.key.eq_ignore_ascii_case("authorization");
        let inherited = self.auth.filter(|_| !request.headers.iter().any(is_header));
        let auth = request.auth.take();
        let auth = auth.as_deref().or(inherited);
        // A script may send a body with any method; nothing else of the item's settings counts for
        // its requests.
        let behavior: Behavior = [("disableBodyPruning".to_owned(), true.into())]
            .into_iter()
            .collect();
        let built = request::build_resolved(request, auth, &behavior, tools);
        let wire = &built.written.wire;
        if let Some(reason) = settings.permit.refusal(&wire.method, &wire.url) {
            here.warn(format!("not sent: {}: {reason}", built.written.url));
            return Err(SendError::new(reason));
        }
        let sender = Sender {
            ports: self.ports,
            here,
            behavior: settings.behavior(&Behavior::default()),
            source: Source::Script,
        };
        let problem = built.problem;
        let problem = problem.map(|problem| SendError::new(problem.to_string()));
        let remembered = &mut Remembered::default();
        let sent = sender.send(built.written, problem, remembered).await;
        if let Some(reason) = sent.refusal() {
            let message = format!("a redirect was not followed: {reason}");
            sender.here.warn(message);
        }
        if let (Some(contract), Ok(exchange)) = (self.ports.contract, &sent.result) {
            let failed = sender.here.hold(contract, exchange);
            self.notes.failed.borrow_mut().extend(failed);
        }
        sent.result.map(Arc::unwrap_or_clone)
    }

    /// Takes the files out of a request that a script has made and sends itself, as Postman does.
    fn deny_files(&self, request: &mut collection::Request) {
        let body = request.body.as_deref_mut();
        if body.is_some_and(collection::Body::drop_files) {
            let line = ConsoleLine::warning("uploading files from scripts is not allowed");
            self.emit(ScriptEvent::Console(line));
        }
    }
}
