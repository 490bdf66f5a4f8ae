//! Sends a request and reads its response: redirects, cookies, TLS, proxies, decompression, timings.
//!
//! reqwest carries the bytes; everything that Postman decides is decided here, one file for each rule. The request
//! comes complete (`crate::request` wrote its URL, its headers and its body): nothing is added but what depends on the
//! connection, namely `Content-Length`, the jar's cookies, and what a redirect changes. No header is added by reqwest
//! as long as the caller gives `Host` and `Accept`.
//!
//! A future of [`Client::send`] may be dropped at any time: the request is then aborted.

mod behavior;
mod body;
mod client;
mod cookie_date;
mod cookie_text;
mod decode;
mod errors;
mod headers;
mod hop;
mod jar;
mod proxy;
mod reason;
mod redirect;
mod resolve;
mod settings;
mod target;
mod timing;
mod tls;
mod transport;

pub use behavior::{Behavior, Cookies, EmptyLength, Redirects};
pub use client::Client;
pub use errors::HttpError;
pub use jar::Jar;
pub use settings::{Proxies, Settings, Verify, Versions};
