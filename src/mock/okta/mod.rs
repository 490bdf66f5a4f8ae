//! An Okta org in memory, served over HTTP on the loopback address.
//!
//! It keeps the contract of Okta's published `OpenAPI` documents for policies, their rules, the
//! apps under them, and `DELETE /idp/myaccount/sessions`: what is created can be read back,
//! priorities shift, default policies and the rules that Okta made refuse what Okta refuses, tokens
//! are asked for, errors have Okta's bodies. `docs/mock-org.md` tells it to users. It evaluates no
//! policy: nobody signs in here.
//!
//! Invariants: the state changes only where a request succeeds; ids follow from the seed; a name
//! that starts with [`Fault`] is the only way to make the org misbehave.

mod actions;
mod app;
mod apps;
mod auth;
mod checks;
mod conditions;
mod defaults;
mod faults;
mod ids;
mod kind;
mod org;
mod paging;
mod parameters;
mod policies;
mod policy;
mod refusal;
mod routes;
mod rules;
mod seed;
mod sessions;
mod shared;
mod time;
mod user;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::Ipv4Addr;

use axum::Router;
use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use faults::{Fault, FaultError, Faults, Moment};
use seed::Seeded;
use shared::{Desk, Shared};

use super::connection::{CuttableListener, Wire};
use super::ids::Ids;
use super::rate_limit::RateLimit;

/// How an org is set up. Two orgs with the same options hold the same policies under the same ids.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// What goes wrong.
    pub faults: Faults,
    /// The time at which the org's clock starts.
    pub started: Timestamp,
    /// What ids and tokens follow from.
    pub seed: u64,
    /// The rate limit.
    pub requests_per_minute: u32,
}

impl Default for Options {
    /// A free port, no faults, a fixed time and seed, and a rate limit that a run does not meet.
    fn default() -> Self {
        let started = Timestamp::from_second(1_767_225_600).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            port: 0,
            faults: Faults::default(),
            started,
            seed: 1,
            requests_per_minute: 100_000,
        }
    }
}

/// What can keep an org from starting.
#[derive(Debug, thiserror::Error)]
pub enum MockError {
    /// The port is taken, or not allowed.
    #[error("the mock org cannot listen on `127.0.0.1:{port}`")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// An org that is being served. It stops when this is dropped.
pub struct Running {
    /// Where it is reached, `http://127.0.0.1:49152` for example, without a slash at the end.
    pub url: String,
    /// The API token that it takes in `Authorization: SSWS …` (the variable `apikey`).
    pub api_key: String,
    /// The access token of its user, for `Authorization: Bearer …` (the variable `accessToken`).
    pub access_token: String,
    shared: Shared,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
}

impl Running {
    /// Everything that the org holds, as data: `policies` in the order of priority, each as the API
    /// answers it and with its `rules`; `apps`; `users`, the first being the one whose
    /// `access_token` this is, with their `sessions` and `tokens`.
    pub fn snapshot(&self) -> Value {
        self.shared.org().snapshot()
    }
}

impl fmt::Debug for Running {
    /// Tells where the org is, and none of its secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Running")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Starts an org and serves it on the current tokio runtime.
///
/// # Errors
///
/// Fails where the port cannot be listened on.
pub async fn serve(options: Options) -> Result<Running, MockError> {
    let listen = |source| MockError::Listen {
        port: options.port,
        source,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .map_err(listen)?;
    let url = format!("http://{}", listener.local_addr().map_err(listen)?);
    let org = assemble(&options, url.clone());
    let (stop, stopped) = oneshot::channel();
    let service = org.router.into_make_service_with_connect_info::<Wire>();
    let server = axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async {
        // An error says that the sender was dropped: that is the signal.
        let _ = stopped.await;
    });
    tokio::spawn(server.into_future());
    let Assembled {
        api_key,
        access_token,
        shared,
        ..
    } = org;
    Ok(Running {
        url,
        api_key,
        access_token,
        shared,
        _stop: stop,
    })
}

/// An org and its routes, not yet listening.
struct Assembled {
    router: Router,
    shared: Shared,
    api_key: String,
    access_token: String,
}

fn assemble(options: &Options, base: String) -> Assembled {
    let Seeded {
        org,
        api_key,
        readers_api_key,
        readers_access_token,
    } = seed::seed(options, base);
    let limit = RateLimit::new(
        options
            .faults
            .rate_limit()
            .unwrap_or(options.requests_per_minute),
    );
    // Another sequence than the org's, from the same seed.
    let desk = Desk {
        limit,
        ids: Ids::new(!options.seed),
        requests: 0,
    };
    let shared = Shared::new(org, desk, api_key, options.faults.clone());
    let router = routes::router(shared.clone());
    Assembled {
        router,
        shared,
        api_key: readers_api_key,
        access_token: readers_access_token,
    }
}
