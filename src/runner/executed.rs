//! What came of an item, and what else is looked at while it runs.

use std::sync::Arc;

use crate::exchange::{Exchange, SendError};
use crate::script::{Assertion, Failure, NextRequest};
use crate::variables::Scopes;

/// Assertions beside those of the item's scripts: what a page says of a response.
pub trait Checks {
    /// Looks at what came of the item's request, after its test scripts; may change variables.
    fn check(
        &mut self,
        result: Result<&Exchange, &SendError>,
        scopes: &mut Scopes,
    ) -> Vec<Assertion>;
}

/// No assertions beside those of the item's scripts.
pub struct NoChecks;

impl Checks for NoChecks {
    fn check(&mut self, _: Result<&Exchange, &SendError>, _: &mut Scopes) -> Vec<Assertion> {
        Vec::new()
    }
}

/// How an item went.
#[derive(Debug)]
pub struct Executed {
    /// What came of the item's own request; `None` when it was not sent.
    pub result: Option<Result<Arc<Exchange>, SendError>>,
    /// Whether the request was skipped: by a script, or for a reason.
    pub skipped: bool,
    /// Why it was skipped where no script did it.
    pub reason: Option<String>,
    /// How much of it failed: assertions, scripts, the request.
    pub failures: usize,
    /// The names of the assertions that failed in its scripts.
    pub failed: Vec<String>,
    /// The errors of its scripts that nobody caught and that did not end them, where another item's
    /// script ran it.
    pub(super) raised: Vec<Failure>,
    /// What `setNextRequest` was called with last.
    pub next: Option<NextRequest>,
    /// Whether the run is to end because of it.
    pub halt: Halt,
}

/// Whether a failure ends the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Halt {
    /// It goes on.
    #[default]
    No,
    /// It ends after the item, as `--bail` asks.
    Stop,
    /// It ends at once with an error, as `--bail folder` asks.
    Abort(String),
}
