//! A request as it goes over the wire.

use http::{HeaderMap, Method};

use crate::exchange::{Request, SendError};
use crate::http::connections::body::Outgoing;
use crate::http::rules::headers;
use crate::http::rules::target;
use crate::http::rules::way::Way;

/// A request in both forms that it may take on the wire.
pub(crate) struct Message {
    pub(crate) method: Method,
    /// The head of HTTP/1.1, complete.
    pub(crate) head: Vec<u8>,
    /// The URL, for HTTP/2.
    pub(crate) url: String,
    /// The header lines, for HTTP/2, and for what they tell of the body and the connection.
    pub(crate) headers: HeaderMap,
    /// How long the body is, in bytes.
    pub(crate) length: u64,
    pub(crate) body: Outgoing,
}

/// Writes the head of a request for its way and puts it before its body.
///
/// # Errors
/// Something stands in it that no head can hold.
pub(crate) fn write(request: &Request, way: Way<'_>, body: Outgoing) -> Result<Message, SendError> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| {
        let message = format!("Method must be a valid HTTP token [\"{}\"]", request.method);
        SendError::with_code("ERR_INVALID_HTTP_TOKEN", message)
    })?;
    let map = headers::to_map(&request.headers)?;
    let path = target::path(&request.url)?;
    let mut head = Vec::with_capacity(256 + path.len() + request.headers.wire_size());
    head.extend_from_slice(method.as_str().as_bytes());
    head.push(b' ');
    if way.is_absolute() {
        head.extend_from_slice(
            format!("{}://{}", way.url.scheme(), target::authority(way.url)).as_bytes(),
        );
    }
    head.extend_from_slice(&path);
    head.extend_from_slice(b" HTTP/1.1\r\n");
    let proxy = way
        .proxy
        .filter(|_| way.is_absolute())
        .and_then(target::credentials);
    if let Some(credentials) = proxy.filter(|_| !map.contains_key("proxy-authorization")) {
        line(&mut head, "Proxy-Authorization", &credentials);
    }
    for header in &request.headers {
        line(&mut head, &header.name, &header.value);
    }
    head.extend_from_slice(b"\r\n");
    let path = String::from_utf8_lossy(&path);
    let url = format!(
        "{}://{}{path}",
        way.url.scheme(),
        target::authority(way.url)
    );
    Ok(Message {
        method,
        head,
        url,
        headers: map,
        length: request.body.len(),
        body,
    })
}

/// The headers that tell hyper how to frame a body and how to treat the connection.
pub(crate) fn framing(headers: &HeaderMap, length: u64) -> HeaderMap {
    let mut framing = HeaderMap::with_capacity(2);
    for name in [http::header::CONNECTION, http::header::TRANSFER_ENCODING] {
        for value in headers.get_all(&name) {
            framing.append(&name, value.clone());
        }
    }
    if length > 0 && !framing.contains_key(http::header::TRANSFER_ENCODING) {
        framing.insert(http::header::CONTENT_LENGTH, length.into());
    }
    framing
}

/// The headers without those that belong to a connection of HTTP/1 (RFC 9113, section 8.2.2).
pub(crate) fn http2(headers: &HeaderMap) -> HeaderMap {
    const OF_THE_CONNECTION: [&str; 6] = [
        "connection",
        "host",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
    ];
    let others = headers
        .iter()
        .filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str()));
    let mut kept = HeaderMap::with_capacity(headers.len());
    for (name, value) in others {
        kept.append(name, value.clone());
    }
    kept
}

fn line(head: &mut Vec<u8>, name: &str, value: &str) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(&headers::to_latin1(value).unwrap_or_default());
    head.extend_from_slice(b"\r\n");
}
