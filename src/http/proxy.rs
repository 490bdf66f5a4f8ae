//! Which proxy a request goes through.

use url::Url;

use super::{HttpError, Proxies};

/// The proxies and who is reached without them, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    http: Option<Url>,
    https: Option<Url>,
    none: Vec<Zone>,
}

/// One entry of `NO_PROXY`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Zone {
    Everything,
    /// Hosts at or below `.name`, on the one port if it is given.
    Hosts {
        name: String,
        port: Option<u16>,
    },
}

impl Rules {
    /// Reads the settings.
    ///
    /// # Errors
    /// A proxy is given that is not a URL.
    pub(crate) fn read(proxies: &Proxies) -> Result<Self, HttpError> {
        let http = proxies.http.as_deref().map_or(Ok(None), |text| read_proxy("HTTP_PROXY", text))?;
        let https = proxies.https.as_deref().map_or(Ok(None), |text| read_proxy("HTTPS_PROXY", text))?;
        let none = proxies.none.iter().flat_map(|text| text.split(',')).filter_map(read_zone).collect();
        Ok(Self { https: https.or_else(|| http.clone()), http, none })
    }

    /// The proxy for a URL, if it has one.
    pub(crate) fn find(&self, url: &Url) -> Option<&Url> {
        let proxy = match url.scheme() {
            "https" => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        let host = format!(".{}", url.host_str().unwrap_or_default().trim_start_matches('.'));
        let port = url.port_or_known_default();
        (!self.none.iter().any(|zone| zone.holds(&host, port))).then_some(proxy)
    }
}

impl Zone {
    fn holds(&self, host: &str, port: Option<u16>) -> bool {
        match self {
            Self::Everything => true,
            Self::Hosts { name, port: only } => host.ends_with(name) && (only.is_none() || *only == port),
        }
    }
}

fn read_proxy(variable: &'static str, text: &str) -> Result<Option<Url>, HttpError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    match Url::parse(&with_scheme) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h") => {
            Ok(Some(url))
        }
        _ => Err(HttpError::Proxy { variable, value: text.to_owned() }),
    }
}

fn read_zone(text: &str) -> Option<Zone> {
    let text = text.trim().to_ascii_lowercase();
    if text == "*" {
        return Some(Zone::Everything);
    }
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') => (name, port.parse().ok()),
        _ => (text.as_str(), None),
    };
    let name = name.trim_start_matches('.');
    (!name.is_empty()).then(|| Zone::Hosts { name: format!(".{name}"), port })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(http: &str, https: &str, none: &str) -> Rules {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Rules::read(&Proxies { http: some(http), https: some(https), none: some(none) }).unwrap()
    }

    fn find(rules: &Rules, url: &str) -> Option<String> {
        rules.find(&Url::parse(url).unwrap()).map(ToString::to_string)
    }

    #[test]
    fn each_scheme_has_its_proxy_and_https_falls_back() {
        let both = rules("http://a:1", "http://b:2", "");
        assert_eq!(find(&both, "http://x/").as_deref(), Some("http://a:1/"));
        assert_eq!(find(&both, "https://x/").as_deref(), Some("http://b:2/"));
        assert_eq!(find(&rules("a:1", "", ""), "https://x/").as_deref(), Some("http://a:1/"));
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
        ] {
            assert_eq!(find(&rules("p:1", "", none), url).is_some(), proxied, "{none:?} {url}");
        }
    }

    #[test]
    fn a_proxy_that_is_no_url_is_named() {
        let proxies = Proxies { http: Some("ftp://x".into()), ..Proxies::default() };
        assert_eq!(
            Rules::read(&proxies).unwrap_err().to_string(),
            "`HTTP_PROXY` is not a proxy's URL: `ftp://x`"
        );
    }
}
