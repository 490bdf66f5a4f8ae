//! The heads of messages: what a request's is on the wire, and what a response's says.

use http::{HeaderMap, Method, Version, response};

use crate::exchange::{Headers, Request, SendError};
use crate::http::connections::connection::{Message, Outgoing};
use crate::http::rules::headers;
use crate::http::rules::reason;
use crate::http::rules::target;
use crate::http::rules::way::Way;

/// What the head of a response says.
pub(crate) struct Head {
    pub(crate) code: u16,
    pub(crate) reason: String,
    pub(crate) http_version: &'static str,
    pub(crate) headers: Headers,
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

fn line(head: &mut Vec<u8>, name: &str, value: &str) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(&headers::to_latin1(value).unwrap_or_default());
    head.extend_from_slice(b"\r\n");
}

/// Reads a response's head: `raw` is what came over a connection of HTTP/1.
pub(crate) fn read(head: &response::Parts, raw: &[u8]) -> Head {
    let code = head.status.as_u16();
    let (sent, headers) =
        split(raw).unwrap_or_else(|| (String::new(), headers::from_map(&head.headers)));
    let reason = if sent.is_empty() {
        reason::standard(code).to_owned()
    } else {
        sent
    };
    Head {
        code,
        reason,
        http_version: version(head.version),
        headers,
    }
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_09 => "0.9",
        Version::HTTP_10 => "1.0",
        Version::HTTP_2 => "2.0",
        _ => "1.1",
    }
}

/// The reason phrase, as UTF-8 where it is, and the header lines, as Latin-1; nothing where there
/// is no head.
fn split(raw: &[u8]) -> Option<(String, Headers)> {
    let mut lines = raw
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let status = lines.next().filter(|line| !line.is_empty())?;
    let reason = status
        .splitn(3, |&byte| byte == b' ')
        .nth(2)
        .unwrap_or_default();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        let text = headers::from_latin1(line);
        match (
            text.starts_with([' ', '\t']),
            pairs.last_mut(),
            text.split_once(':'),
        ) {
            // A folded line goes on with the one before it (RFC 9112, section 5.2).
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(text.trim_matches(BLANK));
            }
            (_, _, Some((name, value))) => {
                pairs.push((
                    name.trim_end_matches(BLANK).to_owned(),
                    value.trim_matches(BLANK).to_owned(),
                ));
            }
            _ => {}
        }
    }
    let reason = String::from_utf8_lossy(reason).trim().to_owned();
    Some((reason, pairs.into_iter().collect()))
}

const BLANK: [char; 2] = [' ', '\t'];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_read_as_it_came() {
        let raw =
            b"HTTP/1.1 200 Gr\xc3\xbcn \r\nx-UP:  a \r\nB: \xe9\r\n folded\r\nx-up: 2\r\nEmpty:\r\n\r\n";
        let (reason, headers) = split(raw).unwrap();
        assert_eq!(reason, "Grün");
        let lines: Vec<_> = headers
            .iter()
            .map(|header| format!("{}={}", header.name, header.value))
            .collect();
        assert_eq!(lines, ["x-UP=a", "B=é folded", "x-up=2", "Empty="]);
        assert!(split(b"").is_none());
        assert_eq!(split(b"HTTP/1.1 204\r\n\r\n").unwrap().0, "");
    }
}
