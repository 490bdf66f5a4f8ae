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
use crate::http::connections::fault::Fault;
use crate::http::connections::head;
use crate::http::connections::message::{self, Message};
use crate::http::connections::progress::Progress;
use crate::http::connections::store::Store;
use crate::http::connections::transport::{Age, Lease, Transport, Wanted};
use crate::http::errors::{self, Phase};
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

/// A request on its way.
pub(crate) struct Flight<'a> {
    way: Way<'a>,
    timeout: Option<Duration>,
    progress: Progress,
    trouble: Trouble,
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
    /// Makes ready to send, with `timeout` for connecting and for silence.
    pub(crate) fn new(way: Way<'a>, timeout: Option<Duration>) -> Self {
        Self {
            way,
            timeout,
            progress: Progress::start(),
            trouble: Trouble::default(),
        }
    }

    /// Sends the request and reads its response to the end.
    pub(crate) async fn send(self, port: Port<'_>, request: &Request) -> Result<Answer, SendError> {
        let (lease, response) = self.answered(port, request).await?;
        let first_byte = self.progress.elapsed();
        self.progress.activity().mark();
        let (head, body) = response.into_parts();
        let head = head::read(&head, &lease.connection.received_head());
        let is_stream = head
            .headers
            .get("content-type")
            .is_some_and(is_event_stream);
        let body = self.read(body, is_stream.then_some(port.listener)).await?;
        port.transport.give_back(lease);
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
    async fn answered(
        &self,
        port: Port<'_>,
        request: &Request,
    ) -> Result<(Lease, http::Response<Incoming>), SendError> {
        let mut age = Age::Any;
        loop {
            let message = self.message(request)?;
            let wanted = Wanted {
                way: self.way,
                behavior: port.behavior,
                age,
            };
            let leasing = port.transport.lease(wanted, &self.progress);
            let mut lease = self
                .within(leasing)
                .await?
                .map_err(|fault| self.explain(&fault, Phase::Sending))?;
            self.progress.has_lease();
            let fault = match self.within(lease.connection.send(message)).await? {
                Ok(response) => return Ok((lease, response)),
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
        let mut store = Store::with_room(hyper::body::Body::size_hint(&body).exact());
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

    /// Runs a future until it is done, or until nothing has moved for the length of the timeout.
    async fn within<F: Future>(&self, future: F) -> Result<F::Output, SendError> {
        let Some(timeout) = self.timeout else {
            return Ok(future.await);
        };
        let mut future = pin!(future);
        loop {
            let deadline = self.progress.activity().last() + timeout;
            tokio::select! {
                biased;
                output = &mut future => return Ok(output),
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
            if self.progress.activity().last() + timeout <= Instant::now() {
                return Err(errors::timed_out(&self.progress));
            }
        }
    }
}

fn is_event_stream(content_type: &str) -> bool {
    content_type
        .split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/event-stream"))
}
