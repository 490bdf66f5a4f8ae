//! The URL that a request goes to.
//!
//! The text comes encoded as it goes over the wire, and so it stays: the parsed URL, in which `.`
//! and `..` are resolved, tells only host and port.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use url::{ParseError, Url};

use crate::exchange::SendError;
use crate::http::rules::headers;

/// Parses the URL of a request.
///
/// # Errors
/// It is not of http or https, or has no host or port that could be connected to.
pub(crate) fn parse(text: &str) -> Result<Url, SendError> {
    let text = text.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
    let absolute = match text.split_once("://") {
        Some((scheme, _)) if is_http(scheme) => text.to_owned(),
        Some((scheme, rest)) if is_protocol(scheme) => {
            return Err(unknown_protocol(scheme, rest));
        }
        _ => format!("http://{}", text.strip_prefix("://").unwrap_or(text)),
    };
    let absolute = tighten_port(absolute);
    check_port(&absolute)?;
    let host = written_host(&absolute);
    match Url::parse(&absolute) {
        Ok(url) if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        Err(ParseError::EmptyHost) => {
            let slash = if absolute.ends_with("://") { "/" } else { "" };
            Err(SendError::new(format!("Invalid URI \"{absolute}{slash}\"")))
        }
        Ok(_) | Err(_) => Err(unknown_host(host)),
    }
}

/// The error for a host that has no address.
pub(crate) fn unknown_host(host: &str) -> SendError {
    let mut error = SendError::with_code("ENOTFOUND", format!("getaddrinfo ENOTFOUND {host}"));
    error.hint = placeholder(host).map(no_value).or_else(|| {
        let blank = host.contains(char::is_whitespace);
        blank.then(|| format!("there is a blank in the host of the URL: `{host}`"))
    });
    error
}

fn no_value(name: &str) -> String {
    format!("the variable `{name}` in the URL has no value")
}

/// The error for a scheme that nothing can be sent with.
fn unknown_protocol(scheme: &str, rest: &str) -> SendError {
    let protocol = scheme.to_ascii_lowercase();
    let mut error = SendError::new(format!("Invalid protocol: {protocol}:"));
    let meant = ["https", "http"]
        .into_iter()
        .find(|known| protocol.contains(known));
    error.hint = Some(match meant {
        Some(known) => format!(
            "the URL begins with `{}://`, expected `{known}://`",
            protocol.escape_debug()
        ),
        None if rest.is_empty() => "the URL has no host".to_owned(),
        None => placeholder(scheme)
            .map_or_else(|| "expected `http://` or `https://`".to_owned(), no_value),
    });
    error
}

/// Leaves out blanks around the port, as Node does.
fn tighten_port(absolute: String) -> String {
    let written = port(&absolute);
    let tight = written.trim();
    if written.len() == tight.len() || tight.is_empty() {
        return absolute;
    }
    absolute.replacen(&format!(":{written}"), &format!(":{tight}"), 1)
}

/// Looks at the port before the host, as Node does.
// Differs from Postman: through a proxy, Newman sends such a URL as it is
// (`what_cannot_be_sent_fails_in_nodes_words`).
fn check_port(absolute: &str) -> Result<(), SendError> {
    let port = port(absolute);
    if port.is_empty() || port.parse::<u16>().is_ok() {
        return Ok(());
    }
    let message = format!("Port should be >= 0 and < 65536. Received type string ('{port}').");
    let mut error = SendError::with_code("ERR_SOCKET_BAD_PORT", message);
    error.hint = Some(
        placeholder(port).map_or_else(|| "a port is a number from 0 to 65535".to_owned(), no_value),
    );
    Err(error)
}

/// What stands in the request line: path and query, as Latin-1.
///
/// # Errors
/// A character in it can't be sent, because `disableUrlEncoding` left it as it is; the message is
/// Node's.
pub(crate) fn path(url: &str) -> Result<Vec<u8>, SendError> {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let path = rest.find(['/', '?', '\\']).map_or("", |at| &rest[at..]);
    let slash = if path.starts_with(['/', '\\']) {
        ""
    } else {
        "/"
    };
    let path = format!("{slash}{path}");
    let bytes = headers::to_latin1(&path).filter(|bytes| bytes.iter().all(|&byte| byte > b' '));
    bytes.map(Cow::into_owned).ok_or_else(|| {
        let message = "Request path contains unescaped characters";
        SendError::with_code("ERR_UNESCAPED_CHARACTERS", message)
    })
}

