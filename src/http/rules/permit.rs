//! What may be sent, where a collection is not trusted with all of it: methods, and hosts.

use serde_json::Value;
use url::Url;

use super::proxy::{OwnProxy, Zone, read_zones};

/// What may be sent; without a word of it, all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permit {
    methods: Option<Methods>,
    hosts: Option<Vec<Zone>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Methods {
    names: Vec<String>,
    /// The option that says so.
    option: &'static str,
}

impl Permit {
    /// Allows these methods alone, as the option of that name wants it.
    #[must_use]
    pub fn with_methods(self, names: Vec<String>, option: &'static str) -> Self {
        Self {
            methods: Some(Methods { names, option }),
            ..self
        }
    }

    /// Allows these hosts alone, written as those that are reached without a proxy.
    #[must_use]
    pub fn with_hosts(self, hosts: &str) -> Self {
        Self {
            hosts: Some(read_zones(hosts).collect()),
            ..self
        }
    }

    /// Why a request may not be sent; one whose URL can't be read fails by itself.
    pub fn refusal(&self, method: &str, url: &str) -> Option<String> {
        let by_method = self.refusal_of_method(method);
        by_method.or_else(|| self.refusal_of_host(url))
    }

    /// Why no request of that method may be sent.
    pub fn refusal_of_method(&self, method: &str) -> Option<String> {
        let methods = self.methods.as_ref()?;
        let is_named = |name: &String| name.eq_ignore_ascii_case(method);
        (!methods.names.iter().any(is_named)).then(|| {
            let names = methods.names.join(" and ");
            format!(
                "{method} is refused: `{}` sends {names} alone",
                methods.option
            )
        })
    }

    /// Why no request may be sent there.
    pub fn refusal_of_host(&self, url: &str) -> Option<String> {
        // Where all are allowed, none is taken apart.
        self.hosts.as_ref()?;
        let unnamed = self.unnamed(&super::target::parse(url).ok()?)?;
        Some(format!(
            "`{unnamed}` is refused: `--allow-hosts` does not name it"
        ))
    }

    /// Why no request may be sent there by the `proxy` that a collection names for it, which sees all
    /// of it.
    pub fn refusal_of_proxy(&self, url: &str, proxy: Option<&Value>) -> Option<String> {
        self.hosts.as_ref()?;
        let proxy = OwnProxy::read(proxy?)?;
        let (through, _) = proxy.find(&super::target::parse(url).ok()?)?;
        let unnamed = self.unnamed(through)?;
        Some(format!(
            "the request's own proxy `{unnamed}` is refused: `--allow-hosts` does not name it"
        ))
    }

    /// A host that is not named.
    fn unnamed(&self, url: &Url) -> Option<String> {
        let hosts = self.hosts.as_ref()?;
        (!hosts.iter().any(|zone| zone.holds(url))).then(|| {
            let host = url.host_str().unwrap_or_default();
            let port = url.port().map(|port| format!(":{port}"));
            format!("{host}{}", port.unwrap_or_default())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_refused() {
        let none = Permit::default();
        assert_eq!(none.refusal("DELETE", "http://a.test/"), None);
        let permit = none
            .with_methods(vec!["GET".into(), "HEAD".into()], "--read-only")
            .with_hosts("a.test, 127.0.0.1:8080");
        for (method, url, refused) in [
            ("GET", "http://a.test/x", None),
            ("head", "https://b.a.test/", None),
            ("GET", "http://127.0.0.1:8080/", None),
            (
                "GET",
                "http://user@a.test@c.test/",
                Some("`c.test` is refused: `--allow-hosts` does not name it"),
            ),
            (
                "GET",
                "http://127.0.0.1:81/",
                Some("`127.0.0.1:81` is refused: `--allow-hosts` does not name it"),
            ),
            (
                "GET",
                "http://aa.test/",
                Some("`aa.test` is refused: `--allow-hosts` does not name it"),
            ),
            (
                "POST",
                "http://a.test/",
                Some("POST is refused: `--read-only` sends GET and HEAD alone"),
            ),
            ("GET", "", None),
        ] {
            assert_eq!(
                permit.refusal(method, url).as_deref(),
                refused,
                "{method} {url}"
            );
        }
    }
}
