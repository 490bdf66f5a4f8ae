//! One request and its response, without redirects or cookies.

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Method;
use reqwest::Request as Outgoing;

use super::body::{self, Trouble};
use super::errors::{self, Phase, Way};
use super::timing::{Activity, Observed};
use super::{headers, reason};
use crate::exchange::{Headers, Request, SendError, Timings};

/// How much room is made for a body before it is there: a server may promise more than it sends.
const ROOM: u64 = 64 * 1024 * 1024;

/// What came back.
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) reason: String,
    pub(crate) http_version: &'static str,
    pub(crate) headers: Headers,
    /// The body as it was received.
    pub(crate) body: Bytes,
    pub(crate) timings: Timings,
}

/// A request on its way.
pub(crate) struct Flight<'a> {
    way: Way<'a>,
    timeout: Option<Duration>,
    observed: Rc<Observed>,
    activity: Activity,
    trouble: Trouble,
}

impl<'a> Flight<'a> {
    /// Makes ready to send, with `timeout` for connecting and for silence.
    pub(crate) fn new(way: Way<'a>, timeout: Option<Duration>) -> Self {
        let (observed, trouble) = (Rc::default(), Trouble::default());
        Self { way, timeout, observed, activity: Activity::start(), trouble }
    }

    /// Sends the request and reads its response to the end.
    pub(crate) async fn send(self, client: &reqwest::Client, request: &Request) -> Result<Answer, SendError> {
        let outgoing = self.outgoing(request)?;
        let sending = self.observed.watch(client.execute(outgoing));
        let response = self.within(sending).await?.map_err(|error| self.explain(&error, Phase::Sending))?;
        let first_byte = self.activity.started().elapsed();
        self.activity.mark();
        let (code, version) = (response.status().as_u16(), version(response.version()));
        let (reason, headers) = (reason(&response), headers::from_map(response.headers()));
        let body = self.read(response).await?;
        let timings = Timings {
            started: 0,
            lookup: self.observed.lookup(),
            connect: self.observed.connect(),
            secure_connect: self.observed.secure_connect(),
            first_byte,
            total: self.activity.started().elapsed(),
        };
        Ok(Answer { code, reason, http_version: version, headers, body, timings })
    }

    fn outgoing(&self, request: &Request) -> Result<Outgoing, SendError> {
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| {
            let message = format!("Method must be a valid HTTP token [\"{}\"]", request.method);
            SendError::with_code("ERR_INVALID_HTTP_TOKEN", message)
        })?;
        let mut url = self.way.url.clone();
        // The user stands in `Authorization`; in the URL it would only split the pool of connections.
        if !url.username().is_empty() || url.password().is_some() {
            let _ = url.set_username("");
            let _ = url.set_password(None);
        }
        let mut outgoing = Outgoing::new(method, url);
        *outgoing.headers_mut() = headers::to_map(&request.headers)?;
        *outgoing.body_mut() = body::stream(&request.body, &self.activity, &self.trouble);
        Ok(outgoing)
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Bytes, SendError> {
        let room =
            usize::try_from(response.content_length().unwrap_or_default().min(ROOM)).unwrap_or_default();
        let mut body = Vec::with_capacity(room);
        // Copied even when it is one piece: that would keep the connection's whole read buffer alive.
        while let Some(piece) =
            self.within(response.chunk()).await?.map_err(|error| self.explain(&error, Phase::Receiving))?
        {
            body.extend_from_slice(&piece);
            self.activity.mark();
        }
        Ok(body.into())
    }

    fn explain(&self, error: &reqwest::Error, phase: Phase) -> SendError {
        self.trouble.take().unwrap_or_else(|| errors::explain(error, phase, self.way, &self.observed))
    }

    /// Runs a future until it is done, or until nothing has moved for the length of the timeout.
    async fn within<F: Future>(&self, future: F) -> Result<F::Output, SendError> {
        let Some(timeout) = self.timeout else { return Ok(future.await) };
        let mut future = pin!(future);
        loop {
            let last = self.observed.opened().map_or(self.activity.last(), |at| at.max(self.activity.last()));
            tokio::select! {
                biased;
                output = &mut future => return Ok(output),
                () = tokio::time::sleep_until((last + timeout).into()) => {}
            }
            let moved =
                self.observed.opened().map_or(self.activity.last(), |at| at.max(self.activity.last()));
            if moved + timeout <= Instant::now() {
                return Err(errors::timed_out(&self.observed));
            }
        }
    }
}

fn version(version: http::Version) -> &'static str {
    match version {
        http::Version::HTTP_09 => "0.9",
        http::Version::HTTP_10 => "1.0",
        http::Version::HTTP_2 => "2",
        _ => "1.1",
    }
}

/// The server's reason phrase, as UTF-8 where it is; hyper keeps it only where it isn't the one it knows.
fn reason(response: &reqwest::Response) -> String {
    let status = response.status();
    let sent = match response.extensions().get::<hyper::ext::ReasonPhrase>() {
        Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).trim().to_owned(),
        None if response.version() < http::Version::HTTP_2 => {
            status.canonical_reason().unwrap_or_default().to_owned()
        }
        None => String::new(),
    };
    if sent.is_empty() { reason::standard(status.as_u16()).to_owned() } else { sent }
}
