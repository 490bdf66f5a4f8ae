//! URLs as the URL Standard has them, for `URL` of scripts: read, written, taken apart and changed.
//!
//! What goes over the wire is another matter: requests are built in `request`. Hosts are parsed by
//! the crate `url`, whose own parser differs from the standard in files, slashes and origins.

mod change;
mod parse;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::{Value, json};
use url::Host;

use crate::text::percent;

/// A URL, in its parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Address {
    scheme: String,
    username: String,
    password: String,
    host: Option<String>,
    port: Option<u16>,
    path: Path,
    query: Option<String>,
    fragment: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Path {
    /// Text without structure, such as that of `mailto:`.
    Opaque(String),
    Segments(Vec<String>),
}

impl Default for Path {
    fn default() -> Self {
        Self::Segments(Vec::new())
    }
}

/// In the query of a scheme that is not special.
const PLAIN_QUERY: &AsciiSet = &percent::QUERY.remove(b'\'');

/// The schemes that the standard treats specially, with their ports.
const SPECIAL: [(&str, Option<u16>); 6] = [
    ("http", Some(80)),
    ("https", Some(443)),
    ("ws", Some(80)),
    ("wss", Some(443)),
    ("ftp", Some(21)),
    ("file", None),
];

fn is_special(scheme: &str) -> bool {
    SPECIAL.iter().any(|(special, _)| *special == scheme)
}

impl Address {
    /// Reads a URL, on its own or from a base; `None` where it is none.
    pub(crate) fn parse(text: &str, base: Option<&str>) -> Option<Self> {
        let base = match base {
            Some(base) => Some(parse::parse(base, None)?),
            None => None,
        };
        parse::parse(text, base.as_ref())
    }

    /// The URL as text: what `href` says.
    pub(crate) fn href(&self) -> String {
        let mut text = format!("{}:", self.scheme);
        if let Some(host) = &self.host {
            text.push_str("//");
            if self.has_credentials() {
                text.push_str(&self.username);
                if !self.password.is_empty() {
                    text.push(':');
                    text.push_str(&self.password);
                }
                text.push('@');
            }
            text.push_str(host);
            if let Some(port) = self.port {
                text.push_str(&format!(":{port}"));
            }
        } else if matches!(&self.path, Path::Segments(list) if list.len() > 1 && list[0].is_empty())
        {
            text.push_str("/.");
        }
        text.push_str(&self.pathname());
        for (sign, part) in [('?', &self.query), ('#', &self.fragment)] {
            if let Some(part) = part {
                text.push(sign);
                text.push_str(part);
            }
        }
        text
    }

    /// The parts by the names that the standard gives them.
    pub(crate) fn parts(&self) -> Value {
        let after = |sign: char, part: Option<&str>| match part {
            None | Some("") => String::new(),
            Some(part) => format!("{sign}{part}"),
        };
        let hostname = self.host.clone().unwrap_or_default();
        let port = self.port.map(|port| port.to_string()).unwrap_or_default();
        let host = match self.port {
            Some(port) => format!("{hostname}:{port}"),
            None => hostname.clone(),
        };
        json!({
            "href": self.href(), "origin": self.origin(), "protocol": format!("{}:", self.scheme),
            "username": self.username, "password": self.password,
            "host": host, "hostname": hostname, "port": port, "pathname": self.pathname(),
            "search": after('?', self.query.as_deref()), "hash": after('#', self.fragment.as_deref())
        })
    }

    fn pathname(&self) -> String {
        match &self.path {
            Path::Opaque(text) => text.clone(),
            Path::Segments(list) => list.iter().flat_map(|segment| ["/", segment]).collect(),
        }
    }

    /// The origin, `null` where it is opaque.
    fn origin(&self) -> String {
        if self.scheme == "blob" {
            let inner = parse::parse(&self.pathname(), None);
            return inner
                .filter(|inner| matches!(inner.scheme.as_str(), "http" | "https"))
                .map_or("null".to_owned(), |inner| inner.origin());
        }
        match &self.host {
            Some(host) if self.is_special() && self.scheme != "file" => {
                let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
                format!("{}://{host}{port}", self.scheme)
            }
            _ => "null".to_owned(),
        }
    }

    fn is_special(&self) -> bool {
        is_special(&self.scheme)
    }

    fn is_opaque(&self) -> bool {
        matches!(self.path, Path::Opaque(_))
    }

    fn has_credentials(&self) -> bool {
        !self.username.is_empty() || !self.password.is_empty()
    }

    /// Whether it can have neither user nor port.
    fn is_bare(&self) -> bool {
        self.host.as_deref().is_none_or(str::is_empty) || self.scheme == "file"
    }

    /// A port as it is kept: that of the scheme goes without saying.
    fn kept_port(&self, port: u16) -> Option<u16> {
        let own = SPECIAL.iter().find(|(scheme, _)| *scheme == self.scheme);
        Some(port).filter(|port| own.and_then(|(_, own)| *own) != Some(*port))
    }

    /// Reads a host as this scheme has them.
    fn read_host(&self, text: &str) -> Option<String> {
        if self.is_special() {
            return Host::parse(text).ok().map(|host| host.to_string());
        }
        if text.is_empty() {
            return Some(String::new());
        }
        Host::parse_opaque(text).ok().map(|host| host.to_string())
    }

    /// Whether a character parts segments of the path.
    fn is_slash(&self, character: char) -> bool {
        character == '/' || (character == '\\' && self.is_special())
    }

    fn encoded_query(&self, text: &str) -> String {
        let set = if self.is_special() {
            percent::QUERY
        } else {
            PLAIN_QUERY
        };
        utf8_percent_encode(text, set).to_string()
    }

