//! The way that a request takes: to a server, or through a proxy.

use url::Url;

use crate::http::rules::proxy::Passage;

/// The way that a request takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'a> {
    /// Where it goes.
    pub(crate) url: &'a Url,
    /// The proxy that it goes through.
    pub(crate) proxy: Option<&'a Url>,
    /// Whether the proxy is asked for a tunnel.
    pub(crate) passage: Passage,
}

impl Way<'_> {
    /// Whether TLS is spoken with the server.
    pub(crate) fn is_secure(self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether a proxy takes the request itself, with the absolute URL, rather than making a tunnel
    /// for it.
    pub(crate) fn is_absolute(self) -> bool {
        let is_http = self
            .proxy
            .is_some_and(|proxy| matches!(proxy.scheme(), "http" | "https"));
        is_http && !self.is_secure() && self.passage == Passage::WhereNeeded
    }
}
