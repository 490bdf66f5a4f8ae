//! Putting a resource back as it was before a step changed it.
//!
//! It is read before the change and replaced with just that afterwards. Whether a change was made
//! is not guessed: where an answer is missing, the resource is read again.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::Value;
use tokio::time::sleep;

use super::prepare::with_request;
use super::verify::no_response;
use crate::collection::{Body, Header, Item, Listen, Mode, Request, Url};
use crate::exchange::{Exchange, SendError};
use crate::guide::directive::expect::Expectations;
use crate::guide::directive::sending::Restore;
use crate::runner::{Checks, Cursor, EventKind, GuideStep, OwnedEvent, Planned, Session};
use crate::script::{Assertion, Failure};
use crate::variables::Scopes;

/// How many seconds are waited before each new attempt where a rate limit is reached: a little more
/// than a minute.
const PAUSES: [u64; 6] = [1, 3, 7, 13, 18, 20];

/// How many more requests a rate limit must allow before something is changed: the change, and what
/// takes it back.
const ROOM: u64 = 2;

/// A resource as it was before a step changed it.
#[derive(Debug)]
pub(crate) struct Before {
    /// The step that changes it.
    step: GuideStep,
    /// The request that changes it.
    change: Planned,
    url: String,
    body: Bytes,
    media_type: String,
    scopes: Scopes,
    when: Restore,
    /// What is known of the change.
    pub(crate) state: State,
}

/// What is known of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The request was sent, and no answer tells what came of it.
    Unknown,
    /// The server took the change.
    Changed,
    /// The server refused it.
    Unchanged,
}

impl State {
    /// What an answer tells.
    pub(crate) fn after(result: Option<&Result<Arc<Exchange>, SendError>>) -> Self {
        match result {
            None => Self::Unchanged,
            Some(Ok(exchange)) => match exchange.response.code {
                200..=299 => Self::Changed,
                300..=499 => Self::Unchanged,
                _ => Self::Unknown,
            },
            Some(Err(_)) => Self::Unknown,
        }
    }
}

/// A change that is about to be made.
pub(crate) struct Change<'a> {
    pub(crate) step: &'a GuideStep,
    pub(crate) restore: Restore,
    pub(crate) planned: &'a Planned,
}

impl Before {
    /// Reads the resource that a request is about to change. Where that can't be done, why not.
    pub(crate) async fn read(
        session: &mut Session<'_>,
        change: Change<'_>,
        cursor: Arc<Cursor>,
    ) -> Result<Self, String> {
        let exchange = read(session, change.planned, cursor).await.map_err(|reason| {
            format!(
                "nothing was sent: what is there now can't be read, so it could not be put back: {reason}"
            )
        })?;
        if let Some(left) = requests_left(&exchange).filter(|left| *left < ROOM) {
            return Err(format!(
                "nothing was sent: the rate limit allows {left} more now, and a change that is put back takes {ROOM}"
            ));
        }
        let url = exchange
            .hops
            .last()
            .map(|hop| hop.request.url.clone())
            .unwrap_or_default();
        Ok(Self {
            step: change.step.clone(),
            change: change.planned.clone(),
            url,
            media_type: exchange
                .response
                .headers
                .get("content-type")
                .unwrap_or("application/json")
                .to_owned(),
            body: exchange.response.body.clone(),
            scopes: session.scopes().clone(),
            when: change.restore,
            state: State::Unknown,
        })
    }

    /// Whether it is to be put back.
    pub(crate) fn is_due(&self, guide: GuideState) -> bool {
        let asked = match self.when {
            Restore::Never => false,
            Restore::Always => true,
            Restore::OnFailure => guide == GuideState::Failed,
        };
        asked && self.state != State::Unchanged
    }

    /// The putting back as a step of the page.
    pub(crate) fn step(&self) -> GuideStep {
        GuideStep {
            name: format!("put back what “{}” changed", self.step.name),
            puts_back: true,
            ..self.step.clone()
        }
    }

