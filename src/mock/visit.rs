//! A request on its way through a service.

use axum::http::Method;

use super::rate_limit::Allowance;

/// What is known of a request when it comes in.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The first request since the service started is number 1.
    pub(crate) number: u32,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) allowance: Allowance,
}
