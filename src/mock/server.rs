//! Serves a service over HTTP on the loopback address.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::catalogue::Mock;
use super::clock::Clock;
use super::connection::{CuttableListener, Wire};
use super::desk::Desk;
use super::service::{Setup, StandIn};

/// Where and when a service starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The time at which its clock starts.
    pub started: Timestamp,
}

impl Default for Options {
    /// A free port and a fixed time.
    fn default() -> Self {
        let started = Timestamp::from_second(1_767_225_600).unwrap_or(Timestamp::UNIX_EPOCH);
        Self { port: 0, started }
    }
}

/// What can keep a service from starting.
#[derive(Debug, thiserror::Error)]
pub enum MockError {
    /// The port is taken, or not allowed.
    #[error("the mock cannot listen on `127.0.0.1:{port}`")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// A service that is being served. It stops when this is dropped.
pub struct Running {
    /// Where it is reached, `http://127.0.0.1:49152` for example, without a slash at the end.
    pub url: String,
    /// The variables that point a collection at it, each with its value.
    pub variables: Vec<(&'static str, String)>,
    stand_in: Arc<dyn StandIn>,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
}

impl Running {
    /// Everything that the service holds, as data.
    pub fn snapshot(&self) -> Value {
        self.stand_in.snapshot()
    }
}

impl fmt::Debug for Running {
    /// Tells where the service is, and none of its secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Running")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Starts a service and serves it on the current tokio runtime.
///
/// # Errors
///
/// Fails where the port cannot be listened on.
pub async fn serve(mock: Mock, options: Options) -> Result<Running, MockError> {
    let Options { port, started } = options;
    let listen = |source| MockError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(listen)?;
    let url = format!("http://{}", listener.local_addr().map_err(listen)?);
    let Assembled { router, stand_in } = assemble(mock, started, url.clone());
    let (stop, stopped) = oneshot::channel();
    let service = router.into_make_service_with_connect_info::<Wire>();
    let listener = CuttableListener::new(listener).map_err(listen)?;
    let server = axum::serve(listener, service).with_graceful_shutdown(async {
        // An error says that the sender was dropped: that is the signal.
        let _ = stopped.await;
    });
    tokio::spawn(server.into_future());
    Ok(Running {
        url,
        variables: stand_in.variables(),
        stand_in,
        _stop: stop,
    })
}

/// A service and its routes, not yet listening.
pub(super) struct Assembled {
    pub(super) router: Router,
    pub(super) stand_in: Arc<dyn StandIn>,
}

/// Starts a service that will be reached at `base`.
pub(super) fn assemble(mock: Mock, started: Timestamp, base: String) -> Assembled {
    let Mock { service, faults } = mock;
    let clock = Clock::starting_at(started);
    let stand_in = (service.start)(Setup {
        base,
        clock,
        faults: faults.clone(),
    });
    let router = Desk::new(Arc::clone(&stand_in), faults, clock).open();
    Assembled { router, stand_in }
}