    /// Puts the resource back, with the variables of the time when it was read. Where that can't be
    /// done: why, and what is to be put back by hand.
    pub(crate) async fn put_back(
        &self,
        session: &mut Session<'_>,
        cursor: Arc<Cursor>,
    ) -> Result<(), Vec<String>> {
        let now = std::mem::replace(session.scopes_mut(), self.scopes.clone());
        let result = self.put_back_now(session, cursor).await;
        *session.scopes_mut() = now;
        result.map_err(|reason| {
            let body = String::from_utf8_lossy(&self.body);
            vec![
                format!("it could not be put back: {reason}"),
                format!(
                    "put it back by hand with `PUT {}` and this body: {body}",
                    self.url
                ),
            ]
        })
    }

    async fn put_back_now(
        &self,
        session: &mut Session<'_>,
        cursor: Arc<Cursor>,
    ) -> Result<(), String> {
        if self.state == State::Unknown {
            let again = Arc::new(Cursor {
                reference: session.reference(),
                ..Cursor::clone(&cursor)
            });
            if let Ok(exchange) = read(session, &self.change, again).await
                && same(&exchange.response.body, &self.body)
            {
                return Ok(());
            }
        }
        let planned = Arc::new(self.replacement());
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            let cursor = Arc::new(Cursor {
                reference: session.reference(),
                ..Cursor::clone(&cursor)
            });
            let mut checks = Answered {
                what: "it is put back",
                patience: pause,
                outcome: Attempt::Failed(String::new()),
            };
            session
                .execute(&planned, Arc::clone(&cursor), &mut checks)
                .await;
            match (checks.outcome, pause) {
                (Attempt::Done, _) => return Ok(()),
                (Attempt::TooMany(asked), Some(pause)) => {
                    let pause = asked.unwrap_or(pause);
                    let message =
                        format!("the rate limit is reached; putting it back again in {pause} s");
                    session.tell(&cursor, Some(&planned), EventKind::Warning(message));
                    sleep(Duration::from_secs(pause)).await;
                }
                (Attempt::TooMany(_), None) => {
                    return Err("the rate limit is still reached".to_owned());
                }
                (Attempt::Failed(reason), _) => return Err(reason),
            }
        }
        Err("the rate limit is still reached".to_owned())
    }

    /// The request that replaces the resource with what was read, byte for byte: as the content of
    /// a file, in which no placeholder is looked for.
    fn replacement(&self) -> Planned {
        let changed = self.change.item.request().cloned().unwrap_or_default();
        let mut headers = changed.headers;
        if !headers
            .iter()
            .any(|header| header.key.eq_ignore_ascii_case("content-type"))
        {
            headers.push(Header::new("Content-Type", &self.media_type));
        }
        let content = Some(BASE64_STANDARD.encode(&self.body));
        let body = Body {
            mode: Mode::File {
                src: None,
                content,
                says_none: false,
            },
            ..Body::default()
        };
        let request = Request {
            method: "PUT".to_owned(),
            url: Url::parse(&self.url),
            headers,
            body: Some(body.into()),
            ..changed
        };
        helper(&self.change, "Put back", request)
    }
}

/// How the guide stands when resources are put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GuideState {
    /// Nothing failed.
    Sound,
    /// A step failed, or the user ended it.
    Failed,
}

/// Reads the resource that a request changes.
async fn read(
    session: &mut Session<'_>,
    change: &Planned,
    cursor: Arc<Cursor>,
) -> Result<Arc<Exchange>, String> {
    let mut request = change.item.request().cloned().unwrap_or_default();
    "GET".clone_into(&mut request.method);
    request.body = None;
    request
        .headers
        .retain(|header| !header.key.eq_ignore_ascii_case("content-type"));
    let planned = Arc::new(helper(change, "Read before", request));
    let mut checks = Answered {
        what: "it is read before it is changed",
        patience: None,
        outcome: Attempt::Done,
    };
    let executed = session.execute(&planned, cursor, &mut checks).await;
    match (checks.outcome, executed.result) {
        (Attempt::Failed(reason), _) => Err(reason),
        (_, Some(Ok(exchange))) => Ok(exchange),
        (_, Some(Err(error))) => Err(no_response(&error)),
        (_, None) => Err("a script kept it from being sent".to_owned()),
    }
}

