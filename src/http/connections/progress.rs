//! How far a request has come: for the timings of its parts, and to tell how long nothing has
//! moved.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What was seen of one hop.
#[derive(Debug)]
pub(crate) struct Progress {
    activity: Activity,
    lookup: Cell<Option<Duration>>,
    connect: Cell<Option<Duration>>,
    secure_connect: Cell<Option<Duration>>,
    leased: Cell<Duration>,
    is_connecting: Cell<bool>,
    last_address: Cell<Option<SocketAddr>>,
}

impl Progress {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self {
            activity: Activity::start(),
            lookup: Cell::default(),
            connect: Cell::default(),
            secure_connect: Cell::default(),
            leased: Cell::default(),
            is_connecting: Cell::default(),
            last_address: Cell::default(),
        }
    }

    /// When bytes were last seen to move.
    pub(crate) fn activity(&self) -> &Activity {
        &self.activity
    }

    /// How long ago it started.
    pub(crate) fn elapsed(&self) -> Duration {
        self.activity.start.elapsed()
    }

    /// How long the name's lookup took.
    pub(crate) fn lookup(&self) -> Option<Duration> {
        self.lookup.get()
    }

    /// How long opening the connection took, without lookup and TLS.
    pub(crate) fn connect(&self) -> Option<Duration> {
        self.connect.get()
    }

    /// How long the TLS handshake took.
    pub(crate) fn secure_connect(&self) -> Option<Duration> {
        self.secure_connect.get()
    }

    /// How long it took until there was a connection to send on.
    pub(crate) fn leased(&self) -> Duration {
        self.leased.get()
    }

    /// Whether a connection is being opened.
    pub(crate) fn is_connecting(&self) -> bool {
        self.is_connecting.get()
    }

    /// The address that was tried last.
    pub(crate) fn last_address(&self) -> Option<SocketAddr> {
        self.last_address.get()
    }

    /// Notes that a connection is being opened.
    pub(crate) fn connecting(&self) {
        self.is_connecting.set(true);
    }

    /// Notes that a name was looked up.
    pub(crate) fn looked_up(&self, since: Instant) {
        self.lookup.set(Some(since.elapsed()));
    }

    /// Notes that an address is tried.
    pub(crate) fn trying(&self, address: SocketAddr) {
        self.last_address.set(Some(address));
    }

    /// Notes that the connection is open.
    pub(crate) fn connected(&self, since: Instant) {
        self.connect.set(Some(since.elapsed()));
        self.is_connecting.set(false);
        self.activity.mark();
    }

    /// Notes that there is a connection to send on.
    pub(crate) fn has_lease(&self) {
        self.leased.set(self.elapsed());
    }

    /// Notes that the TLS handshake is done.
    pub(crate) fn secured(&self, since: Instant) {
        self.secure_connect.set(Some(since.elapsed()));
        self.activity.mark();
    }
}

/// When a byte was last seen to move, shared with the task that sends the body.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    start: Instant,
    last: Arc<AtomicU64>,
}

impl Activity {
    fn start() -> Self {
        Self {
            start: Instant::now(),
            last: Arc::default(),
        }
    }

    /// Notes that a byte moved.
    pub(crate) fn mark(&self) {
        let millis = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(millis, Ordering::Relaxed);
    }

    /// When a byte last moved.
    pub(crate) fn last(&self) -> Instant {
        self.start + Duration::from_millis(self.last.load(Ordering::Relaxed))
    }
}
