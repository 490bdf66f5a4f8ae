//! Sending a request until its authentication is done with: some schemes answer a server's
//! challenge with a replay.

use std::sync::Arc;

use super::here::Here;
use super::{Attempt, EventKind, Outcome, Ports, Source, Written};
use crate::exchange::{Exchange, SendError};
use crate::http::SendOptions;
use crate::request::{self, Answered, Remembered};

/// How often a request is repeated at most; Postman's.
const REPLAYS: usize = 3;

/// Sends one request and tells of every attempt.
pub(super) struct Sender<'a, 't> {
    pub(super) ports: Ports<'a>,
    pub(super) here: Here<'a, 't>,
    pub(super) behavior: SendOptions,
    /// Whose request it is.
    pub(super) source: Source,
}

/// The request as it was sent last, and what came of it.
pub(super) struct Sent {
    pub(super) written: Arc<Written>,
    pub(super) result: Result<Arc<Exchange>, SendError>,
    pub(super) response_id: String,
}

impl Sent {
    /// Why its redirect was not followed, where that may not be.
    pub(super) fn refusal(&self) -> Option<String> {
        let exchange = self.result.as_ref().ok()?;
        exchange.refused.clone()
    }
}

impl Sender<'_, '_> {
    /// Sends a request unless there is a problem, and again as long as its authentication asks for
    /// it; adds to what that has learnt.
    pub(super) async fn send(
        &self,
        written: Written,
        problem: Option<SendError>,
        remembered: &mut Remembered,
    ) -> Sent {
        let mut written = Arc::new(written);
        self.tell_before(&written, self.source.clone());
        let mut result = match problem {
            Some(problem) => Err(problem),
            // Its item runs again.
            None if self.source == Source::Collection => self.exchange(&written).await,
            None => self.exchange_with_retries(&written).await,
        };
        let mut source = self.source.clone();
        let mut replays = 0;
        while self.is_challenged(&mut written, &result, remembered) {
            if replays == REPLAYS {
                self.here.warn(format!(
                    "gave up authenticating after {REPLAYS} more requests"
                ));
                break;
            }
            let outcome = self.outcome(&as_sent(Arc::clone(&written), &result), &result);
            self.here.tell(EventKind::Request(outcome, source));
            replays += 1;
            self.sign_again(Arc::make_mut(&mut written));
            let auth = written.resolved.auth.as_ref();
            source = Source::Auth(auth.map(|auth| auth.kind.clone()).unwrap_or_default());
            self.tell_before(&written, source.clone());
            result = self.exchange(&written).await;
        }
        let written = as_sent(written, &result);
        let outcome = self.outcome(&written, &result);
        let response_id = outcome.response_id.clone();
        self.tell_last(outcome, source);
        for warning in result.iter().flat_map(|exchange| &exchange.warnings) {
            self.here.warn(warning.as_str());
        }
        Sent {
            written,
            result,
            response_id,
        }
    }

    /// Sends a request that is no item's own, and again where it got no response, as often as the
    /// user wants it.
    async fn exchange_with_retries(&self, written: &Written) -> Result<Arc<Exchange>, SendError> {
        let retry = &self.ports.settings.retry;
        let mut number = 0;
        loop {
            let result = self.exchange(written).await;
            let Err(error) = &result else { return result };
            if number == retry.times || !retry.on.error || !error.may_pass() {
                return result;
            }
            number += 1;
            let wait = retry.wait_after(number);
            let attempt = Attempt {
                number,
                error: error.clone(),
                wait,
            };
            let address = &written.url;
            self.here.warn(format!("{address}: {}", attempt.told()));
            tokio::time::sleep(wait).await;
        }
    }

    async fn exchange(&self, written: &Written) -> Result<Arc<Exchange>, SendError> {
        let tell = |data: &str| self.here.tell(EventKind::ResponseData(data.to_owned()));
        let request = written.wire.clone();
        let client = self.ports.client;
        if let Some(rate) = &self.ports.settings.rate {
            rate.turn().await;
        }
        let exchanged = client.send_and_listen(request, &self.behavior, &tell);
        let mut exchange = exchanged.await?;
        for hop in &mut exchange.hops {
            hop.timings = hop.timings.in_micros();
        }
        Ok(Arc::new(exchange))
    }

    fn is_challenged(
        &self,
        written: &mut Arc<Written>,
        result: &Result<Arc<Exchange>, SendError>,
        remembered: &mut Remembered,
    ) -> bool {
        let Ok(exchange) = result else { return false };
        if written.resolved.auth.is_none() {
            return false;
        }
        let Some(auth) = &mut Arc::make_mut(written).resolved.auth else {
            return false;
        };
        match request::answer(auth, remembered, &exchange.response, self.ports.world) {
            Answered::Done => false,
            Answered::Again => true,
            Answered::GaveUp(problem) => {
                self.here
                    .warn(format!("{} authentication: {problem}", auth.kind));
                false
            }
        }
    }

    /// The cookies of the first request stay out of it: the jar knows them, and what has changed
    /// since.
    // Differs from Postman: there the first request's cookies are sent again before the jar's
    // (`a_replay_has_the_jars_cookies_once`).
    fn sign_again(&self, written: &mut Written) {
        let tools = self.ports.tools();
        for message in request::sign_again(&mut written.resolved, &mut written.wire, tools) {
            self.here.warn(message);
        }
        written.url = written.resolved.url.to_string();
    }

    fn tell_before(&self, request: &Arc<Written>, source: Source) {
        let request = Arc::clone(request);
        self.here.tell(EventKind::BeforeRequest(request, source));
    }

    fn outcome(
        &self,
        request: &Arc<Written>,
        result: &Result<Arc<Exchange>, SendError>,
    ) -> Arc<Outcome> {
        let received = result
            .as_ref()
            .map_or(0, |exchange| exchange.response.body.len());
        Arc::new(Outcome {
            request: Arc::clone(request),
            response_id: self.ports.world.uuid(),
            result: result.clone(),
            size: received,
        })
    }

    /// Tells of the last attempt: it is what came of the item's request.
    fn tell_last(&self, outcome: Arc<Outcome>, source: Source) {
        let is_own = self.source == Source::Collection;
        if is_own && outcome.result.is_ok() {
            self.here
                .tell(EventKind::ResponseStart(Arc::clone(&outcome)));
        }
        self.here
            .tell(EventKind::Request(Arc::clone(&outcome), source));
        if is_own {
            self.here.tell(EventKind::Response(outcome));
        }
    }
}

/// The request with the headers that really went out, cookies included.
fn as_sent(mut written: Arc<Written>, result: &Result<Arc<Exchange>, SendError>) -> Arc<Written> {
    let first = result
        .as_ref()
        .ok()
        .and_then(|exchange| exchange.hops.first());
    if let Some(first) = first {
        let wire = &mut Arc::make_mut(&mut written).wire;
        wire.headers = first.request.headers.clone();
        // Cookies are settled when the request is sent, the author's among them.
        wire.headers.mark_system("cookie");
    }
    written
}
