//! Opens a connection: name, address, proxy, TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, ClientConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Url;

use crate::http::Versions;
use crate::http::connections::fault::Fault;
use crate::http::connections::progress::Progress;
use crate::http::connections::resolve::{self, LookupError};
use crate::http::connections::stream::Stream;
use crate::http::connections::tunnel;
use crate::http::rules::target;
use crate::http::rules::way::Way;
use crate::http::tls;

/// How long one address is tried alone before the next one is tried beside it, as Node does.
const HEAD_START: Duration = Duration::from_millis(250);

/// A connection that nothing has been sent on.
pub(crate) struct Opened {
    /// Where the bytes go.
    pub(crate) stream: Box<dyn Stream>,
    /// Whether HTTP/2 is spoken.
    pub(crate) is_http2: bool,
}

/// Opens a connection for a request of `way`; `config` is there where TLS is spoken on it.
///
/// # Errors
/// It can't be had.
pub(crate) async fn open(
    way: Way<'_>,
    versions: Versions,
    config: Option<&Arc<ClientConfig>>,
    progress: &Progress,
) -> Result<Opened, Fault> {
    let stream = reach(way, config, progress).await?;
    let Some(config) = config.filter(|_| way.is_secure()) else {
        // Without TLS there is nobody to ask: HTTP/2 must be known to be there (RFC 9113, section
        // 3.3).
        return Ok(Opened {
            stream,
            is_http2: versions == Versions::Http2 && !way.is_absolute(),
        });
    };
    let mut since = Instant::now();
    let mut secured = secure(stream, way.url, config).await;
    if versions == Versions::Auto && secured.as_ref().is_err_and(knows_no_protocol) {
        // The server knows neither of the protocols by its name: it may speak HTTP/1.1 with those
        // who name none, as Node does.
        let stream = reach(way, Some(config), progress).await?;
        since = Instant::now();
        secured = secure(stream, way.url, &tls::http1_only(config)).await;
    }
    let stream = secured?;
    progress.secured(since);
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    if versions == Versions::Http2 && !is_http2 {
        return Err(Fault::NoHttp2);
    }
    Ok(Opened {
        stream: Box::new(stream),
        is_http2,
    })
}

/// Opens a connection to the server, or to a proxy.
async fn reach(
    way: Way<'_>,
    config: Option<&Arc<ClientConfig>>,
    progress: &Progress,
) -> Result<Box<dyn Stream>, Fault> {
    progress.connecting();
    match way.proxy {
        None => Ok(Box::new(dial(way.url, progress).await?)),
        Some(proxy) => through_proxy(way, proxy, config, progress).await,
    }
}

/// Whether a server ended the handshake for the protocols that were offered to it.
fn knows_no_protocol(fault: &Fault) -> bool {
    let Fault::Tls(error) = fault else {
        return false;
    };
    let error = error
        .get_ref()
        .and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(
        error,
        Some(rustls::Error::AlertReceived(
            AlertDescription::NoApplicationProtocol
        ))
    )
}

/// Opens a connection to a proxy and, where it takes one, a tunnel through it.
async fn through_proxy(
    way: Way<'_>,
    proxy: &Url,
    config: Option<&Arc<ClientConfig>>,
    progress: &Progress,
) -> Result<Box<dyn Stream>, Fault> {
    let plain = dial(proxy, progress).await?;
    let stream: Box<dyn Stream> = match (proxy.scheme(), config) {
        ("https", Some(config)) => Box::new(secure(plain, proxy, &tls::http1_only(config)).await?),
        (scheme, _) if scheme.starts_with("socks") => {
            return tunnel::socks(plain, proxy, way.url).await;
        }
        _ => Box::new(plain),
    };
    if way.is_absolute() {
        Ok(stream)
    } else {
        tunnel::connect(stream, proxy, way.url).await
    }
}

/// Speaks TLS over a stream.
async fn secure<S: Stream>(
    stream: S,
    url: &Url,
    config: &Arc<ClientConfig>,
) -> Result<TlsStream<S>, Fault> {
    let host = target::host(url).to_owned();
    let Ok(name) = ServerName::try_from(host.clone()) else {
        return Err(Fault::Lookup(LookupError {
            code: "ENOTFOUND",
            host,
        }));
    };
    TlsConnector::from(Arc::clone(config))
        .connect(name, stream)
        .await
        .map_err(Fault::Tls)
}

/// Connects to the host of a URL.
async fn dial(url: &Url, progress: &Progress) -> Result<TcpStream, Fault> {
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses = match url.host() {
        Some(url::Host::Ipv4(address)) => vec![SocketAddr::from((address, port))],
        Some(url::Host::Ipv6(address)) => vec![SocketAddr::from((address, port))],
        _ => {
            let since = Instant::now();
            let addresses = resolve::lookup(target::host(url), port)
                .await
                .map_err(Fault::Lookup)?;
            progress.looked_up(since);
            addresses
        }
    };
    let since = Instant::now();
    let stream = race(&addresses, progress).await.map_err(Fault::Dial)?;
    progress.connected(since);
    // Each request is written at once; waiting for more would only be waiting.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// Tries the addresses in their order, the next one when one fails or is slow; the first connection
/// counts.
async fn race(addresses: &[SocketAddr], progress: &Progress) -> std::io::Result<TcpStream> {
    let mut failure = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    let mut attempts = FuturesUnordered::new();
    let mut left = addresses.iter();
    loop {
        if let Some(&address) = left.next() {
            progress.trying(address);
            attempts.push(TcpStream::connect(address));
        } else if attempts.is_empty() {
            return Err(failure);
        }
        tokio::select! {
            Some(attempt) = attempts.next() => match attempt {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = error,
            },
            () = tokio::time::sleep(HEAD_START), if left.len() > 0 => {}
        }
    }
}
