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

mod client;
mod connections;
mod cookies;
mod errors;
mod fetch;
mod hop;
mod rules;
mod tls;

pub use client::Client;
pub use connections::event_stream::Listener;
pub use cookies::date::parse as read_date;
pub use cookies::jar::Jar;
pub use fetch::fetch;
pub use rules::behavior::{
    Cookies, Encoding, LengthHeader, Parser, RedirectRules, SendOptions, TlsVersions,
};
pub use rules::permit::Permit;
pub use rules::settings::{
    Authorities, ClientSettings, HttpError, KeyLogging, Proxies, Unpacking, Verify, Versions,
};
pub use tls::certificates::{
    CertificateError, CertificateFiles, ClientCertificate, RECODE, check_certificate,
};
pub use tls::identity::IdentityError;
