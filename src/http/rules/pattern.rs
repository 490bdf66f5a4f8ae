//! Patterns of URLs, as Postman writes them: `https://*.example.com:*/path/*`, or `<all_urls>`.

use regex::Regex;
use url::Url;

/// A pattern; one that can't be read matches nothing, as in Postman.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    All,
    Nothing,
    Parts {
        schemes: Vec<String>,
        host: String,
        port: Option<String>,
        path: Regex,
    },
}

/// The schemes that may be named.
const SCHEMES: [&str; 4] = ["http", "https", "file", "ftp"];

impl Pattern {
    /// Reads a pattern.
    pub(crate) fn read(text: &str) -> Self {
        if text == "<all_urls>" {
            Self::All
        } else {
            parts(text).unwrap_or(Self::Nothing)
        }
    }

    /// Whether a URL is one of those meant.
    pub(crate) fn holds(&self, url: &Url) -> bool {
        let (schemes, host, port, path) = match self {
            Self::All => return true,
            Self::Nothing => return false,
            Self::Parts {
                schemes,
                host,
                port,
                path,
            } => (schemes, host, port, path),
        };
        let is_scheme = schemes
            .iter()
            .any(|scheme| scheme == "*" || scheme == url.scheme());
        let name = url.host_str().unwrap_or_default();
        let suffix = host.strip_prefix("*.");
        let is_host = host == "*"
            || host == name
            || suffix.is_some_and(|suffix| name == suffix || name.ends_with(&format!(".{suffix}")));
        let own = url.port_or_known_default().map(|port| port.to_string());
        let default = match url.scheme() {
            "https" => "443",
            "ftp" => "21",
            _ => "80",
        };
        let wanted = port.as_deref().unwrap_or(default);
        let is_port = wanted == "*" || own.as_deref() == Some(wanted);
        is_scheme && is_host && is_port && path.is_match(url.path())
    }
}

fn parts(text: &str) -> Option<Pattern> {
    let (schemes, rest) = text.split_once("://")?;
    let schemes: Vec<String> = schemes.split('+').map(str::to_owned).collect();
    let is_known = |scheme: &String| scheme == "*" || SCHEMES.contains(&scheme.as_str());
    let is_alone = schemes.len() == 1 || !schemes.iter().skip(1).any(|scheme| scheme == "*");
    let (authority, path) = rest.split_at(rest.find('/')?);
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let star = host == "*" || !host.trim_start_matches("*.").contains('*');
    let is_port = port.is_none_or(|port| {
        port == "*" || !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !(schemes.iter().all(is_known) && is_alone && !host.is_empty() && star && is_port) {
        return None;
    }
    let path = glob(path)?;
    Some(Pattern::Parts {
        schemes,
        host: host.to_owned(),
        port: port.map(str::to_owned),
        path,
    })
}

/// A path in which `?` stands for a character and the first `*` for any number of them; further
/// ones repeat what is before them, as in Postman.
fn glob(path: &str) -> Option<Regex> {
    let escape = |char: char| match char {
        '.' | '+' | '^' | '$' | '{' | '}' | '(' | ')' | '|' | '[' | ']' | '\\' => {
            format!("\\{char}")
        }
        '?' => ".".to_owned(),
        other => other.to_string(),
    };
    let escaped: String = path.chars().map(escape).collect();
    Regex::new(&format!("^{}$", escaped.replacen('*', ".*", 1))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What postman-collection 5.3.1 makes of the same patterns and URLs.
    #[test]
    fn patterns_match_as_in_postman() {
        for (pattern, url, expected) in [
            ("<all_urls>", "ftp://x/", true),
            ("https://*.example.com/*", "https://a.example.com/x", true),
            ("https://*.example.com/*", "https://example.com/", true),
            ("https://*.example.com/*", "https://badexample.com/", false),
            ("https://example.com/*", "http://example.com/", false),
            ("http+https://example.com/*", "http://example.com/a/b", true),
            ("*://*/*", "https://x/y", true),
            ("*://*/*", "https://x:8443/y", false),
            ("*://*:*/*", "https://x:8443/y", true),
            ("https://x:8443/*", "https://x:8443/", true),
            ("https://x:443/*", "https://x/", true),
            ("https://x/a?c", "https://x/abc", true),
            ("https://x/a", "https://x/ab", false),
            ("https://x/a*c*", "https://x/a-cc", true),
            ("https://x/a.b", "https://x/aXb", false),
            ("https://x", "https://x/", false),
            ("https://*x*/", "https://x/", false),
            ("gopher://x/", "https://x/", false),
            ("", "https://x/", false),
        ] {
            assert_eq!(
                Pattern::read(pattern).holds(&Url::parse(url).unwrap()),
                expected,
                "{pattern} {url}"
            );
        }
    }
}
