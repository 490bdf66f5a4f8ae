//! One request and its response, without redirects or cookies.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use crate::exchange::{Headers, Request, SendError, Timings};
use crate::http::SendOptions;
use crate::http::connections::body::{self, Trouble};
use crate::http::connections::event_stream::{EventStream, Listener};
use crate::http::connections::fault::{Asked, Fault};
use crate::http::connections::head::{self, Head};
use crate::http::connections::message::{self, Message};
use crate::http::connections::progress::Progress;
use crate::http::connections::store::{Bounds, Store};
use crate::http::connections::transport::{Age, Lease, Transport, Wanted};
use crate::http::errors::{self, Overdue, Phase};
use crate::http::rules::way::Way;

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

/// What a request and its answer may take.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// When the answer must be there in whole.
    pub(crate) deadline: Option<Instant>,
    /// How long connecting may take, and how long the server may then be silent.
    pub(crate) silence: Option<Duration>,
    /// How large the body may be.
    pub(crate) bounds: Bounds,
}

/// A request on its way.
pub(crate) struct Flight<'a> {
    way: Way<'a>,
    limits: Limits,
    progress: Progress,
    trouble: Trouble,
}

/// The head of an answer, and the body that follows it.
struct Reply {
    /// The connection to the server; a proxy that wants to know who asks has none to it.
    lease: Option<Lease>,
    head: Head,
    body: Incoming,
}

/// Where a flight leaves from.
#[derive(Clone, Copy)]
pub(crate) struct Port<'a> {
    pub(crate) transport: &'a Transport,
    pub(crate) behavior: &'a SendOptions,
    /// Who hears server-sent events.
    pub(crate) listener: Listener<'a>,
}

impl<'a> Flight<'a> {
    /// Makes ready to send within the limits.
    pub(crate) fn new(way: Way<'a>, limits: Limits) -> Self {
        Self {
            way,
            limits,
            progress: Progress::start(),
            trouble: Trouble::default(),
        }
    }

    /// Sends the request and reads its response to the end.
    pub(crate) async fn send(self, port: Port<'_>, request: &Request) -> Result<Answer, SendError> {
        let Reply { lease, head, body } = self.answered(port, request).await?;
        let first_byte = self.progress.elapsed();
        self.progress.activity().mark();
        let is_stream = head
            .headers
            .get("content-type")
            .is_some_and(is_event_stream);
        let body = self.read(body, is_stream.then_some(port.listener)).await?;
        if let Some(lease) = lease {
            port.transport.give_back(lease);
        }
        let mut timings = Timings {
            lookup: self.progress.lookup(),
            connect: self.progress.connect(),
            secure_connect: self.progress.secure_connect(),
            first_byte,
            total: self.progress.elapsed(),
            ..Timings::default()
        };
        timings.wait = self.progress.leased().saturating_sub(timings.opening());
        let head::Head {
            code,
            reason,
            http_version,
            headers,
        } = head;
        Ok(Answer {
            code,
            reason,
            http_version,
            headers,
            body,
            timings,
        })
    }

    /// Sends the request and waits for the head of the response. A server may have closed a
    /// connection that waited: a request that is lost on one before a byte of its answer came is
    /// sent again, once, over a new one, whatever its method (RFC 9112, section 9.3.1).
    async fn answered(&self, port: Port<'_>, request: &Request) -> Result<Reply, SendError> {
        let mut age = Age::Any;
        loop {
            let message = self.message(request)?;
            let wanted = Wanted {
                way: self.way,
                behavior: port.behavior,
                age,
            };
            let leasing = port.transport.lease(wanted, &self.progress);
            let mut lease = match self.within(leasing).await? {
                Ok(lease) => lease,
                Err(Fault::Asked(asked)) => {
                    let Asked { head, body } = *asked;
                    let lease = None;
                    return Ok(Reply { lease, head, body });
                }
                Err(fault) => return Err(self.explain(&fault, Phase::Sending)),
            };
            self.progress.has_lease();
            let fault = match self.within(lease.connection.send(message)).await? {
                Ok(response) => {
                    let (head, body) = response.into_parts();
                    let head = head::read(&head, &lease.connection.received_head());
                    let lease = Some(lease);
                    return Ok(Reply { lease, head, body });
                }
                Err(fault) => fault,
            };
            let is_lost = lease.is_reused && lease.connection.has_lost(&fault);
            if !is_lost || self.trouble.is_there() {
                return Err(self.explain(&fault, Phase::Sending));
            }
            age = Age::New;
        }
    }

    fn message(&self, request: &Request) -> Result<Message, SendError> {
        let body = body::stream(&request.body, self.progress.activity(), &self.trouble);
        message::write(request, self.way, body)
    }

    async fn read(
        &self,
        mut body: Incoming,
        listener: Option<Listener<'_>>,
    ) -> Result<Bytes, SendError> {
        let mut events = EventStream::default();
        let mut store = Store::of(self.limits.bounds.size);
        if let Some(length) = hyper::body::Body::size_hint(&body).exact() {
            store
                .make_room(length)
                .map_err(|error| errors::unkept(&error))?;
        }
        while let Some(frame) = self.within(body.frame()).await? {
            let frame =
                frame.map_err(|error| self.explain(&Fault::Http(error), Phase::Receiving))?;
            self.progress.activity().mark();
            if let Some(piece) = frame.data_ref() {
                store.push(piece).map_err(|error| errors::unkept(&error))?;
                if let Some(listener) = listener {
                    events.push(piece, listener);
                }
            }
        }
        store.finish().map_err(|error| errors::unkept(&error))
    }

    fn explain(&self, fault: &Fault, phase: Phase) -> SendError {
        self.trouble
            .take()
            .unwrap_or_else(|| errors::explain(fault, phase, self.way, &self.progress))
    }

    /// Runs a future until it is done, or until a limit of time is reached.
    async fn within<F: Future>(&self, future: F) -> Result<F::Output, SendError> {
        let mut future = pin!(future);
        // A future that is always ready, as a fast server's pieces are, must not outrun the limit.
        while let Some((end, limit)) = self.end() {
            if end <= Instant::now() {
                return Err(errors::timed_out(&self.progress, limit));
            }
            tokio::select! {
                biased;
                output = &mut future => return Ok(output),
                () = tokio::time::sleep_until(end.into()) => {}
            }
        }
        Ok(future.await)
    }

    /// When which limit of time will be reached, if nothing moves until then.
    fn end(&self) -> Option<(Instant, Overdue)> {
        let of_silence = self
            .limits
            .silence
            .map(|silence| (self.progress.activity().last() + silence, Overdue::Silence));
        let of_whole = self.limits.deadline.map(|end| (end, Overdue::Whole));
        [of_silence, of_whole].into_iter().flatten().min()
    }
}

fn is_event_stream(content_type: &str) -> bool {
    content_type
        .split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/event-stream"))
}
