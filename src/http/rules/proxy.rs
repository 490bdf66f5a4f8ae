//! Which proxy a request goes through.

use std::net::IpAddr;

use serde_json::Value;
use url::Url;

use crate::http::rules::pattern::Pattern;
use crate::http::{HttpError, Proxies};

/// The proxies and who is reached without them, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    http: Option<Url>,
    https: Option<Url>,
    none: Vec<Zone>,
}

/// One entry of `NO_PROXY`.
// Differs from Postman: there names and ports alone are known (`no_proxy_names_suffixes_and_ports`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Zone {
    Everything,
    /// Hosts at or below `.name`, on the one port if it is given.
    Hosts {
        name: String,
        port: Option<u16>,
    },
    /// Hosts whose names end so: `*.name`.
    Below {
        ending: String,
        port: Option<u16>,
    },
    /// Addresses that begin with the same bits.
    Addresses {
        first: IpAddr,
        bits: u32,
        port: Option<u16>,
    },
}

impl Rules {
    /// Reads the settings.
    ///
    /// # Errors
    /// A proxy is given that is not a URL.
    pub(crate) fn read(proxies: &Proxies) -> Result<Self, HttpError> {
        let named = |variable| {
            if proxies.named.is_empty() {
                variable
            } else {
                proxies.named
            }
        };
        let read = |variable, text: &Option<String>| {
            text.as_deref()
                .map_or(Ok(None), |text| read_proxy(named(variable), text))
        };
        let http = read("HTTP_PROXY", &proxies.http)?;
        let https = read("HTTPS_PROXY", &proxies.https)?;
        let none = proxies.none.iter().flat_map(|text| read_zones(text));
        let none = none.collect();
        Ok(Self {
            https: https.or_else(|| http.clone()),
            http,
            none,
        })
    }

    /// The proxy for a URL, if it has one.
    pub(crate) fn find(&self, url: &Url) -> Option<&Url> {
        let proxy = match url.scheme() {
            "https" => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        (!self.none.iter().any(|zone| zone.holds(url))).then_some(proxy)
    }
}

impl Zone {
    /// Whether a URL's host is in it.
    pub(crate) fn holds(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().trim_start_matches('.');
        let host = format!(".{host}");
        let port = url.port_or_known_default();
        match self {
            Self::Everything => true,
            Self::Hosts { name, port: only } => {
                host.ends_with(name) && (only.is_none() || *only == port)
            }
            Self::Below { ending, port: only } => {
                host[1..].ends_with(ending) && (only.is_none() || *only == port)
            }
            Self::Addresses {
                first,
                bits,
                port: only,
            } => {
                let address = host[1..].trim_matches(['[', ']']).parse().ok();
                address.is_some_and(|address| is_within(address, *first, *bits))
                    && (only.is_none() || *only == port)
            }
        }
    }
}

/// Whether two addresses of one kind begin with the same bits.
fn is_within(address: IpAddr, first: IpAddr, bits: u32) -> bool {
    match (address, first) {
        (IpAddr::V4(address), IpAddr::V4(first)) => {
            let differing = address.to_bits() ^ first.to_bits();
            differing.leading_zeros() >= bits
        }
        (IpAddr::V6(address), IpAddr::V6(first)) => {
            let differing = address.to_bits() ^ first.to_bits();
            differing.leading_zeros() >= bits
        }
        _ => false,
    }
}

/// The proxy of one request, as the collection writes it.
#[derive(Debug)]
pub(crate) struct OwnProxy {
    url: Url,
    passage: Passage,
    meant: Pattern,
    bypassed: Vec<Pattern>,
}

/// Whether a proxy is asked for a tunnel where it could take the request itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Passage {
    /// Only where TLS is spoken.
    #[default]
    WhereNeeded,
    /// Always.
    Tunnel,
}

