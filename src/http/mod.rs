//! Sends a request and reads its response: redirects, cookies, TLS, proxies, decompression,
//! timings.
//!
//! hyper carries the bytes, rustls protects them; everything that Postman decides is decided here,
//! one file for each rule. The request comes complete (`crate::request` wrote its URL, its headers
//! and its body): nothing is added but what depends on the connection, namely `Content-Length`, the
//! jar's cookies, and what a redirect changes. Its head goes out letter for letter (`wire`).
//!
//! [`fetch()`] is for inputs, not for requests of a run.
//!
//! A future of [`Client::send`] may be dropped at any time: the request is then aborted.

mod behavior;
mod body;
mod certificates;
mod client;
mod connect;
mod connection;
mod cookie_date;
mod cookie_text;
mod decode;
mod errors;
mod event_stream;
mod fetch;
mod head;
mod headers;
mod hop;
mod identity;
mod jar;
mod jar_file;
mod pattern;
mod pool;
mod progress;
mod proxy;
mod reason;
mod redirect;
mod resolve;
mod settings;
mod store;
mod target;
mod tls;
mod transport;
mod tunnel;
mod wire;

pub use behavior::{Behavior, Cookies, Encoding, LengthHeader, Redirects, TlsVersions};
pub use certificates::{CertificateError, CertificateFiles, ClientCertificate, check_certificate};
pub use client::Client;
pub use connection::Parser;
pub use errors::HttpError;
pub use event_stream::Listener;
pub use fetch::fetch;
pub use identity::IdentityError;
pub use jar::Jar;
pub use settings::{Proxies, Settings, Verify, Versions};
pub use tls::KeyLogging;
