//! Percent-encoding of a URL, in the WHATWG mode that Newman uses.
//!
//! Nothing is decoded and nothing is collapsed: `..`, `//` and `%2F` go out as they are written.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use crate::collection::{Behavior, Url, UserInfo};
use crate::text::percent::{FRAGMENT, PATH, QUERY, USERINFO};

/// A URL in the forms that sending it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The whole URL, encoded.
    pub(super) href: String,
    /// The URL without user and password.
    pub(super) wire: String,
    /// Path and query, as they stand in the request line.
    pub(super) path: String,
    /// Host and port, for the `Host` header.
    pub(super) host: String,
    /// User and password as they stand in the URL, joined by a colon.
    pub(super) credentials: Option<String>,
}

/// Encodes a URL; one without a scheme is `http`.
pub(super) fn target(url: &Url, behavior: &Behavior) -> Target {
    let verbatim = behavior
        .get("disableUrlEncoding")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(false);
    let encode = |text: &str, set: &'static AsciiSet| {
        if verbatim {
            text.to_owned()
        } else {
            utf8_percent_encode(text, set).to_string()
        }
    };
    let protocol = url
        .protocol
        .as_deref()
        .unwrap_or("http")
        .trim_end_matches("://")
        .to_lowercase();
    let host = encode_host(&url.host_text());
    let host = url
        .port
        .as_ref()
        .map_or(host.clone(), |port| format!("{host}:{port}"));
    let mut rest = encode(&url.path_text(), PATH);
    if let Some(query) = url.query_text() {
        rest = format!("{rest}?{}", encode(&query, QUERY));
    }
    let path = rest.clone();
    if let Some(hash) = &url.hash {
        rest = format!("{rest}#{}", encode(hash, FRAGMENT));
    }
    let named = url.auth.as_deref().map(|named| UserInfo {
        user: named.user.as_deref().map(|user| encode(user, USERINFO)),
        password: named.password.as_deref().map(|word| encode(word, USERINFO)),
    });
    let at = named.map(|named| named.to_string()).unwrap_or_default();
    Target {
        href: format!("{protocol}://{at}{host}{rest}"),
        wire: format!("{protocol}://{host}{rest}"),
        path,
        host,
        credentials: at.strip_suffix('@').map(|userinfo| {
            percent_encoding::percent_decode_str(userinfo)
                .decode_utf8_lossy()
                .into_owned()
        }),
    }
}

/// The host in lower case, international labels in Punycode, IPv4 addresses with four parts; what
/// can't be a host stays, and the error comes from looking it up.
fn encode_host(host: &str) -> String {
    let host = host.to_lowercase();
    url::Host::parse(&host).map_or(host, |parsed| parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(text: &str) -> String {
        target(&Url::parse(text), &Behavior::new()).href
    }

    #[test]
    fn each_part_has_its_own_set_of_encoded_characters() {
        for (text, expected) in [
            ("example.com", "http://example.com/"),
            (
                "HTTPS://EXAMPLE.com:8443/A b",
                "https://example.com:8443/A%20b",
            ),
            (
                "http://h/a/../b//c/./%2F%zz%",
                "http://h/a/../b//c/./%2F%zz%",
            ),
            ("http://h/{a}|\\^`\"<>", "http://h/%7Ba%7D|/^%60%22%3C%3E"),
            (
                "http://h/é?q=é'\"<> a|{}`",
                "http://h/%C3%A9?q=%C3%A9%27%22%3C%3E%20a|{}`",
            ),
            ("http://h/?a=1&b#f g`", "http://h/?a=1&b#f%20g%60"),
            ("http://h/a?", "http://h/a?"),
            ("http://bücher.example/", "http://xn--bcher-kva.example/"),
            ("http://[::1]:80/", "http://[::1]:80/"),
            ("http://127.1:80/", "http://127.0.0.1:80/"),
            ("http://h/x ", "http://h/x%20"),
            ("http://{{gone}}/x", "http://{{gone}}/x"),
        ] {
            assert_eq!(href(text), expected, "{text}");
        }
    }

    #[test]
    fn user_and_password_leave_the_url_that_is_sent() {
        let found = target(&Url::parse("http://us er:pa:ss@h:1/x"), &Behavior::new());
        assert_eq!(found.href, "http://us%20er:pa%3Ass@h:1/x");
        assert_eq!(found.wire, "http://h:1/x");
        assert_eq!(found.host, "h:1");
        assert_eq!(found.credentials.as_deref(), Some("us er:pa:ss"));
    }

    #[test]
    fn encoding_can_be_switched_off() {
        let behavior = serde_json::json!({"disableUrlEncoding": true})
            .as_object()
            .cloned()
            .unwrap();
        assert_eq!(
            target(&Url::parse("http://h/a b?c d"), &behavior).href,
            "http://h/a b?c d"
        );
    }
}
