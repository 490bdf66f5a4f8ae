//! What the user decides about a run, beside what runs.

use std::time::Duration;

use crate::collection::Behavior;
use crate::http;
use crate::request::Files;

/// The settings of a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How long to wait before every item.
    pub delay: Duration,
    /// How long the whole run may take.
    pub timeout: Option<Duration>,
    /// Which failures end the run.
    pub bail: Bail,
    /// Whether an unresolved variable is a failure.
    pub strictness: Strictness,
    /// Whether `<<name>>` is a placeholder.
    pub angle: Angle,
    /// Whether redirects are followed, where an item does not say.
    pub redirects: Redirects,
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

/// Whether redirects are followed, where an item does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Redirects {
    /// They are.
    #[default]
    Follow,
    /// The redirect is the response.
    Show,
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
    /// How a request is sent whose item says this.
    pub(super) fn behavior(&self, own: &Behavior) -> http::Behavior {
        let mut behavior = own.clone();
        if self.redirects == Redirects::Show {
            behavior.entry("followRedirects").or_insert(false.into());
        }
        http::Behavior::read(&behavior)
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
