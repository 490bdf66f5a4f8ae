//! Sending a request until its authentication is done with: some schemes answer a server's
//! challenge with a replay.

use super::host::with_sent_headers;
use super::teller::Teller;
use super::{Cursor, Event, Outcome, Planned, Settings, Source, Written};
use crate::exchange::{Exchange, SendError};
use crate::http::{Behavior, Client};
use crate::request::{self, Answered, Remembered, Tools};
use crate::world::World;

/// How often a request is repeated at most; Postman's.
const REPLAYS: usize = 3;

/// Sends one request and tells of every attempt.
pub(super) struct Sender<'a, 't> {
    pub(super) teller: &'a Teller<'t>,
    pub(super) cursor: &'a Cursor,
    /// The item that events name.
    pub(super) item: &'a Planned,
    pub(super) client: &'a Client,
    pub(super) world: &'a World,
    pub(super) settings: &'a Settings,
    pub(super) behavior: Behavior,
    /// Whose request it is.
    pub(super) source: Source<'static>,
}

/// The request as it was sent last, and what came of it.
pub(super) struct Sent {
    pub(super) written: Written,
    pub(super) result: Result<Exchange, SendError>,
}

impl Sender<'_, '_> {
    /// Sends a request unless there is a problem, and again as long as its authentication asks for
    /// it; adds to what that has learnt.
    pub(super) async fn send(
        &self,
        mut written: Written,
        problem: Option<SendError>,
        remembered: &mut Remembered,
    ) -> Sent {
        self.tell_before(&written, self.source);
        let mut result = match problem {
            Some(problem) => Err(problem),
            None => self.exchange_with_retries(&written).await,
        };
        let mut replays = 0;
        while self.is_challenged(&mut written, &result, remembered) {
            if replays == REPLAYS {
                let message = format!("gave up authenticating after {REPLAYS} more requests");
                self.tell_warning(&message);
                break;
            }
            self.tell(
                &with_sent_headers(written.clone(), &result),
                &result,
                replays,
            );
            replays += 1;
            self.sign_again(&mut written);
            let kind = written
                .resolved
                .auth
                .as_ref()
                .map_or("", |auth| auth.kind.as_str());
            self.tell_before(&written, Source::Auth(kind));
            result = self.exchange(&written).await;
        }
        let written = with_sent_headers(written, &result);
        self.tell_last(&written, &result, replays);
        Sent { written, result }
    }

    /// Sends a request again that got no response, as often as the user wants it.
    async fn exchange_with_retries(&self, written: &Written) -> Result<Exchange, SendError> {
        let (cursor, item) = (self.cursor, self.item);
        let mut attempt = 0;
        loop {
            let result = self.exchange(written).await;
            let Err(error) = &result else { return result };
            attempt += 1;
            let wait = self
                .settings
                .retry
                .wait_after(attempt)
                .filter(|_| error.may_pass());
            let Some(wait) = wait else { return result };
            self.teller.tell(&Event::Retry {
                cursor,
                item,
                error,
                attempt,
                wait,
            });
            tokio::time::sleep(wait).await;
        }
    }

    async fn exchange(&self, written: &Written) -> Result<Exchange, SendError> {
        let (cursor, item) = (self.cursor, self.item);
        let tell = |data: &str| {
            self.teller
                .tell(&Event::ResponseData { cursor, item, data })
        };
        self.client
            .send_and_listen(written.wire.clone(), &self.behavior, &tell)
            .await
    }

    fn is_challenged(
        &self,
        written: &mut Written,
        result: &Result<Exchange, SendError>,
        remembered: &mut Remembered,
    ) -> bool {
        let (Some(auth), Ok(exchange)) = (&mut written.resolved.auth, result) else {
            return false;
        };
        match request::answer((&mut *auth, remembered), &exchange.response, self.world) {
            Answered::Done => false,
            Answered::Again => true,
            Answered::GaveUp(problem) => {
                self.tell_warning(&format!("{} authentication: {problem}", auth.kind));
                false
            }
        }
    }

    /// The cookies of the first request stay out of it: the jar knows them, and what has changed
    /// since.
    // Differs from Postman: there the first request's cookies are sent again before the jar's
    // (`a_replay_has_the_jars_cookies_once`).
    fn sign_again(&self, written: &mut Written) {
        let Settings {
            files, user_agent, ..
        } = self.settings;
        let tools = Tools {
            world: self.world,
            files,
            user_agent,
        };
        for message in request::sign_again(&mut written.resolved, &mut written.wire, tools) {
            self.tell_warning(&message);
        }
        written.url = written.resolved.url.to_string();
    }

    fn tell_before(&self, request: &Written, source: Source<'_>) {
        self.teller.tell(&Event::BeforeRequest {
            cursor: self.cursor,
            item: self.item,
            request,
            source,
        });
    }

    fn tell_warning(&self, message: &str) {
        self.teller.tell(&Event::Warning {
            cursor: self.cursor,
            item: self.item,
            message,
        });
    }

    /// Tells of an attempt that another one follows.
    fn tell(&self, request: &Written, result: &Result<Exchange, SendError>, replays: usize) {
        let response_id = self.world.uuid();
        let outcome = Outcome {
            request,
            response_id: &response_id,
            result: result.as_ref(),
        };
        self.tell_outcome(outcome, replays);
    }

    /// Tells of the last attempt: it is what came of the item's request.
    fn tell_last(&self, request: &Written, result: &Result<Exchange, SendError>, replays: usize) {
        let response_id = self.world.uuid();
        let outcome = Outcome {
            request,
            response_id: &response_id,
            result: result.as_ref(),
        };
        let (cursor, item) = (self.cursor, self.item);
        let is_own = self.source == Source::Collection;
        if is_own && result.is_ok() {
            self.teller.tell(&Event::ResponseStart {
                cursor,
                item,
                outcome,
            });
        }
        self.tell_outcome(outcome, replays);
        if is_own {
            self.teller.tell(&Event::Response {
                cursor,
                item,
                outcome,
            });
        }
    }

    fn tell_outcome(&self, outcome: Outcome<'_>, replays: usize) {
        let kind = outcome
            .request
            .resolved
            .auth
            .as_ref()
            .map_or("", |auth| auth.kind.as_str());
        let source = if replays == 0 {
            self.source
        } else {
            Source::Auth(kind)
        };
        self.teller.tell(&Event::Request {
            cursor: self.cursor,
            item: self.item,
            outcome,
            source,
        });
    }
}