/// Host and port, without the scheme's own.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    // `Url` has no port where it is the scheme's own.
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The host, an IPv6 address without its brackets.
pub(crate) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_matches(['[', ']'])
}

/// The URL's user and password as a header's value.
pub(crate) fn credentials(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    Some(format!("Basic {}", BASE64_STANDARD.encode(pair)))
}

/// Whether both URLs are of the same scheme, host and port.
pub(crate) fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

fn is_http(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Whether what stands before `://` is taken for a scheme: it is no part of a query or a fragment.
fn is_protocol(text: &str) -> bool {
    !text.is_empty() && !text.contains(['?', '#'])
}

/// The host as it was written, without user or port.
fn written_host(url: &str) -> &str {
    let rest = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .trim_start_matches('/');
    let is_end = |byte: u8| matches!(byte, b'/' | b'?' | b'#' | b'\\');
    let end = rest.bytes().position(is_end).unwrap_or(rest.len());
    let rest = &rest[..end];
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    match rest.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|char| char.is_ascii_digit()) => host,
        _ => rest,
    }
}

/// The port as it was written.
fn port(url: &str) -> &str {
    let rest = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .trim_start_matches('/');
    let rest = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    // What stands in brackets is an address.
    let rest = rest.rsplit_once(']').map_or(rest, |(_, port)| port);
    rest.rsplit_once(':').map_or("", |(_, port)| port)
}

