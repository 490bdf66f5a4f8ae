//! Ways through a proxy that end at the server: `CONNECT`, and SOCKS.

use bytes::Bytes;
use http::StatusCode;
use http::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use tokio_socks::TargetAddr;
use tokio_socks::tcp::{Socks4Stream, Socks5Stream};
use url::Url;

use crate::http::connections::fault::{Asked, Fault};
use crate::http::connections::head;
use crate::http::connections::resolve;
use crate::http::connections::stream::Stream;
use crate::http::connections::wire::{Heads, Wire};
use crate::http::rules::target;

/// Asks an HTTP proxy for a tunnel to the host of `to`.
///
/// # Errors
/// The proxy refuses, wants to know who asks, or speaks something else.
pub(crate) async fn connect(
    stream: Box<dyn Stream>,
    proxy: &Url,
    to: &Url,
) -> Result<Box<dyn Stream>, Fault> {
    let port = to.port_or_known_default().unwrap_or_default();
    let authority = format!("{}:{port}", to.host_str().unwrap_or_default());
    let host = HeaderValue::from_str(&authority).map_err(|_| Fault::Target)?;
    let request = http::Request::connect(authority)
        .header(HOST, host)
        .body(Empty::<Bytes>::new());
    let mut request = request.map_err(|_| Fault::Target)?;
    if let Some(credentials) =
        target::credentials(proxy).and_then(|value| HeaderValue::from_str(&value).ok())
    {
        request
            .headers_mut()
            .insert(PROXY_AUTHORIZATION, credentials);
    }
    let heads = Heads::default();
    heads.listen();
    let handshake = http1::Builder::new()
        .title_case_headers(true)
        .handshake(TokioIo::new(Wire::new(stream, heads.clone())));
    let (mut sender, connection) = handshake.await.map_err(Fault::Proxy)?;
    tokio::spawn(connection.with_upgrades());
    let response = sender.send_request(request).await.map_err(Fault::Proxy)?;
    // Differs from Postman: Newman fails the request, and then crashes
    // (`a_proxy_that_wants_to_know_who_asks_has_answered`).
    if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        let (head, body) = response.into_parts();
        let head = head::read(&head, &heads.received());
        return Err(Fault::Asked(Box::new(Asked { head, body })));
    }
    if !response.status().is_success() {
        return Err(Fault::Refused(response.status().as_u16()));
    }
    let upgraded = hyper::upgrade::on(response).await.map_err(Fault::Proxy)?;
    Ok(Box::new(TokioIo::new(upgraded)))
}

/// Asks a SOCKS proxy for a connection to the host of `to`. `socks5h` and `socks4a` leave looking
/// the name up to the proxy; so do the others for a name that can't be looked up here.
///
/// # Errors
/// The proxy refuses, or speaks something else.
pub(crate) async fn socks<S>(stream: S, proxy: &Url, to: &Url) -> Result<Box<dyn Stream>, Fault>
where
    S: Stream + 'static,
{
    let (host, port) = (
        target::host(to),
        to.port_or_known_default().unwrap_or_default(),
    );
    let is_remote = matches!(proxy.scheme(), "socks5h" | "socks4a");
    let found = if is_remote {
        None
    } else {
        resolve::lookup(host, port).await.ok()
    };
    let to = found.and_then(|addresses| addresses.into_iter().next());
    let to = to.map_or_else(
        || TargetAddr::Domain(host.to_owned().into(), port),
        TargetAddr::Ip,
    );
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (
        decoded(proxy.username()),
        decoded(proxy.password().unwrap_or_default()),
    );
    let stream: Box<dyn Stream> = match (proxy.scheme().starts_with("socks4"), user.is_empty()) {
        (true, true) => Box::new(
            Socks4Stream::connect_with_socket(stream, to)
                .await
                .map_err(Fault::Socks)?,
        ),
        (true, false) => {
            let tunnel = Socks4Stream::connect_with_userid_and_socket(stream, to, &user);
            Box::new(tunnel.await.map_err(Fault::Socks)?)
        }
        (false, true) => Box::new(
            Socks5Stream::connect_with_socket(stream, to)
                .await
                .map_err(Fault::Socks)?,
        ),
        (false, false) => {
            let tunnel =
                Socks5Stream::connect_with_password_and_socket(stream, to, &user, &password);
            Box::new(tunnel.await.map_err(Fault::Socks)?)
        }
    };
    Ok(stream)
}
