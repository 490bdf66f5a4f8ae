//! What one request asks of the client: the keys of a `protocolProfileBehavior` that concern
//! sending.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::http::{CertificateFiles, Permit, Verify, Versions};
use crate::text::is_truthy;

/// Whether the jar takes part in a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cookies {
    /// The jar's cookies are sent, and those that come back are stored.
    #[default]
    Jar,
    /// Neither sent nor stored; a `Cookie` header of the author's own is sent all the same.
    Disabled,
}

/// Whether a request says how long its body is, where it has one or its method lets one expect one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LengthHeader {
    /// `Content-Length` is sent.
    #[default]
    Said,
    /// It is left out: the author disabled the header.
    Unsaid,
}

/// Whether the URL of a redirect is percent-encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Where it needs to be.
    #[default]
    Percent,
    /// It is taken as the server wrote it: `disableUrlEncoding`.
    AsWritten,
}

/// How leniently responses are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Parser {
    /// As Node does.
    #[default]
    Strict,
    /// Lines that are no headers are passed over: `insecureHTTPParser`.
    Lenient,
}

/// How redirects are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedirectRules {
    /// How many are followed before the request fails.
    pub limit: u64,
    /// Whether method and body stay as they are whatever the status code.
    pub keep_method: bool,
    /// Whether `Authorization` goes along to another origin.
    pub keep_authorization: bool,
    /// Whether `Referer` tells where the redirect came from.
    pub send_referer: bool,
}

impl Default for RedirectRules {
    fn default() -> Self {
        Self {
            limit: 10,
            keep_method: false,
            keep_authorization: false,
            send_referer: true,
        }
    }
}

/// What one request asks of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendOptions {
    /// How redirects are followed; without it a redirect is the response.
    pub redirects: Option<RedirectRules>,
    /// Whether the URLs of redirects are encoded.
    pub encoding: Encoding,
    /// Whether the jar takes part.
    pub cookies: Cookies,
    /// Whether the certificate is checked; the client's settings decide where it isn't said.
    pub verify: Option<Verify>,
    /// Which versions of HTTP may be spoken; the client's settings decide where it isn't said.
    pub versions: Option<Versions>,
    /// How leniently the response is read.
    pub parser: Parser,
    /// A certificate for this request alone.
    pub certificate: Option<CertificateFiles>,
    /// A proxy for this request alone, as the collection writes it.
    pub proxy: Option<Value>,
    /// Which versions of TLS may be spoken.
    pub tls: TlsVersions,
    /// Whether the length of the body is said.
    pub length_header: LengthHeader,
    /// What redirects may lead to.
    pub permit: Arc<Permit>,
}

impl Default for SendOptions {
    fn default() -> Self {
        Self {
            redirects: Some(RedirectRules::default()),
            encoding: Encoding::default(),
            cookies: Cookies::default(),
            verify: None,
            versions: None,
            parser: Parser::default(),
            certificate: None,
            proxy: None,
            tls: TlsVersions::default(),
            length_header: LengthHeader::default(),
            permit: Arc::default(),
        }
    }
}

impl SendOptions {
    /// Adds what stands in the request itself: its `proxy`, and its `certificate`
    /// (`{cert: {src}, key: {src}, pfx: {src}, passphrase}`).
    #[must_use]
    pub fn with_own(mut self, proxy: Option<&Value>, certificate: Option<&Value>) -> Self {
        self.proxy = proxy.cloned();
        self.certificate = certificate.and_then(CertificateFiles::read);
        self
    }

