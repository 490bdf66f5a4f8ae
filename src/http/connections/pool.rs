//! Connections that wait for their next request.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use crate::http::Parser;
use crate::http::connections::connection::Connection;
use crate::http::tls::Terms;

/// How long an idle connection is kept, as Postman does.
const IDLE: Duration = Duration::from_mins(1);

/// How many connections of one kind wait at most.
const WAITING: usize = 16;

/// What connections have in common that may serve the same requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Scheme, host and port of the server, or of the proxy that takes requests for any server.
    pub(crate) origin: String,
    /// The proxy of a tunnel, with its user.
    pub(crate) proxy: Option<String>,
    /// How TLS was to be spoken.
    pub(crate) terms: Terms,
    /// How responses are read.
    pub(crate) parser: Parser,
}

/// The connections that wait.
#[derive(Default)]
pub(crate) struct Pool(RefCell<HashMap<Key, Vec<(Instant, Connection)>>>);

impl fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_map()
            .entries(self.0.borrow().iter().map(|(key, list)| (key, list.len())))
            .finish()
    }
}

impl Pool {
    /// Takes the connection that was used last, so that one request after the other goes over the
    /// same.
    pub(crate) async fn take(&self, key: &Key) -> Option<Connection> {
        loop {
            let (since, mut connection) = self.0.borrow_mut().get_mut(key)?.pop()?;
            if since.elapsed() < IDLE && !connection.is_closed() && connection.ready().await.is_ok()
            {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection whose response was read to the end.
    pub(crate) fn keep(&self, key: Key, connection: Connection) {
        if connection.is_closed() {
            return;
        }
        let mut kept = self.0.borrow_mut();
        kept.retain(|_, list| {
            list.retain(|(since, connection)| since.elapsed() < IDLE && !connection.is_closed());
            !list.is_empty()
        });
        let waiting = kept.entry(key).or_default();
        if waiting.len() < WAITING {
            waiting.push((Instant::now(), connection));
        }
    }
}
