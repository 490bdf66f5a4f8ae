//! What the user decides about a run, beside what runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::collection::Behavior;
use crate::http;
use crate::request::{Files, Nonces, Tools};
use crate::world::World;

/// The settings of a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How long to wait before every item.
    pub delay: Duration,
    /// Which failures end the run.
    pub bail: Bail,
    /// How often a request is sent again that got no response.
    pub retry: Retry,
    /// Whether an unresolved variable is a failure.
    pub strictness: Strictness,
    /// Whether `<<name>>` is a placeholder.
    pub angle: Angle,
    /// Whether redirects are followed, where an item does not say.
    pub redirects: Redirects,
    /// What a request means of a kind that can't be run.
    pub foreign: Foreign,
    /// How many requests may go out in a time.
    pub rate: Option<Arc<Rate>>,
    /// Where files of bodies are looked for.
    pub files: Files,
    /// The `User-Agent` of requests that set none.
    pub user_agent: String,
}

/// Which failures end a run.
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
}

/// How often a request is sent again that got no response, for a reason that may pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retry {
    /// How often at most.
    pub times: u32,
    /// The wait before the first time; each further one is twice as long, up to half a minute.
    pub wait: Duration,
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
        http::SendOptions::read(&behavior)
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
    /// The longest wait.
    const LONGEST: Duration = Duration::from_secs(30);

    /// The wait after the `attempt`th failure, from 1; `None` when it was the last.
    pub(super) fn wait_after(self, attempt: u32) -> Option<Duration> {
        let doublings = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        (attempt <= self.times).then(|| self.wait.saturating_mul(doublings).min(Self::LONGEST))
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
    fn waits_double_up_to_half_a_minute() {
        let retry = Retry {
            times: 9,
            wait: Duration::from_millis(500),
        };
        let waits: Vec<_> = (1..=10)
            .map(|attempt| retry.wait_after(attempt).map(|wait| wait.as_millis()))
            .collect();
        assert_eq!(waits[..3], [Some(500), Some(1000), Some(2000)]);
        assert_eq!(waits[7..], [Some(30_000), Some(30_000), None]);
    }
}
