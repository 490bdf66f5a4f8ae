//! What a script may ask for beyond the engine: to be heard, requests of its own, and the cookie
//! jar.

use futures_util::future::LocalBoxFuture;

use super::ScriptEvent;
use crate::collection;
use crate::exchange::{Cookie, Exchange, SendError};

/// The world outside the engine, as far as scripts may reach it. The runner serves it.
pub trait Host {
    /// Takes note of what happened; called in order, while the script runs.
    fn emit(&self, event: ScriptEvent);

    /// Sends a request of `pm.sendRequest`. Placeholders in it are not resolved.
    fn send(&self, request: collection::Request)
    -> LocalBoxFuture<'_, Result<Exchange, SendError>>;

    /// The jar's cookies that would be sent to `url`.
    fn cookies(&self, url: &str) -> Vec<Cookie>;

    /// Puts a cookie into the jar as if the server at `url` had set it; `set_cookie` is the
    /// header's value.
    ///
    /// # Errors
    /// The header can't be read, or the cookie is not one for that URL.
    fn set_cookie(&self, url: &str, set_cookie: &str) -> Result<Cookie, String>;

    /// Removes the cookie of that name from the jar for `url`; without a name, all of them.
    fn remove_cookies(&self, url: &str, name: Option<&str>);
}
