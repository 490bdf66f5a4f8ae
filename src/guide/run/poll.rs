//! Sending a request again until its response is as a step wants it.

use std::sync::Arc;

use tokio::time::sleep;

use super::verify::StepChecks;
use crate::collection::Listen;
use crate::exchange::{Exchange, SendError};
use crate::guide::directive::retry::Retry;
use crate::runner::{Checks, Cursor, Executed, Planned, Session};
use crate::script::{Assertion, Failure};
use crate::variables::Scopes;

/// A request that is sent until its response is as it should be.
pub(super) struct Poll<'a> {
    pub(super) retry: &'a Retry,
    pub(super) planned: &'a Arc<Planned>,
    pub(super) position: usize,
}

impl Poll<'_> {
    /// Sends the request as often as it takes; what the step says is said of the last response.
    ///
    /// The tests of the collection are for that one: where it has some, the request is sent once
    /// more with them.
    pub(super) async fn run(
        &self,
        session: &mut Session<'_>,
        checks: &mut StepChecks<'_>,
    ) -> Executed {
        let has_tests = self.planned.scripts(Listen::Test).next().is_some();
        let quiet = Arc::new(self.without_tests());
        let mut left = self.retry.attempts();
        loop {
            left = left.saturating_sub(1);
            let mut attempt = Attempt {
                retry: self.retry,
                checks: &mut *checks,
                is_last: left == 0,
                concludes: !has_tests,
                state: State::Waits,
            };
            let cursor = self.cursor(session);
            let executed = session.execute(&quiet, cursor, &mut attempt).await;
            match attempt.state {
                State::Holds if has_tests => {
                    let cursor = self.cursor(session);
                    return session.execute(self.planned, cursor, checks).await;
                }
                State::Holds | State::Ended => return executed,
                // It was skipped.
                State::Waits if executed.skipped || executed.result.is_none() => return executed,
                State::Waits => sleep(self.retry.every).await,
            }
        }
    }

    fn cursor(&self, session: &Session<'_>) -> Arc<Cursor> {
        Arc::new(Cursor {
            position: self.position,
            length: self.position + 1,
            cycles: 1,
            reference: session.reference(),
            ..Cursor::default()
        })
    }

    fn without_tests(&self) -> Planned {
        let events = self.planned.events.iter();
        let events = events.filter(|owned| owned.event.listen != Listen::Test);
        Planned {
            events: events.cloned().collect(),
            ..Planned::clone(self.planned)
        }
    }
}

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The response is not yet as it should be.
    Waits,
    /// It is.
    Holds,
    /// It is not, and no time is left.
    Ended,
}

struct Attempt<'a, 's> {
    retry: &'a Retry,
    checks: &'a mut StepChecks<'s>,
    is_last: bool,
    /// Whether the step's own checks are made with this response.
    concludes: bool,
    state: State,
}

impl Checks for Attempt<'_, '_> {
    fn check(
        &mut self,
        result: Result<&Exchange, &SendError>,
        scopes: &mut Scopes,
    ) -> Vec<Assertion> {
        let lacks = match result {
            Ok(exchange) => {
                let resolver = self.checks.tools.resolver(scopes);
                self.retry.lacks(exchange, &resolver)
            }
            Err(error) => vec![super::verify::no_response(error)],
        };
        let Some(lack) = lacks.first() else {
            self.state = State::Holds;
            return if self.concludes {
                self.checks.check(result, scopes)
            } else {
                Vec::new()
            };
        };
        if !self.is_last {
            return Vec::new();
        }
        self.state = State::Ended;
        let tries = crate::text::plural(
            usize::try_from(self.retry.attempts()).unwrap_or(usize::MAX),
            "attempt",
        );
        let reason = format!("it was not so after {tries}: {lack}");
        self.checks.reasons.push(reason.clone());
        vec![Assertion {
            name: "the response becomes what the step waits for".to_owned(),
            asynchronous: false,
            skipped: false,
            error: Some(Failure::new("AssertionError", &reason)),
            index: 0,
        }]
    }
}
