//! A connection that requests are sent on, one after the other.

use std::error::Error;

use http::Version;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::http::Parser;
use crate::http::connections::body::Outgoing;
use crate::http::connections::connect::Opened;
use crate::http::connections::fault::Fault;
use crate::http::connections::message::{self, Message};
use crate::http::connections::wire::{Heads, LONGEST, Wire};
use crate::http::rules::malformed;

/// How many header lines a response may have; hyper's own limit of 100 is below what servers send
/// at times.
const HEADERS: usize = 512;

/// How much of a body may be under way over HTTP/2, in bytes.
const WINDOW: u32 = 4 * 1024 * 1024;

/// A connection to a server or a proxy.
pub(crate) enum Connection {
    Http1 {
        sender: http1::SendRequest<Outgoing>,
        heads: Heads,
    },
    Http2 {
        sender: http2::SendRequest<Outgoing>,
        heads: Heads,
    },
}

impl Connection {
    /// Begins to speak HTTP.
    ///
    /// # Errors
    /// The other side doesn't.
    pub(crate) async fn begin(opened: Opened, parser: Parser) -> Result<Self, Fault> {
        if opened.is_http2 {
            let heads = Heads::of_http2();
            let io = TokioIo::new(Wire::new(opened.stream, heads.clone()));
            let handshake = http2::Builder::new(TokioExecutor::new())
                .initial_stream_window_size(WINDOW)
                .initial_connection_window_size(WINDOW)
                .max_header_list_size(u32::try_from(LONGEST).unwrap_or(u32::MAX))
                .handshake(io);
            let (sender, connection) = handshake.await.map_err(Fault::Http)?;
            tokio::spawn(connection);
            return Ok(Self::Http2 { sender, heads });
        }
        let heads = Heads::default();
        let io = TokioIo::new(Wire::new(opened.stream, heads.clone()).asking_first());
        let is_lenient = parser == Parser::Lenient;
        // Differs from Postman: its parser refuses what hyper, as browsers do, reads
        // (`what_browsers_read_is_read`).
        let (sender, connection) = http1::Builder::new()
            .max_headers(HEADERS)
            .max_buf_size(LONGEST)
            .ignore_invalid_headers_in_responses(is_lenient)
            .allow_spaces_after_header_name_in_responses(is_lenient)
            .allow_obsolete_multiline_headers_in_responses(true)
            .handshake(io)
            .await
            .map_err(Fault::Http)?;
        // It ends when its sender is dropped; what goes wrong is told to the request under way.
        tokio::spawn(connection);
        Ok(Self::Http1 { sender, heads })
    }

    /// Waits until the next request can be sent.
    ///
    /// # Errors
    /// The other side has closed the connection.
    pub(crate) async fn ready(&mut self) -> Result<(), Fault> {
        match self {
            Self::Http1 { sender, .. } => sender.ready().await,
            Self::Http2 { sender, .. } => sender.ready().await,
        }
        .map_err(Fault::Http)
    }

    /// Sends a request and waits for the head of its response.
    ///
    /// # Errors
    /// There is none.
    pub(crate) async fn send(
        &mut self,
        message: Message,
    ) -> Result<http::Response<Incoming>, Fault> {
        match self {
            Self::Http1 { sender, heads } => {
                heads.expect(message.head);
                let framing = message::framing(&message.headers, message.length);
                let mut request = http::Request::new(message.body);
                *request.method_mut() = message.method;
                *request.headers_mut() = framing;
                let sent = sender.send_request(request).await;
                sent.map_err(|error| malformed(error, heads))
            }
            Self::Http2 { sender, heads } => {
                let mut request = http::Request::new(message.body);
                *request.method_mut() = message.method;
                *request.uri_mut() = message.url.parse().map_err(|_| Fault::Target)?;
                *request.version_mut() = Version::HTTP_2;
                *request.headers_mut() = message::http2(&message.headers);
                let sent = sender.send_request(request).await;
                sent.map_err(|error| {
                    if heads.are_too_long() {
                        Fault::TooLong
                    } else {
                        Fault::Http(error)
                    }
                })
            }
        }
    }

    /// The head of the response as it arrived; HTTP/2 has none.
    pub(crate) fn received_head(&self) -> Vec<u8> {
        match self {
            Self::Http1 { heads, .. } => heads.received(),
            Self::Http2 { .. } => Vec::new(),
        }
    }

    /// Whether the request that failed with `fault` was lost with the connection, before a byte of
    /// its answer came.
    pub(crate) fn has_lost(&self, fault: &Fault) -> bool {
        match (self, fault) {
            (Self::Http1 { heads, .. }, Fault::Http(_)) => !heads.is_answered(),
            (Self::Http2 { .. }, Fault::Http(error)) => is_lost_stream(error),
            _ => false,
        }
    }

    /// Whether the connection can't be used any more.
    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Self::Http1 { sender, .. } => sender.is_closed(),
            Self::Http2 { sender, .. } => sender.is_closed(),
        }
    }
}

/// What is wrong with a head that hyper does not read, as far as it can be told.
fn malformed(error: hyper::Error, heads: &Heads) -> Fault {
    if !error.is_parse() || error.is_parse_too_large() {
        return Fault::Http(error);
    }
    match malformed::find(&heads.received()) {
        Some(malformed) => Fault::Malformed(malformed),
        None => Fault::Http(error),
    }
}

/// Whether a stream ended with its connection, or was refused before anything was done for it (RFC
/// 9113, section 8.7).
fn is_lost_stream(error: &hyper::Error) -> bool {
    let is_gone = |cause: &h2::Error| {
        cause.is_io() || cause.is_go_away() || cause.reason() == Some(h2::Reason::REFUSED_STREAM)
    };
    let cause = error.source();
    error.is_canceled()
        || error.is_closed()
        || cause.is_some_and(|cause| {
            cause.is::<std::io::Error>() || cause.downcast_ref().is_some_and(is_gone)
        })
}
