//! What can be seen of a request while it is under way: when its name was looked up, when it was connected.
//!
//! reqwest looks names up and connects while its future is polled, so what it does then is noted in a task-local
//! of the request. A reused connection leaves no note.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

tokio::task_local! {
    static OBSERVED: Rc<Observed>;
}

/// What was seen of one hop.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    lookup: Cell<Option<Duration>>,
    connecting: Cell<Option<Instant>>,
    connected: Cell<Option<Instant>>,
    handshake: Cell<Option<Instant>>,
    addresses: RefCell<Vec<SocketAddr>>,
}

impl Observed {
    /// Runs a future and sees what it does.
    pub(crate) async fn watch<F: Future>(self: &Rc<Self>, future: F) -> F::Output {
        OBSERVED.scope(Rc::clone(self), future).await
    }

    /// How long the name's lookup took.
    pub(crate) fn lookup(&self) -> Option<Duration> {
        self.lookup.get()
    }

    /// How long opening the connection took, without lookup and TLS.
    pub(crate) fn connect(&self) -> Option<Duration> {
        let end = self.handshake.get().or(self.connected.get())?;
        let whole = end.saturating_duration_since(self.connecting.get()?);
        Some(whole.saturating_sub(self.lookup.get().unwrap_or_default()))
    }

    /// How long the TLS handshake took.
    pub(crate) fn secure_connect(&self) -> Option<Duration> {
        Some(self.connected.get()?.saturating_duration_since(self.handshake.get()?))
    }

    /// Whether a connection is being opened.
    pub(crate) fn is_connecting(&self) -> bool {
        self.connecting.get().is_some() && self.connected.get().is_none() && self.handshake.get().is_none()
    }

    /// When the connection was open, if one was opened.
    pub(crate) fn opened(&self) -> Option<Instant> {
        self.handshake.get().or(self.connected.get())
    }

    /// The address that was tried last.
    pub(crate) fn last_address(&self) -> Option<SocketAddr> {
        self.addresses.borrow().last().copied()
    }
}

/// Notes that a name was looked up.
pub(crate) fn looked_up(took: Duration, addresses: &[SocketAddr]) {
    note(|observed| {
        observed.lookup.set(Some(took));
        *observed.addresses.borrow_mut() = addresses.to_vec();
    });
}

/// Notes that a TLS handshake begins.
pub(crate) fn handshake_begins() {
    note(|observed| observed.handshake.set(Some(Instant::now())));
}

fn note(change: impl FnOnce(&Observed)) {
    // A connection that lost the race against a reused one goes on outside of the request: nobody asks for its times.
    let _ = OBSERVED.try_with(|observed| change(observed));
}

/// The layer around reqwest's connector that notes when connecting begins and ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectTimer;

/// A connector that is being timed.
#[derive(Debug, Clone)]
pub(crate) struct Timed<S>(S);

impl<S> tower_layer::Layer<S> for ConnectTimer {
    type Service = Timed<S>;

    fn layer(&self, connector: S) -> Self::Service {
        Timed(connector)
    }
}

impl<S, R> tower_service::Service<R> for Timed<S>
where
    S: tower_service::Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, destination: R) -> Self::Future {
        note(|observed| observed.connecting.set(Some(Instant::now())));
        let connecting = self.0.call(destination);
        Box::pin(async move {
            let connection = connecting.await;
            if connection.is_ok() {
                note(|observed| observed.connected.set(Some(Instant::now())));
            }
            connection
        })
    }
}

/// When a byte was last seen to move, shared with the task that sends the body.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    start: Instant,
    last: Arc<AtomicU64>,
}

impl Activity {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), last: Arc::default() }
    }

    /// Notes that a byte moved.
    pub(crate) fn mark(&self) {
        let millis = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(millis, Ordering::Relaxed);
    }

    /// When it started.
    pub(crate) fn started(&self) -> Instant {
        self.start
    }

    /// When a byte last moved.
    pub(crate) fn last(&self) -> Instant {
        self.start + Duration::from_millis(self.last.load(Ordering::Relaxed))
    }
}
