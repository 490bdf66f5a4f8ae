//! Reading the head of a response.

use http::{Version, response};

use crate::exchange::Headers;
use crate::http::rules::headers;
use crate::text::reason;

/// What the head of a response says.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) code: u16,
    pub(crate) reason: String,
    pub(crate) http_version: &'static str,
    pub(crate) headers: Headers,
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
        http_version: version(head.version, raw),
        headers,
    }
}

/// The version that the server wrote, which needs not be the one that it speaks.
fn version(version: Version, raw: &[u8]) -> &'static str {
    match version {
        _ if raw.starts_with(b"HTTP/0.9") => "0.9",
        _ if raw.starts_with(b"HTTP/1.0") => "1.0",
        _ if raw.starts_with(b"HTTP/2.0") => "2.0",
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
