//! Connections for requests: which proxy, which TLS configuration, one that waits or a new one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rustls::ClientConfig;
use url::Url;

use super::connect;
use super::connection::{Connection, Parser};
use super::errors::{Fault, Way};
use super::pool::{Key, Pool};
use super::progress::Progress;
use super::proxy::Rules;
use super::{Behavior, HttpError, Settings, Verify, Versions, target, tls};

/// What connections are made of.
#[derive(Debug)]
pub(crate) struct Transport {
    settings: Settings,
    authorities: rustls::RootCertStore,
    proxies: Rules,
    configurations: RefCell<HashMap<(Verify, Versions), Arc<ClientConfig>>>,
    pool: Pool,
}

/// Whether a connection may have served other requests before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// One that waits is taken if there is one.
    Any,
    /// It is opened.
    New,
}

/// A connection that is taken for one request.
pub(crate) struct Lease {
    pub(crate) connection: Connection,
    /// Whether other requests went over it before.
    pub(crate) is_reused: bool,
    key: Key,
}

impl Transport {
    /// Reads the settings; nothing is connected or loaded yet.
    pub(crate) fn new(settings: Settings) -> Result<Self, HttpError> {
        let proxies = Rules::read(&settings.proxies)?;
        let authorities = tls::read_authorities(&settings.authorities)?;
        Ok(Self { settings, authorities, proxies, configurations: RefCell::default(), pool: Pool::default() })
    }

    /// The proxy that a URL is reached through, if there is one.
    pub(crate) fn proxy(&self, url: &Url) -> Option<&Url> {
        self.proxies.find(url)
    }

    /// A connection for a request.
    ///
    /// # Errors
    /// It can't be had.
    pub(crate) async fn lease(
        &self,
        (way, age): (Way<'_>, Age),
        behavior: &Behavior,
        progress: &Progress,
    ) -> Result<Lease, Fault> {
        let verify = behavior.verify.unwrap_or(self.settings.verify);
        let versions = behavior.versions.unwrap_or(self.settings.versions);
        let key = key(way, (verify, versions), behavior.parser);
        if age == Age::Any
            && let Some(connection) = self.pool.take(&key).await
        {
            return Ok(Lease { connection, is_reused: true, key });
        }
        let is_secure = way.is_secure() || way.proxy.is_some_and(|proxy| proxy.scheme() == "https");
        let config = is_secure.then(|| self.configuration(verify, versions));
        let opened = connect::open((way, versions), config.as_ref(), progress).await?;
        Ok(Lease { connection: Connection::begin(opened, behavior.parser).await?, is_reused: false, key })
    }

    /// Keeps a connection whose response was read to the end.
    pub(crate) fn give_back(&self, lease: Lease) {
        self.pool.keep(lease.key, lease.connection);
    }

    fn configuration(&self, verify: Verify, versions: Versions) -> Arc<ClientConfig> {
        let mut known = self.configurations.borrow_mut();
        let make = || Arc::new(tls::config(versions, verify, &self.authorities));
        Arc::clone(known.entry((verify, versions)).or_insert_with(make))
    }
}

/// By what a connection is found again.
fn key(way: Way<'_>, tls: (Verify, Versions), parser: Parser) -> Key {
    // Over a proxy that is no tunnel, one connection serves all hosts.
    let shared = way.proxy.filter(|_| way.is_absolute());
    let (server, proxy) = match (shared, way.proxy) {
        (Some(proxy), _) => (proxy, None),
        (None, proxy) => (way.url, proxy),
    };
    let origin = format!("{}://{}", server.scheme(), target::authority(server));
    Key { origin, proxy: proxy.map(|proxy| proxy.as_str().to_owned()), tls, parser }
}
