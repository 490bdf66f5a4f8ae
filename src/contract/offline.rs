//! Requests that were not sent, held against specifications: what a variable without a value stands
//! for is not known, and nothing is said of it.

use serde_json::Value;

use super::compiled::Violation;

/// What a variable without a value begins with.
const OPEN: &str = "{{";

/// What a specification says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offline {
    /// No specification knows its path.
    Unknown,
    /// Its path has these methods alone.
    OtherMethods(Vec<String>),
    /// It is an operation.
    Known(Found),
}

/// An operation that a request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands.
    pub spot: super::Spot,
    /// Its path, as the specification writes it.
    pub path: String,
    /// `GET /path`.
    pub name: String,
    /// What is wrong with its parameters.
    pub parameters: Vec<String>,
    /// What is wrong with its body.
    pub body: Vec<String>,
}

/// A URL in which variables may stand, as one that can be taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) url: String,
    /// Whether the path of the server may be part of a variable.
    pub(super) is_open: bool,
}

impl Address {
    pub(super) fn of(text: &str) -> Self {
        if let Some((_, rest)) = text
            .strip_prefix(OPEN)
            .and_then(|rest| rest.split_once("}}"))
        {
            let rest = rest.trim_start_matches(|letter| letter != '/' && letter != '?');
            return Self {
                url: format!("http://variable{rest}"),
                is_open: true,
            };
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        if rest.starts_with('/') {
            // The host is a variable that is empty.
            return Self {
                url: format!("http://variable{rest}"),
                is_open: true,
            };
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let host = if host.contains(OPEN) {
            "variable"
        } else {
            host
        };
        Self {
            url: format!("{scheme}://{host}{path}"),
            is_open: false,
        }
    }
}

/// Whether a variable without a value stands in a text.
pub(super) fn is_open(text: &str) -> bool {
    text.contains(OPEN)
}

/// Whether a violation is of what a variable stands for.
pub(super) fn is_of_variable(violation: &Violation, value: &Value) -> bool {
    let found = value.pointer(&violation.pointer).and_then(Value::as_str);
    found.is_some_and(is_open)
}

/// JSON in which variables stand as values, with these as texts.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    let mut is_within = false;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let size = match (is_within, letter) {
            (false, '{') if rest.starts_with(OPEN) => match rest.find("}}") {
                Some(end) => {
                    let name = rest[..end + 2].replace(['"', '\\'], "");
                    quoted.push_str(&format!("\"{name}\""));
                    rest = &rest[end + 2..];
                    continue;
                }
                None => 1,
            },
            (true, '\\') => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            (_, '"') => {
                is_within = !is_within;
                1
            }
            (_, other) => other.len_utf8(),
        };
        quoted.push_str(&rest[..size]);
        rest = &rest[size..];
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_stand_for_hosts_and_for_values() {
        for (text, url, is_open) in [
            ("{{url}}/a/{{id}}?b", "http://variable/a/{{id}}?b", true),
            ("{{host}}:{{port}}/a", "http://variable/a", true),
            ("https://{{domain}}.example/a", "https://variable/a", false),
            ("h.example/a", "http://h.example/a", false),
            ("/a", "http://variable/a", true),
            ("http:///a", "http://variable/a", true),
        ] {
            let url = url.to_owned();
            assert_eq!(Address::of(text), Address { url, is_open });
        }
        assert_eq!(
            quoted(r#"{"a": {{a}}, "b": "{{b}} \" {{c}}", "c": {"d": {}}}"#),
            r#"{"a": "{{a}}", "b": "{{b}} \" {{c}}", "c": {"d": {}}}"#
        );
        assert_eq!(quoted("{{a"), "{{a");
    }
}
