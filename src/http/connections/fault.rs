//! What goes wrong on the way, before `errors` puts it into words.

use std::io;

use crate::exchange::SendError;
use crate::http::connections::head::Head;
use crate::http::connections::resolve::LookupError;
use crate::http::rules::malformed::Malformed;

/// The answer of a proxy that wants to know who asks for a tunnel.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) head: Head,
    pub(crate) body: hyper::body::Incoming,
}

/// What went wrong on the way, as the libraries tell it.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The host has no address.
    Lookup(LookupError),
    /// No connection to the server or the proxy.
    Dial(io::Error),
    /// No TLS with it.
    Tls(io::Error),
    /// The server speaks no HTTP/2, and nothing else was to be spoken.
    NoHttp2,
    /// The proxy answered the wish for a tunnel with this status.
    Refused(u16),
    /// The proxy wants to know who asks: its answer is that to the request.
    Asked(Box<Asked>),
    /// What came over the connection breaks this rule of HTTP/1.
    Malformed(Malformed),
    /// Over HTTP/2, heads came without end.
    TooLong,
    /// The proxy did not answer it, or not in HTTP.
    Proxy(hyper::Error),
    /// The proxy does not do what SOCKS is for.
    Socks(tokio_socks::Error),
    /// The connection broke, or what came over it was no HTTP.
    Http(hyper::Error),
    /// The URL is none for HTTP/2 or for a proxy.
    Target,
    /// Nothing could be sent, for this reason.
    Unready(SendError),
}
