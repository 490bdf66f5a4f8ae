//! What a script leaves.

use serde_json::Value;

use super::Failure;
use crate::collection;
use crate::variables::Scopes;

/// What a script left.
#[derive(Debug, Default)]
pub struct Effects {
    /// The variables, changed.
    pub scopes: Scopes,
    /// Whether nothing is known of what the script has done, its variables included: it could not be
    /// stopped, and the engine did not give them back.
    pub lost: bool,
    /// The error that ended the script. It has been raised as an event too, as Postman does.
    pub error: Option<Failure>,
    /// The request, if the script changed it.
    pub request: Option<Box<collection::Request>>,
    /// What was asked to run next; the last call counts.
    pub next_request: Option<NextRequest>,
    /// Whether `pm.execution.skipRequest` was called.
    pub skipped: bool,
    /// Whether timers or requests went on after the script's last statement.
    pub is_async: bool,
    /// What `pm.visualizer.set` was given last.
    pub visualizer: Option<Visualizer>,
    /// How many assertions passed, the skipped ones included.
    pub passed: usize,
    /// How many assertions failed.
    pub failed: usize,
}

/// What `setNextRequest` was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextRequest {
    /// The id or name of a request.
    Named(String),
    /// `null`: no further request in this iteration.
    Stop,
}

/// A template and the data to show with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Visualizer {
    /// A Handlebars template.
    pub template: String,
    /// The data for it.
    pub data: Value,
    /// Options for Handlebars.
    pub options: Value,
    /// The template filled with the data, or why it could not be.
    pub page: Result<String, Failure>,
}
