//! Connections for requests: which proxy, which TLS configuration, one that waits or a new one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rustls::ClientConfig;
use url::Url;

use crate::exchange::SendError;
use crate::http::connections::connect;
use crate::http::connections::connection::Connection;
use crate::http::connections::fault::Fault;
use crate::http::connections::pool::{Key, Pool};
use crate::http::connections::progress::Progress;
use crate::http::rules::proxy::Rules;
use crate::http::rules::target;
use crate::http::rules::way::Way;
use crate::http::tls::authorities::ExtraRoots;
use crate::http::tls::certificates::Certificates;
use crate::http::tls::{self, Means, Terms};
use crate::http::{ClientSettings, HttpError, Parser, SendOptions};

/// What connections are made of.
#[derive(Debug)]
pub(crate) struct Transport {
    settings: ClientSettings,
    authorities: ExtraRoots,
    proxies: Rules,
    certificates: Certificates,
    configurations: RefCell<HashMap<Terms, Arc<ClientConfig>>>,
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

/// The connection that a request wants.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) way: Way<'a>,
    pub(crate) behavior: &'a SendOptions,
    pub(crate) age: Age,
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
    pub(crate) fn new(settings: ClientSettings) -> Result<Self, HttpError> {
        let proxies = Rules::read(&settings.proxies)?;
        let authorities = ExtraRoots::read(&settings.authorities)?;
        let certificates = Certificates::new(&settings.certificates);
        let (configurations, pool) = Default::default();
        Ok(Self {
            settings,
            authorities,
            proxies,
            certificates,
            configurations,
            pool,
        })
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
        wanted: Wanted<'_>,
        progress: &Progress,
    ) -> Result<Lease, Fault> {
        let Wanted { way, behavior, age } = wanted;
        let is_secure = way.is_secure() || way.proxy.is_some_and(|proxy| proxy.scheme() == "https");
        let terms = self.terms(way, behavior);
        let key = key(way, terms, behavior.parser);
        if age == Age::Any
            && let Some(connection) = self.pool.take(&key).await
        {
            return Ok(Lease {
                connection,
                is_reused: true,
                key,
            });
        }
        let config = if is_secure {
            Some(self.configuration(&key.terms).map_err(Fault::Unready)?)
        } else {
            None
        };
        let versions = key.terms.versions;
        let beginning = async {
            let opened = connect::open(way, versions, config.as_ref(), progress).await?;
            Connection::begin(opened, behavior.parser).await
        };
        // Seldom, so every request is spared the room for it.
        let connection = Box::pin(beginning).await?;
        Ok(Lease {
            connection,
            is_reused: false,
            key,
        })
    }

    // Differs from Postman: which certificate it was is told nowhere, Newman's reports have its
    // passphrase (`what_a_client_certificate_is_encrypted_with_is_told_nowhere`).
    fn terms(&self, way: Way<'_>, behavior: &SendOptions) -> Terms {
        let files = behavior
            .certificate
            .as_ref()
            .or_else(|| self.certificates.find(way.url));
        Terms {
            verify: behavior.verify.unwrap_or(self.settings.verify),
            versions: behavior.versions.unwrap_or(self.settings.versions),
            tls: behavior.tls,
            certificate: files.filter(|_| way.is_secure()).cloned(),
        }
    }

    /// Keeps a connection whose response was read to the end.
    pub(crate) fn give_back(&self, lease: Lease) {
        self.pool.keep(lease.key, lease.connection);
    }

    fn configuration(&self, terms: &Terms) -> Result<Arc<ClientConfig>, SendError> {
        if let Some(known) = self.configurations.borrow().get(terms) {
            return Ok(Arc::clone(known));
        }
        let identity = terms
            .certificate
            .as_ref()
            .map(|files| self.certificates.certified(files))
            .transpose()?;
        let means = Means {
            authorities: self.authorities.all(),
            identity,
            key_log: self.settings.key_log,
        };
        let config = Arc::new(tls::config(terms, means)?);
        self.configurations
            .borrow_mut()
            .insert(terms.clone(), Arc::clone(&config));
        Ok(config)
    }
}

/// By what a connection is found again.
fn key(way: Way<'_>, terms: Terms, parser: Parser) -> Key {
    // Over a proxy that is no tunnel, one connection serves all hosts.
    let shared = way.proxy.filter(|_| way.is_absolute());
    let (server, proxy) = match (shared, way.proxy) {
        (Some(proxy), _) => (proxy, None),
        (None, proxy) => (way.url, proxy),
    };
    let origin = format!("{}://{}", server.scheme(), target::authority(server));
    Key {
        origin,
        proxy: proxy.map(|proxy| proxy.as_str().to_owned()),
        terms,
        parser,
    }
}
