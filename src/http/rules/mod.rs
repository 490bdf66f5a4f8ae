//! What is decided about a request: its settings, where it goes, redirects, proxies, headers.

pub(crate) mod behavior;
pub(crate) mod headers;
pub(crate) mod malformed;
pub(crate) mod pattern;
pub(crate) mod permit;
pub(crate) mod proxy;
pub(crate) mod redirect;
pub(crate) mod settings;
pub(crate) mod target;
pub(crate) mod way;