impl OwnProxy {
    /// Reads
    /// `{host, port, match, bypass, tunnel, disabled, protocol, authenticate, username, password}`;
    /// nothing where it names no proxy.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| {
            value
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let is_set = |name: &str| value.get(name) == Some(&Value::Bool(true));
        let host = text("host").filter(|_| !is_set("disabled"))?;
        let host = host
            .split_once("://")
            .map_or(host, |(_, rest)| rest)
            .trim_end_matches('/');
        let port = value
            .get("port")
            .and_then(|port| port.as_u64().or_else(|| port.as_str()?.parse().ok()));
        let port = port
            .and_then(|port| u16::try_from(port).ok())
            .filter(|port| *port > 0)
            .unwrap_or(8080);
        let known = |name: &&str| ["http", "socks4", "socks4a", "socks5", "socks5h"].contains(name);
        let protocol = text("protocol").filter(known).unwrap_or("http");
        let mut url = Url::parse(&format!("{protocol}://{host}")).ok()?;
        url.set_port(url.port().or(Some(port))).ok()?;
        if is_set("authenticate") {
            url.set_username(text("username").unwrap_or_default())
                .ok()?;
            url.set_password(text("password")).ok()?;
        }
        let pattern = |value: &Value| {
            value
                .as_str()
                .or_else(|| value.get("pattern")?.as_str())
                .map(Pattern::read)
        };
        let meant = value.get("match").and_then(pattern);
        let bypassed = value
            .get("bypass")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        Some(Self {
            url,
            passage: if is_set("tunnel") {
                Passage::Tunnel
            } else {
                Passage::WhereNeeded
            },
            meant: meant.unwrap_or_else(|| Pattern::read("http+https://*:*/*")),
            bypassed: bypassed.filter_map(pattern).collect(),
        })
    }

    /// The proxy for a URL, if it is meant for it.
    pub(crate) fn find(&self, url: &Url) -> Option<(&Url, Passage)> {
        let is_bypassed = self.bypassed.iter().any(|pattern| pattern.holds(url));
        (self.meant.holds(url) && !is_bypassed).then_some((&self.url, self.passage))
    }
}

fn read_proxy(variable: &'static str, text: &str) -> Result<Option<Url>, HttpError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    match Url::parse(&with_scheme) {
        Ok(url)
            if matches!(
                url.scheme(),
                "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h"
            ) =>
        {
            Ok(Some(url))
        }
        _ => Err(HttpError::Proxy {
            variable,
            value: text.to_owned(),
        }),
    }
}

/// Reads zones with commas or blanks between them.
pub(crate) fn read_zones(text: &str) -> impl Iterator<Item = Zone> {
    let pieces = text.split(|char: char| char == ',' || char.is_whitespace());
    pieces.filter_map(read_zone)
}

fn read_zone(text: &str) -> Option<Zone> {
    let text = text.trim().to_ascii_lowercase();
    if text == "*" {
        return Some(Zone::Everything);
    }
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => {
            (name, port.parse().ok())
        }
        _ => (text.as_str(), None),
    };
    if let Some((first, bits)) = read_range(name) {
        return Some(Zone::Addresses { first, bits, port });
    }
    if let Some(ending) = name.strip_prefix('*') {
        let ending = ending.to_owned();
        return (!ending.is_empty()).then_some(Zone::Below { ending, port });
    }
    let name = name.trim_start_matches('.');
    (!name.is_empty()).then(|| Zone::Hosts {
        name: format!(".{name}"),
        port,
    })
}

