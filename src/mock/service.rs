//! What a service says of itself, and what it does once it is started.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use serde_json::Value;

use super::clock::Clock;
use super::faults::{Fault, Faults};
use super::visit::Visit;

/// What there is to know of a service before it is started.
#[derive(Debug)]
pub struct Service {
    /// What `--mock` calls it.
    pub name: &'static str,
    /// What it is.
    pub help: &'static str,
    /// What it can be told to do wrong, beside [`GENERAL_FAULTS`](super::GENERAL_FAULTS).
    pub faults: &'static [Fault],
    /// Starts it.
    pub(crate) start: fn(Setup) -> Arc<dyn StandIn>,
}

/// What a service starts from. From the same setup comes the same service, ids included.
#[derive(Debug)]
pub(crate) struct Setup {
    /// The URL it is reached at, without a slash at the end.
    pub(crate) base: String,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
}

/// A service that was started. Faults of any service, and the rate limit, are not its concern, but
/// for how its answers tell of them.
pub(crate) trait StandIn: Send + Sync {
    /// The variables that point a collection at it, each with its value.
    fn variables(&self) -> Vec<(&'static str, String)>;

    /// What it serves.
    fn routes(&self) -> Router;

    /// Gives an answer what all answers of the service have. It may be a bare status that no route
    /// made: 500 where a fault says so, 429 above the rate limit.
    fn finish(&self, answer: Response, visit: &Visit) -> Response;

    /// Everything that it holds, as data, for tests to look at.
    fn snapshot(&self) -> Value;
}