    /// The last segment goes, unless it is a drive.
    fn shorten(&mut self) {
        let Path::Segments(list) = &mut self.path else {
            return;
        };
        if self.scheme == "file" && list.len() == 1 && is_drive(&list[0], ":") {
            return;
        }
        list.pop();
    }

    /// Reads a path, after the slash that it begins with, onto what is there.
    fn read_path(&mut self, text: &str) {
        let mut rest = Some(text);
        while let Some(text) = rest {
            let (segment, after) = match text.find(|character| self.is_slash(character)) {
                Some(at) => (&text[..at], Some(&text[at + 1..])),
                None => (text, None),
            };
            rest = after;
            self.add_segment(segment, after.is_some());
        }
    }

    fn add_segment(&mut self, segment: &str, goes_on: bool) {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        if plain == ".." {
            self.shorten();
        }
        let is_drive = self.scheme == "file" && is_drive(segment, ":|");
        let Path::Segments(list) = &mut self.path else {
            return;
        };
        match plain.as_str() {
            "." | ".." if goes_on => {}
            "." | ".." => list.push(String::new()),
            _ if is_drive && list.is_empty() => list.push(format!("{}:", &segment[..1])),
            _ => list.push(utf8_percent_encode(segment, percent::PATH).to_string()),
        }
    }
}

/// Whether a text is a letter of a drive with one of the signs after it.
fn is_drive(text: &str, signs: &str) -> bool {
    let mut characters = text.chars();
    let is_letter = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic());
    is_letter
        && characters
            .next()
            .is_some_and(|second| signs.contains(second))
        && characters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(text: &str, base: Option<&str>) -> String {
        Address::parse(text, base).map_or("none".to_owned(), |address| address.href())
    }

    #[test]
    fn addresses_are_read_as_the_standard_says() {
        for (text, base, expected) in [
            (
                "http://U:p@EXAMPLE.com:80/a/../b?q#f",
                None,
                "http://U:p@example.com/b?q#f",
            ),
            ("//h:81/x", Some("https://a/b"), "https://h:81/x"),
            ("?q", Some("foo:/a/b#f"), "foo:/a/b?q"),
            ("///test", Some("http://example.org/"), "http://test/"),
            ("file:////one/two", None, "file:////one/two"),
            ("/c:/foo", Some("file://host/path"), "file://host/c:/foo"),
            ("C|", Some("file:///D:/dir"), "file:///C:"),
            ("/x", Some("file:///D:/dir"), "file:///D:/x"),
            ("mailto:a b", None, "mailto:a b"),
            ("#f", Some("mailto:a"), "mailto:a#f"),
            ("x", Some("mailto:a"), "none"),
            ("http://user@/", None, "none"),
            ("http://h:65536", None, "none"),
            ("x", None, "none"),
        ] {
            assert_eq!(href(text, base), expected, "{text}");
        }
    }

    #[test]
    fn parts_are_changed_as_the_standard_says() {
        for (before, part, value, after) in [
            ("http://h:8080/", "protocol", "https", "https://h:8080/"),
            ("http://h/", "protocol", "foo", "http://h/"),
            ("http://h/", "host", "x:9/y", "http://x:9/"),
            ("http://h/", "hostname", "x:9", "http://h/"),
            ("http://h:8/", "port", "443abc", "http://h:443/"),
            ("http://h:8/", "port", "", "http://h/"),
            ("http://h/a", "pathname", "b?c#d", "http://h/b%3Fc%23d"),
            ("foo://h/a", "pathname", "", "foo://h"),
            ("http://h/", "username", "a:b", "http://a%3Ab@h/"),
            ("file:///a", "password", "b", "file:///a"),
            ("http://h/?a", "search", "", "http://h/"),
            ("http://h/", "hash", "#b c", "http://h/#b%20c"),
        ] {
            let mut address = Address::parse(before, None).unwrap();
            address.change(part, value);
            assert_eq!(address.href(), after, "{part} of {before}");
        }
    }

    #[test]
    fn the_web_platform_tests_pass_as_in_node() {
        let Some(shared) = std::env::var_os("POSTRIDER_SHARED") else {
            println!("skipped: POSTRIDER_SHARED is not set, so there is no data of others");
            return;
        };
        let read = |name: &str| -> Value {
            let path = std::path::Path::new(&shared).join("wpt").join(name);
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let cases = read("urltestdata.json");
        let passed = cases
            .as_array()
            .unwrap()
            .iter()
            .filter(|case| parses(case))
            .count();
        let setters = read("setters_tests.json");
        let changed = setters
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(part, cases)| {
                let cases = cases.as_array().unwrap().iter();
                cases.filter(move |case| case.is_object() && changes(part, case))
            });
        assert!(passed + changed.count() >= 1124);
    }

    /// Whether a case of `urltestdata.json` comes out right.
    fn parses(case: &Value) -> bool {
        let Some(input) = case["input"].as_str() else {
            return false;
        };
        match Address::parse(input, case["base"].as_str()) {
            Some(address) => case.get("failure").is_none() && agree(&address, case),
            None => case.get("failure").is_some(),
        }
    }

    /// Whether a case of `setters_tests.json` comes out right.
    fn changes(part: &str, case: &Value) -> bool {
        let text = |name: &str| case[name].as_str().unwrap_or_default();
        let mut address = match part {
            "href" => Address::parse(text("new_value"), None).unwrap(),
            _ => Address::parse(text("href"), None).unwrap(),
        };
        address.change(part, text("new_value"));
        agree(&address, &case["expected"])
    }

    fn agree(address: &Address, expected: &Value) -> bool {
        let parts = address.parts();
        let members = parts.as_object().unwrap().iter();
        members
            .clone()
            .all(|(name, part)| expected.get(name).is_none_or(|it| it == part))
    }
}
