//! What the runner does for a script while it runs: passing its events on, and sending its
//! requests.

use std::cell::RefCell;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::replay::Sender;
use super::teller::Teller;
use super::{Cursor, Event, Planned, Settings, Source, Written};
use crate::collection::{self, Behavior};
use crate::exchange::{Cookie, Exchange, SendError};
use crate::http::Client;
use crate::request::{self, Remembered, Tools};
use crate::script::{ConsoleLine, Host, ScriptEvent};
use crate::world::World;

/// Serves one script of one item.
pub(super) struct ItemHost<'a, 't> {
    pub(super) teller: &'a Teller<'t>,
    pub(super) cursor: &'a Cursor,
    pub(super) item: &'a Planned,
    pub(super) client: &'a Client,
    pub(super) world: &'a World,
    pub(super) settings: &'a Settings,
    /// The names of the assertions that failed.
    pub(super) failed: &'a RefCell<Vec<String>>,
}

impl Host for ItemHost<'_, '_> {
    fn emit(&self, event: ScriptEvent) {
        let (cursor, item) = (self.cursor, self.item);
        match &event {
            ScriptEvent::Assertions(assertions) => {
                let failed = assertions.iter().filter(|assertion| !assertion.passed());
                self.failed
                    .borrow_mut()
                    .extend(failed.map(|assertion| assertion.name.clone()));
                self.teller.tell(&Event::Assertions {
                    cursor,
                    item,
                    assertions,
                });
            }
            ScriptEvent::Console(line) => self.teller.tell(&Event::Console { cursor, item, line }),
            ScriptEvent::Exception(error) => self.teller.tell(&Event::Exception {
                cursor,
                item,
                error,
            }),
        }
    }

    fn send(
        &self,
        request: collection::Request,
    ) -> LocalBoxFuture<'_, Result<Exchange, SendError>> {
        self.send_and_tell(request).boxed_local()
    }

    fn cookies(&self, url: &str) -> Vec<Cookie> {
        self.client.jar().cookies(url)
    }

    fn set_cookie(&self, url: &str, set_cookie: &str) -> Result<Cookie, String> {
        self.client.jar().set(url, set_cookie)
    }

    fn remove_cookies(&self, url: &str, name: Option<&str>) {
        self.client.jar().remove(url, name);
    }
}

impl ItemHost<'_, '_> {
    async fn send_and_tell(&self, mut request: collection::Request) -> Result<Exchange, SendError> {
        self.deny_files(&mut request, &[]);
        let mut cursor = self.cursor.clone();
        cursor.http_request_id = Some(self.world.uuid());
        let auth = request.auth.clone();
        // A script may send a body with any method; nothing else of the item's settings counts for
        // its requests.
        let behavior: Behavior = [("disableBodyPruning".to_owned(), true.into())]
            .into_iter()
            .collect();
        let tools = Tools {
            world: self.world,
            files: &self.settings.files,
            user_agent: &self.settings.user_agent,
        };
        let built = request::build_resolved(request, auth.as_ref(), (&behavior, tools));
        let written = Written {
            resolved: built.resolved,
            wire: built.wire,
            url: built.url,
        };
        let sender = Sender {
            teller: self.teller,
            cursor: &cursor,
            item: self.item,
            client: self.client,
            world: self.world,
            settings: self.settings,
            behavior: self.settings.behavior(&Behavior::default()),
            source: Source::Script,
        };
        let problem = built
            .problem
            .map(|problem| SendError::new(problem.to_string()));
        sender
            .send(written, problem, &mut Remembered::default())
            .await
            .result
    }

    /// Takes the files out of a request that a script has made, but for those that the collection
    /// names itself: a script must not read what lies on the disk.
    pub(super) fn deny_files(&self, request: &mut collection::Request, allowed: &[String]) {
        if request
            .body
            .as_mut()
            .is_some_and(|body| body.keep_files(allowed))
        {
            let line = ConsoleLine::warning("uploading files from scripts is not allowed");
            self.emit(ScriptEvent::Console(line));
        }
    }
}

/// The request with the headers that really went out, cookies included.
pub(super) fn with_sent_headers(
    mut written: Written,
    result: &Result<Exchange, SendError>,
) -> Written {
    if let Some(first) = result
        .as_ref()
        .ok()
        .and_then(|exchange| exchange.hops.first())
    {
        written.wire.headers = first.request.headers.clone();
        // Cookies are settled when the request is sent, the author's among them.
        written.wire.headers.mark_system("cookie");
    }
    written
}