/// A request of our own beside that of a step. The scripts that prepare the step's request prepare
/// this one too; its tests are not for it.
fn helper(change: &Planned, verb: &str, request: Request) -> Planned {
    let mut planned = with_request(change, request);
    let before = planned.scripts(Listen::Prerequest);
    let before: Arc<[OwnedEvent]> = before.cloned().collect();
    planned.events = before;
    let named = Item {
        name: format!("{verb}: {}", change.item.name),
        ..(*planned.item).clone()
    };
    Planned {
        item: named.into(),
        ..planned
    }
}

/// Whether a request of ours was answered well.
struct Answered {
    what: &'static str,
    /// How long to wait where a rate limit is reached; `None` where that is a failure.
    patience: Option<u64>,
    outcome: Attempt,
}

enum Attempt {
    Done,
    /// The rate limit is reached; the server may say how many seconds to wait.
    TooMany(Option<u64>),
    Failed(String),
}

impl Checks for Answered {
    fn check(&mut self, result: Result<&Exchange, &SendError>, _: &mut Scopes) -> Vec<Assertion> {
        let failure = match result {
            Ok(exchange) if exchange.response.code == 429 && self.patience.is_some() => {
                let asked = exchange
                    .response
                    .headers
                    .get("retry-after")
                    .and_then(|text| text.parse().ok());
                self.outcome = Attempt::TooMany(asked.filter(|seconds| *seconds <= 60));
                return Vec::new();
            }
            Ok(exchange) => {
                Expectations::default()
                    .check_status(&exchange.response)
                    .failure
            }
            Err(error) => Some(no_response(error)),
        };
        let error = failure
            .as_ref()
            .map(|reason| Failure::new("AssertionError", reason));
        self.outcome = failure.map_or(Attempt::Done, Attempt::Failed);
        let name = self.what.to_owned();
        vec![Assertion {
            name,
            asynchronous: false,
            skipped: false,
            error,
            index: 0,
        }]
    }
}

/// How many more requests the server says it will answer.
fn requests_left(exchange: &Exchange) -> Option<u64> {
    let headers = &exchange.response.headers;
    ["x-rate-limit-remaining", "x-ratelimit-remaining"]
        .iter()
        .find_map(|name| headers.get(name)?.parse().ok())
}

/// The same text, or the same JSON.
fn same(left: &[u8], right: &[u8]) -> bool {
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    left == right || json(left).is_some_and(|left| Some(left) == json(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Response;

    #[test]
    fn an_answer_tells_whether_something_was_changed() {
        let answered = |code| {
            Ok(Exchange {
                response: Response {
                    code,
                    ..Response::default()
                },
                ..Exchange::default()
            })
        };
        for (result, state) in [
            (Some(answered(200)), State::Changed),
            (Some(answered(204)), State::Changed),
            (Some(answered(429)), State::Unchanged),
            (Some(answered(503)), State::Unknown),
            (Some(Err(SendError::new("socket hang up"))), State::Unknown),
            (None, State::Unchanged),
        ] {
            assert_eq!(
                State::after(result.map(|result| result.map(Arc::new)).as_ref()),
                state
            );
        }
    }

    #[test]
    fn json_is_the_same_whatever_its_white_space() {
        assert!(same(b"{\"a\": 1}", b"{\"a\":1}"));
        assert!(same(b"text", b"text"));
        assert!(!same(b"text", b"other"));
        assert!(!same(b"{\"a\":1}", b"{\"a\":2}"));
    }
}
