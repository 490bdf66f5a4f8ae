//! What the user decides about a run, beside what runs.

use std::time::Duration;

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

impl Bail {
    pub(super) fn on_failure(self) -> bool {
        matches!(self, Self::Failure | Self::Both)
    }

    pub(super) fn on_error(self) -> bool {
        matches!(self, Self::Error | Self::Both)
    }
}
