//! What a script is given.

use std::sync::Arc;

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
    pub request: Box<collection::Request>,
    /// The response; `None` before there is one, and where the request failed.
    pub response: Option<Arc<Response>>,
    /// The response's id, as it is told elsewhere; empty where there is none.
    pub response_id: String,
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

impl Target {
    /// Postman's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prerequest => "prerequest",
            Self::Test => "test",
        }
    }
}