/// The name of a variable without a value that stands in a host.
pub(crate) fn placeholder(host: &str) -> Option<&str> {
    let (_, rest) = host.split_once("{{")?;
    rest.split_once("}}").map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORT_99999: &str = "Port should be >= 0 and < 65536. Received type string ('99999').";

    #[test]
    fn what_can_be_sent_parses() {
        for (text, url) in [
            ("http://a.b/x?y=%zz&z=%27#f", "http://a.b/x?y=%zz&z=%27#f"),
            ("HTTPS://A.b", "https://a.b/"),
            ("localhost:3000/x", "http://localhost:3000/x"),
            ("http://a//b//", "http://a//b//"),
            ("http://[::1]:80/", "http://[::1]/"),
            ("http://a_b/x", "http://a_b/x"),
            ("http://u:p:q@a:1/x", "http://u:p%3Aq@a:1/x"),
            ("\u{feff}http://a/x", "http://a/x"),
            ("://a:1/x", "http://a:1/x"),
            ("a:1/x?u=http://b:99999/", "http://a:1/x?u=http://b:99999/"),
            ("http://a:65535/", "http://a:65535/"),
            ("http://a:/x", "http://a/x"),
            ("http://a:81 /x", "http://a:81/x"),
            ("http://a: 81\u{a0}?x", "http://a:81/?x"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), url, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_sent_fails_in_nodes_words() {
        for (text, code, message) in [
            ("ftp://x/y", None, "Invalid protocol: ftp:"),
            ("WS://x", None, "Invalid protocol: ws:"),
            ("http://", None, "Invalid URI \"http:///\""),
            (
                "http://a b/x",
                Some("ENOTFOUND"),
                "getaddrinfo ENOTFOUND a b",
            ),
            ("!http://a/x", None, "Invalid protocol: !http:"),
            ("!https://a/x", None, "Invalid protocol: !https:"),
            ("\"http://a/x\"", None, "Invalid protocol: \"http:"),
            ("http ://a/x", None, "Invalid protocol: http :"),
            ("1http://a/x", None, "Invalid protocol: 1http:"),
            ("htp://a/x", None, "Invalid protocol: htp:"),
            ("https:://a/x", None, "Invalid protocol: https::"),
            ("https::///x", None, "Invalid protocol: https::"),
            ("a:1://x", None, "Invalid protocol: a:1:"),
            ("a/b://x", None, "Invalid protocol: a/b:"),
            (":http://a/x", None, "Invalid protocol: :http:"),
            ("{{X}}://a/x", None, "Invalid protocol: {{x}}:"),
            ("http:// a/x", Some("ENOTFOUND"), "getaddrinfo ENOTFOUND  a"),
            (
                "http://127.0.0.1 :80/x",
                Some("ENOTFOUND"),
                "getaddrinfo ENOTFOUND 127.0.0.1 ",
            ),
            ("a b", Some("ENOTFOUND"), "getaddrinfo ENOTFOUND a b"),
            (
                "http://a:1:2/x",
                Some("ENOTFOUND"),
                "getaddrinfo ENOTFOUND a:1",
            ),
            ("http://a:99999/", Some("ERR_SOCKET_BAD_PORT"), PORT_99999),
            ("http://a b:99999", Some("ERR_SOCKET_BAD_PORT"), PORT_99999),
            (
                "https://u:p@a:65536?x",
                Some("ERR_SOCKET_BAD_PORT"),
                "Port should be >= 0 and < 65536. Received type string ('65536').",
            ),
            (
                "http://a:-1/",
                Some("ERR_SOCKET_BAD_PORT"),
                "Port should be >= 0 and < 65536. Received type string ('-1').",
            ),
            (
                "http://[::1]:80a/",
                Some("ERR_SOCKET_BAD_PORT"),
                "Port should be >= 0 and < 65536. Received type string ('80a').",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.code.as_deref(), error.message.as_str()),
                (code, message),
                "{text}"
            );
        }
    }

    #[test]
    fn what_helps_is_told() {
        for (text, hint) in [
            (
                "!http://a/x",
                "the URL begins with `!http://`, expected `http://`",
            ),
            (
                "\u{200b}https://a/x",
                "the URL begins with `\\u{200b}https://`, expected `https://`",
            ),
            ("ftp://a/x", "expected `http://` or `https://`"),
            ("{{X}}://a/x", "the variable `X` in the URL has no value"),
            (
                "https:://a/x",
                "the URL begins with `https:://`, expected `https://`",
            ),
            (
                "http://a b/x",
                "there is a blank in the host of the URL: `a b`",
            ),
            ("http://a:99999/", "a port is a number from 0 to 65535"),
            (
                "http://a:{{port}}/",
                "the variable `port` in the URL has no value",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.hint.as_deref(), Some(hint), "{text}");
        }
    }

    #[test]
    fn a_placeholder_in_the_host_is_named() {
        let error = parse("http://{{the base}}:80/x").unwrap_err();
        assert_eq!(
            error.hint.as_deref(),
            Some("the variable `the base` in the URL has no value")
        );
    }

    #[test]
    fn the_path_goes_out_as_it_is_written() {
        for (text, expected) in [
            (
                "http://h/a/../b/./c//%2e%2E?q=..#f",
                "/a/../b/./c//%2e%2E?q=..",
            ),
            ("http://h", "/"),
            ("http://h?q", "/?q"),
            ("http://h#f", "/"),
            ("h:1/x", "/x"),
            ("http://u:p@h/x", "/x"),
        ] {
            assert_eq!(path(text).unwrap(), expected.as_bytes(), "{text}");
        }
        assert_eq!(path("http://h/\u{e9}").unwrap(), b"/\xe9");
        for text in ["http://h/a b", "http://h/?q=\u{4e2d}", "http://h/a\tb"] {
            assert_eq!(
                path(text).unwrap_err().message,
                "Request path contains unescaped characters"
            );
        }
    }

    #[test]
    fn the_host_header_drops_the_schemes_own_port() {
        for (text, host) in [
            ("http://a:80/", "a"),
            ("https://a:443/", "a"),
            ("https://a:80", "a:80"),
            ("http://[::1]:8", "[::1]:8"),
        ] {
            assert_eq!(authority(&parse(text).unwrap()), host, "{text}");
        }
    }
}