    /// Reads a `protocolProfileBehavior`; keys that don't concern sending are passed over.
    pub fn read(map: &Map<String, Value>) -> Self {
        let flag = |key: &str, default: bool| map.get(key).map_or(default, is_truthy);
        let redirects = RedirectRules {
            limit: map
                .get("maxRedirects")
                .and_then(Value::as_u64)
                .unwrap_or(RedirectRules::default().limit),
            keep_method: flag("followOriginalHttpMethod", false),
            keep_authorization: flag("followAuthorizationHeader", false),
            send_referer: !flag("removeRefererHeaderOnRedirect", false),
        };
        let disabled = map
            .get("disabledSystemHeaders")
            .and_then(|headers| headers.get("content-length"));
        Self {
            redirects: flag("followRedirects", true).then_some(redirects),
            encoding: if flag("disableUrlEncoding", false) {
                Encoding::AsWritten
            } else {
                Encoding::Percent
            },
            cookies: if flag("disableCookies", false) {
                Cookies::Disabled
            } else {
                Cookies::Jar
            },
            verify: map.get("strictSSL").map(|strict| match strict {
                Value::Bool(false) => Verify::Unchecked,
                _ => Verify::Checked,
            }),
            versions: map
                .get("protocolVersion")
                .and_then(Value::as_str)
                .and_then(versions),
            parser: if flag("insecureHTTPParser", false) {
                Parser::Lenient
            } else {
                Parser::Strict
            },
            certificate: None,
            proxy: None,
            permit: Arc::default(),
            tls: TlsVersions::without(map.get("tlsDisabledProtocols")),
            length_header: if disabled.is_some_and(is_truthy) {
                LengthHeader::Unsaid
            } else {
                LengthHeader::Said
            },
        }
    }
}

/// Which versions of TLS may be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TlsVersions {
    /// TLS 1.2.
    pub tls12: bool,
    /// TLS 1.3.
    pub tls13: bool,
}

impl Default for TlsVersions {
    fn default() -> Self {
        Self {
            tls12: true,
            tls13: true,
        }
    }
}

impl TlsVersions {
    /// Reads `tlsDisabledProtocols`; older versions are never spoken.
    fn without(disabled: Option<&Value>) -> Self {
        let names = disabled
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_left = |name: &str| !names.iter().any(|disabled| disabled == name);
        Self {
            tls12: is_left("TLSv1_2"),
            tls13: is_left("TLSv1_3"),
        }
    }
}

fn versions(text: &str) -> Option<Versions> {
    match text {
        "http1" => Some(Versions::Http1),
        "http2" => Some(Versions::Http2),
        "auto" => Some(Versions::Auto),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> SendOptions {
        SendOptions::read(value.as_object().unwrap())
    }

    #[test]
    fn nothing_said_means_postmans_defaults() {
        assert_eq!(read(&json!({})), SendOptions::default());
        assert_eq!(
            read(&json!({ "disableBodyPruning": true })),
            SendOptions::default()
        );
    }

    #[test]
    fn every_key_that_concerns_sending_is_read() {
        let behavior = read(&json!({
            "followRedirects": true, "maxRedirects": 3, "followOriginalHttpMethod": true,
            "followAuthorizationHeader": 1, "removeRefererHeaderOnRedirect": "yes",
            "disableCookies": true, "strictSSL": false, "protocolVersion": "http2", "insecureHTTPParser": true,
            "tlsDisabledProtocols": ["TLSv1", "TLSv1_3"], "disableUrlEncoding": true,
            "disabledSystemHeaders": { "content-length": true },
        }));
        let redirects = RedirectRules {
            limit: 3,
            keep_method: true,
            keep_authorization: true,
            send_referer: false,
        };
        assert_eq!(
            behavior,
            SendOptions {
                redirects: Some(redirects),
                encoding: Encoding::AsWritten,
                cookies: Cookies::Disabled,
                verify: Some(Verify::Unchecked),
                versions: Some(Versions::Http2),
                parser: Parser::Lenient,
                certificate: None,
                proxy: None,
                tls: TlsVersions {
                    tls12: true,
                    tls13: false
                },
                length_header: LengthHeader::Unsaid,
                permit: Arc::default(),
            }
        );
    }

    #[test]
    fn redirects_may_be_left_alone_and_checks_asked_for() {
        let behavior = read(&json!({ "followRedirects": false, "strictSSL": true }));
        assert_eq!(
            (behavior.redirects, behavior.verify),
            (None, Some(Verify::Checked))
        );
    }
}
