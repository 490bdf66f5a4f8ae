//! The reqwest clients: one for plain http, and one each for checked and unchecked TLS, made when first needed.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::proxy::Rules;
use super::resolve::Resolver;
use super::timing::ConnectTimer;
use super::{HttpError, Settings, Verify, tls};

/// How long an idle connection is kept, as Postman does.
const IDLE: Duration = Duration::from_mins(1);

/// How many header lines a response may have; hyper's own limit of 100 is below what servers send at times.
const HEADERS: usize = 512;

/// The clients.
#[derive(Debug)]
pub(crate) struct Transport {
    settings: Settings,
    authorities: rustls::RootCertStore,
    proxies: Arc<Rules>,
    plain: OnceCell<reqwest::Client>,
    checked: OnceCell<reqwest::Client>,
    unchecked: OnceCell<reqwest::Client>,
}

impl Transport {
    /// Reads the settings; nothing is connected or loaded yet.
    pub(crate) fn new(settings: Settings) -> Result<Self, HttpError> {
        let proxies = Arc::new(Rules::read(&settings.proxies)?);
        let authorities = tls::read_authorities(&settings.authorities)?;
        let (plain, checked, unchecked) = Default::default();
        Ok(Self { settings, authorities, proxies, plain, checked, unchecked })
    }

    /// The proxy that a URL is reached through, if there is one.
    pub(crate) fn proxy(&self, url: &Url) -> Option<&Url> {
        self.proxies.find(url)
    }

    /// The client for a URL.
    pub(crate) fn client(&self, url: &Url, verify: Option<Verify>) -> &reqwest::Client {
        let over_tls = |url: &Url| url.scheme() == "https";
        if !over_tls(url) && !self.proxy(url).is_some_and(over_tls) {
            return self.plain.get_or_init(|| self.build(tls::none()));
        }
        let verify = verify.unwrap_or(self.settings.verify);
        let client = match verify {
            Verify::Checked => &self.checked,
            Verify::Unchecked => &self.unchecked,
        };
        client.get_or_init(|| self.build(tls::config(self.settings.versions, verify, &self.authorities)))
    }

    fn build(&self, tls: rustls::ClientConfig) -> reqwest::Client {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .http1_title_case_headers()
            .http1_max_headers(HEADERS)
            .pool_idle_timeout(IDLE)
            .connector_layer(ConnectTimer)
            .dns_resolver(Arc::new(Resolver));
        if !self.proxies.is_empty() {
            let proxies = Arc::clone(&self.proxies);
            builder = builder.proxy(reqwest::Proxy::custom(move |url| proxies.find(url).cloned()));
        }
        builder.build().expect("every part of the client is given, and checked")
    }
}
