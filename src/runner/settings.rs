//! What the user decides about a run, beside what runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::status::Statuses;
use crate::collection::Behavior;
use crate::http::{self, Permit};
use crate::request::{Files, Nonces, Tools};
use crate::world::World;

/// The settings of a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How long to wait before every item.
    pub delay: Duration,
    /// Which failures end the run, or an iteration of it.
    pub bail: Bail,
    /// When an item runs again.
    pub retry: Retry,
    /// Statuses that fail a request that no test looks at.
    pub unwanted: Statuses,
    /// Whether an unresolved variable is a failure.
    pub strictness: Strictness,
    /// Whether `<<name>>` is a placeholder.
    pub angle: Angle,
    /// Whether redirects are followed, where an item does not say.
    pub redirects: Redirects,
    /// What a request means of a kind that can't be run.
    pub foreign: Foreign,
    /// What may be sent.
    pub permit: Arc<Permit>,
    /// How many requests may go out in a time.
    pub rate: Option<Arc<Rate>>,
    /// Where files of bodies are looked for.
    pub files: Files,
    /// The `User-Agent` of requests that set none.
    pub user_agent: String,
}

/// Which failures end a run, or an iteration of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bail {
    /// None.
    #[default]
    Never,
    /// A failed assertion, a script error, a request error: the run ends after the item.
    Failure,
    /// A script error or a request error: the run ends at once, with an error.
    Error,
    /// Both of the above.
    Both,
    /// Any failure ends its iteration, after the item; the run goes on with the next.
    Iteration,
}

/// How often an item runs again, why, and how long it waits before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retry {
    /// How often at most.
    pub times: u32,
    /// The wait before the first time, where the server asks for none; each further one is twice as
    /// long.
    pub wait: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// What is a reason.
    pub on: Reasons,
}

/// Why an item runs again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons {
    /// There was no response, for a reason that may pass.
    pub error: bool,
    /// A test or a script of it failed.
    pub test: bool,
    /// One of these statuses.
    pub statuses: Statuses,
}

/// Whether redirects are followed, where an item does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Redirects {
    /// They are.
    #[default]
    Follow,
    /// The redirect is the response.
    Show,
}

/// How many requests may go out in a time, of all workers together: each waits for its turn.
#[derive(Debug)]
pub struct Rate {
    /// The time between two.
    every: Duration,
    /// When the next one may go.
    next: Mutex<Option<Instant>>,
}

/// What a variable without a value means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strictness {
    /// A warning; the placeholder is sent as written.
    #[default]
    Warn,
    /// The request fails and is not sent.
    Fail,
}

/// What a request means of a kind that can't be run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Foreign {
    /// It is told as not run.
    #[default]
    Told,
    /// It fails.
    Fails,
}

/// Whether `<<name>>` is a placeholder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Angle {
    /// It is, where a variable of that name exists.
    #[default]
    Placeholder,
    /// It is text.
    Text,
}

impl Settings {
    /// What requests are built with.
    pub(super) fn tools<'a>(&'a self, world: &'a World, nonces: &'a Nonces) -> Tools<'a> {
        Tools {
            world,
            files: &self.files,
            user_agent: &self.user_agent,
            nonces,
        }
    }

    /// How a request is sent whose item says this.
    pub(super) fn behavior(&self, own: &Behavior) -> http::SendOptions {
        let mut behavior = own.clone();
        if self.redirects == Redirects::Show {
            behavior.entry("followRedirects").or_insert(false.into());
        }
        http::SendOptions {
            permit: Arc::clone(&self.permit),
            ..http::SendOptions::read(&behavior)
        }
    }
}

impl Rate {
    /// One request each time that this has gone by.
    pub fn new(every: Duration) -> Self {
        Self {
            every,
            next: Mutex::new(None),
        }
    }

    /// Waits until a request may go.
    pub(super) async fn turn(&self) {
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let at = next.map_or(now, |next| next.max(now));
            *next = Some(at + self.every);
            at
        };
        sleep_until(at).await;
    }
}

impl Retry {
    /// The wait after the `attempt`th failure, from 1, where the server asks for none.
    pub(super) fn wait_after(&self, attempt: u32) -> Duration {
        let doublings = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        self.wait.saturating_mul(doublings).min(self.longest)
    }
}

impl Bail {
    pub(super) fn on_failure(self) -> bool {
        matches!(self, Self::Failure | Self::Both)
    }

    pub(super) fn on_error(self) -> bool {
        matches!(self, Self::Error | Self::Both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let retry = Retry {
            times: 9,
            wait: Duration::from_millis(500),
            longest: Duration::from_secs(30),
            on: Reasons::default(),
        };
        let waits: Vec<_> = (1..=40)
            .map(|attempt| retry.wait_after(attempt).as_millis())
            .collect();
        assert_eq!(waits[..3], [500, 1000, 2000]);
        assert_eq!(waits[7..9], [30_000, 30_000]);
        assert_eq!(waits[39], 30_000);
    }
}
