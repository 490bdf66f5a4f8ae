//! Requests, responses, and the exchange that they make up.

use std::time::Duration;

use bytes::Bytes;

use super::{Body, Cookie, Headers, MediaType, Timings};

/// A request ready to be sent: every variable resolved, signed, with its system headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, in upper case.
    pub method: String,
    /// The absolute URL, encoded as it goes over the wire; a fragment may be there and is not sent.
    pub url: String,
    /// The header lines in order.
    pub headers: Headers,
    /// The body.
    pub body: Body,
    /// What of it was added by its authentication.
    pub proof: Proof,
}

/// What an authentication added to a request: nobody else is to see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// The names of headers.
    pub headers: Vec<String>,
    /// Parameters of the query, as they stand in the URL: `name=value`.
    pub query: Vec<String>,
}

/// A response as received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub code: u16,
    /// The reason phrase; the standard one where the server sent none.
    pub reason: String,
    /// `1.1` or `2.0`, as Node writes it.
    pub http_version: String,
    /// The header lines in the order received, one for each value.
    pub headers: Headers,
    /// The body, decompressed.
    pub body: Bytes,
    /// The body's size as it was received, before decompression, in bytes.
    pub downloaded_bytes: u64,
    /// From the start of the request to the end of the body.
    pub time: Duration,
}

impl Response {
    /// The parsed `Content-Type`.
    pub fn media_type(&self) -> MediaType {
        MediaType::parse(self.headers.get("content-type").unwrap_or_default())
    }

    /// The body as text, in the character set of its media type (UTF-8 where it names none).
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        let charset = self.media_type().charset;
        let encoding = charset.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
        encoding.unwrap_or(encoding_rs::UTF_8).decode(&self.body).0
    }

    /// The response time in whole milliseconds, rounded up as Postman does.
    pub fn millis(&self) -> u64 {
        u64::try_from(self.time.as_micros().div_ceil(1000)).unwrap_or(u64::MAX)
    }

    /// The size of status line and header lines in bytes, as Postman counts them.
    pub fn header_size(&self) -> usize {
        "HTTP/1.1 200 ".len() + self.reason.len() + 4 + self.headers.wire_size()
    }
}

/// One request and its response within a chain of redirects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hop {
    /// What was sent.
    pub request: Request,
    /// The status code of the answer.
    pub code: u16,
    /// The header lines of the answer.
    pub headers: Headers,
    /// `1.1` or `2.0`, as Node writes it.
    pub http_version: String,
    /// The size of the answer's body on the wire in bytes.
    pub downloaded_bytes: u64,
    /// How long it took.
    pub timings: Timings,
}

/// A request that was sent and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The last response of the chain.
    pub response: Response,
    /// Every hop of the chain, the answered one last.
    pub hops: Vec<Hop>,
    /// The jar's cookies for the final URL, after the response.
    pub cookies: Vec<Cookie>,
    /// What is to be said of the response, which stands all the same.
    pub warnings: Vec<String>,
    /// Why the response is a redirect that was not followed, where that may not be.
    pub refused: Option<String>,
}