/// An address, or a range of them: `10.0.0.0/8`, `[::1]`, `fd00::/8`.
fn read_range(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.trim_matches(['[', ']']).parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(longest);
    (bits <= longest).then_some((address, bits))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules(http: &str, https: &str, none: &str) -> Rules {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Rules::read(&Proxies {
            http: some(http),
            https: some(https),
            none: some(none),
            named: "",
        })
        .unwrap()
    }

    fn find(rules: &Rules, url: &str) -> Option<String> {
        rules
            .find(&Url::parse(url).unwrap())
            .map(ToString::to_string)
    }

    #[test]
    fn each_scheme_has_its_proxy_and_https_falls_back() {
        let both = rules("http://a:1", "http://b:2", "");
        assert_eq!(find(&both, "http://x/").as_deref(), Some("http://a:1/"));
        assert_eq!(find(&both, "https://x/").as_deref(), Some("http://b:2/"));
        assert_eq!(
            find(&rules("a:1", "", ""), "https://x/").as_deref(),
            Some("http://a:1/")
        );
        assert_eq!(find(&rules("", "http://b:2", ""), "http://x/"), None);
        assert_eq!(rules("", " ", ""), Rules::default());
    }

    #[test]
    fn no_proxy_names_suffixes_and_ports() {
        for (none, url, proxied) in [
            ("*", "http://x/", false),
            ("a.com", "http://a.com/", false),
            ("a.com", "http://b.a.com/", false),
            (".a.com", "http://a.com/", false),
            ("A.COM", "http://a.com/", false),
            ("a.com", "http://ba.com/", true),
            ("x, a.com ,y", "http://a.com/", false),
            ("a.com:8080", "http://a.com/", true),
            ("a.com:8080", "http://a.com:8080/", false),
            ("a.com:80", "http://a.com/", false),
            ("", "http://localhost/", true),
            ("localhost", "http://localhost:3000/", false),
            ("127.0.0.1", "http://127.0.0.1:3000/", false),
            (",", "http://a/", true),
            ("*.a.com", "http://b.a.com/", false),
            ("*.a.com", "http://c.b.A.com/", false),
            ("*.a.com", "http://a.com/", true),
            ("*.a.com", "http://ba.com/", true),
            ("*a.com", "http://ba.com/", false),
            ("*.a.com:81", "http://b.a.com/", true),
            ("*.a.com:81", "http://b.a.com:81/", false),
            ("x *.a.com\ty", "http://b.a.com/", false),
            ("x, y  a.com", "http://a.com/", false),
            ("x y", "http://a.com/", true),
            ("x *", "http://a.com/", false),
            ("10.0.0.0/8", "http://10.1.2.3/", false),
            ("10.0.0.0/8", "http://11.0.0.1/", true),
            ("10.1.2.3/8", "http://10.200.0.1:8080/", false),
            ("192.168.0.128/25", "http://192.168.0.127/", true),
            ("192.168.0.128/25", "http://192.168.0.200/", false),
            ("0.0.0.0/0", "http://8.8.8.8/", false),
            ("127.0.0.0/33", "http://127.0.0.1/", true),
            ("10.0.0.0/8", "http://10.example.com/", true),
            ("10.0.0.0/8:81", "http://10.0.0.1/", true),
            ("::1", "http://[::1]:3000/", false),
            ("[::1]", "http://[::1]/", false),
            ("[::1]:81", "http://[::1]/", true),
            ("[::1]:81", "http://[::1]:81/", false),
            ("fd00::/8", "http://[fd12::1]/", false),
            ("fd00::/8", "http://[fe80::1]/", true),
            ("127.0.0.1", "http://a.127.0.0.1.com/", true),
        ] {
            assert_eq!(
                find(&rules("p:1", "", none), url).is_some(),
                proxied,
                "{none:?} {url}"
            );
        }
    }

    #[test]
    fn a_request_may_have_a_proxy_of_its_own() {
        let found = |proxy: Value, url: &str| {
            let own = OwnProxy::read(&proxy)?;
            own.find(&Url::parse(url).unwrap())
                .map(|(url, passage)| (url.to_string(), passage))
        };
        let plain = |url: &str| Some((url.to_owned(), Passage::WhereNeeded));
        for (proxy, url, expected) in [
            (json!({"host": "p"}), "http://x/", plain("http://p:8080/")),
            (
                json!({"host": "http://p", "port": "81"}),
                "https://x:9/y",
                plain("http://p:81/"),
            ),
            (
                json!({"host": "p", "port": 81, "protocol": "socks5"}),
                "http://x/",
                plain("socks5://p:81"),
            ),
            (json!({"host": "p", "disabled": true}), "http://x/", None),
            (json!({"host": ""}), "http://x/", None),
            (
                json!({"host": "p", "match": "https://*/*"}),
                "http://x/",
                None,
            ),
            (
                json!({"host": "p", "match": {"pattern": "http://x/*"}}),
                "http://x/a",
                plain("http://p:8080/"),
            ),
            (
                json!({"host": "p", "bypass": ["http://x/*"]}),
                "http://x/",
                None,
            ),
            (
                json!({"host": "p", "tunnel": true}),
                "http://x/",
                Some(("http://p:8080/".into(), Passage::Tunnel)),
            ),
            (
                json!({"host": "p", "authenticate": true, "username": "u@", "password": "p"}),
                "http://x/",
                plain("http://u%40:p@p:8080/"),
            ),
            (
                json!({"host": "p", "username": "u"}),
                "http://x/",
                plain("http://p:8080/"),
            ),
        ] {
            assert_eq!(found(proxy.clone(), url), expected, "{proxy} {url}");
        }
    }

    #[test]
    fn a_proxy_that_is_no_url_is_named() {
        let proxies = Proxies {
            http: Some("ftp://x".into()),
            ..Proxies::default()
        };
        assert_eq!(
            Rules::read(&proxies).unwrap_err().to_string(),
            "`HTTP_PROXY` is not a proxy's URL: `ftp://x`"
        );
    }
}
