//! What a script is given, and what it leaves.

use std::rc::Rc;

use serde_json::Value;

use super::Failure;
use crate::collection;
use crate::exchange::{Cookie, Response};
use crate::variables::Scopes;

/// What a script is given to work with.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// When it runs.
    pub target: Target,
    /// `pm.info`.
    pub info: Info,
    /// Names from the collection to the request: `pm.execution.location`.
    pub location: Vec<String>,
    /// The name of the collection, folder or request that the script belongs to.
    pub current: String,
    /// The request: as written for a prerequest script, as it was sent for a test script.
    pub request: collection::Request,
    /// The response; `None` before there is one, and where the request failed.
    pub response: Option<Rc<Response>>,
    /// The cookies for the request's URL: `pm.cookies`.
    pub cookies: Vec<Cookie>,
    /// The variables.
    pub scopes: Scopes,
}

/// When a script runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// Before the request is built.
    #[default]
    Prerequest,
    /// After the response came, or the request failed.
    Test,
}

/// What `pm.info` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// The iteration, from 0.
    pub iteration: usize,
    /// The number of iterations of the run.
    pub iteration_count: usize,
    /// The request's name.
    pub request_name: String,
    /// The request's id.
    pub request_id: String,
}

/// What a script left.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The variables, changed.
    pub scopes: Scopes,
    /// The error that ended the script. It has been raised as an event too, as Postman does.
    pub error: Option<Failure>,
    /// The request, if the script changed it.
    pub request: Option<collection::Request>,
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

impl Target {
    /// Postman's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prerequest => "prerequest",
            Self::Test => "test",
        }
    }
}
