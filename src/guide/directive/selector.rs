//! What `capture` takes out of a response.

use regex::Regex;
use serde_json::{Value, json};

use super::path::{Path, shortened};
use crate::exchange::Exchange;
use crate::guide::error::Problems;
use crate::guide::keys::{self, Keys};
use crate::guide::yaml::{Kind, Node};
use crate::text::plural;

/// How a value is found in a response.
#[derive(Debug, Clone)]
pub enum Selector {
    /// A JSONPath over the body.
    JsonPath(Path),
    /// The value of a header.
    Header(String),
    /// The value of a cookie that the response set, or that the jar has for its URL.
    Cookie(String),
    /// The first group of a regular expression, over the body or over a header.
    Regex {
        /// The expression.
        regex: Regex,
        /// The header to look at instead of the body.
        header: Option<String>,
    },
    /// The status code.
    Status,
    /// The whole body: JSON where it is JSON, else text.
    Body,
}

/// What stands between a selector and what is there instead.
pub(crate) const FOUND_NOTHING: &str = " found nothing; ";

/// Why a selector did not find its one value; a line for the author.
pub(crate) type Missed = String;

/// Every selector's key.
pub(in crate::guide) const KEYS: Keys = Keys {
    place: "a selector",
    known: &[
        "jsonpath", "header", "cookie", "regex", "status", "body", "first",
    ],
};

impl Selector {
    /// Reads a selector: a text is a JSONPath, a map says what it is.
    pub(crate) fn read(variable: &str, node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(Value::String(text)) => read_path(text, node, problems),
            Kind::Map(_) => Self::read_map(variable, node, problems),
            _ => {
                keys::wrong_kind(
                    problems,
                    variable,
                    node,
                    "a JSONPath, or a map with `jsonpath`, `header`, …",
                );
                None
            }
        }
    }

    fn read_map(variable: &str, node: &Node, problems: &mut Problems) -> Option<Self> {
        let before = problems.list.len();
        KEYS.check(node, problems);
        if let Some(value) = node.get("jsonpath") {
            return keys::text_of(node, "jsonpath", problems)
                .and_then(|path| read_path(&path, value, problems));
        }
        if let Some(value) = node.get("regex") {
            let pattern = keys::text_of(node, "regex", problems)?;
            let header = keys::text_of(node, "header", problems);
            return keys::regex(&pattern, value, problems)
                .map(|regex| Self::Regex { regex, header });
        }
        let found = keys::text_of(node, "header", problems)
            .map(Self::Header)
            .or_else(|| keys::text_of(node, "cookie", problems).map(Self::Cookie))
            .or_else(|| keys::is_true(node, "status", problems).then_some(Self::Status))
            .or_else(|| keys::is_true(node, "body", problems).then_some(Self::Body));
        if found.is_none() && problems.list.len() == before {
            let expected =
                "one of `jsonpath`, `header`, `cookie`, `regex`, `status: true`, `body: true`";
            keys::wrong_kind(problems, variable, node, expected);
        }
        found
    }

    /// How the selector is written, for the name of an assertion.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::JsonPath(path) => format!("`{}`", path.text),
            Self::Header(name) => format!("header `{name}`"),
            Self::Cookie(name) => format!("cookie `{name}`"),
            Self::Regex {
                regex,
                header: None,
            } => format!("`{regex}` in the body"),
            Self::Regex {
                regex,
                header: Some(name),
            } => format!("`{regex}` in header `{name}`"),
            Self::Status => "the status".into(),
            Self::Body => "the body".into(),
        }
    }

    /// Every value that the selector finds.
    pub(crate) fn find(&self, exchange: &Exchange) -> Result<Vec<Value>, Missed> {
        let response = &exchange.response;
        match self {
            Self::JsonPath(path) => {
                let body = json_body(exchange)?;
                Ok(path.find(&body).into_iter().cloned().collect())
            }
            Self::Header(name) => Ok(response
                .headers
                .all(name)
                .map(|value| json!(value))
                .collect()),
            Self::Cookie(name) => {
                let cookies = exchange
                    .cookies
                    .iter()
                    .rev()
                    .filter(|cookie| cookie.name == *name);
                Ok(cookies.take(1).map(|cookie| json!(cookie.value)).collect())
            }
            Self::Regex {
                regex,
                header: None,
            } => Ok(matches(regex, &response.text())),
            Self::Regex {
                regex,
                header: Some(name),
            } => Ok(response
                .headers
                .all(name)
                .flat_map(|value| matches(regex, value))
                .collect()),
            Self::Status => Ok(vec![json!(response.code)]),
            Self::Body => Ok(vec![
                json_body(exchange).unwrap_or_else(|_| json!(response.text())),
            ]),
        }
    }

    /// Finds the one value.
    pub(crate) fn find_one(&self, exchange: &Exchange) -> Result<Value, Missed> {
        let mut found = self.find(exchange)?;
        if found.len() == 1 {
            return Ok(found.remove(0));
        }
        Err(self.missed(&found, exchange))
    }

    /// Finds the first of several values.
    pub(crate) fn find_first(&self, exchange: &Exchange) -> Result<Value, Missed> {
        let mut found = self.find(exchange)?;
        if found.is_empty() {
            Err(self.missed(&found, exchange))
        } else {
            Ok(found.remove(0))
        }
    }

    fn missed(&self, found: &[Value], exchange: &Exchange) -> Missed {
        let selector = self.describe();
        if !found.is_empty() {
            let shown = self.show(found, exchange);
            return format!(
                "{selector} found {}, expected one: {shown}; take the first with `first: true`, or say which one",
                plural(found.len(), "value"),
            );
        }
        let stands = match self {
            Self::JsonPath(path) => json_body(exchange)
                .map(|body| path.what_stands(&body))
                .unwrap_or_default(),
            Self::Header(_)
            | Self::Regex {
                header: Some(_), ..
            } => {
                let names = exchange
                    .response
                    .headers
                    .iter()
                    .map(|header| format!("`{}`", header.name));
                format!(
                    "the response's headers are {}",
                    names.collect::<Vec<_>>().join(", ")
                )
            }
            Self::Cookie(_) => {
                let names: Vec<_> = exchange
                    .cookies
                    .iter()
                    .map(|cookie| format!("`{}`", cookie.name))
                    .collect();
                if names.is_empty() {
                    "there are no cookies".into()
                } else {
                    format!("the cookies are {}", names.join(", "))
                }
            }
            _ => format!("the body is `{}`", shortened(&exchange.response.text())),
        };
        format!("{selector}{FOUND_NOTHING}{stands}")
    }

    /// The values found; objects that a JSONPath found the members of are shown by what tells them
    /// apart.
    fn show(&self, found: &[Value], exchange: &Exchange) -> String {
        if let Self::JsonPath(path) = self
            && let Ok(body) = json_body(exchange)
        {
            return path.show_found(&path.find(&body));
        }
        let shown = found
            .iter()
            .take(4)
            .map(|value| format!("`{}`", shortened(&value.to_string())));
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// The response's body as JSON.
pub(crate) fn json_body(exchange: &Exchange) -> Result<Value, Missed> {
    let text = exchange.response.text();
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| {
        if text.is_empty() {
            "the response has no body, expected JSON".into()
        } else {
            format!("the response's body is not JSON: `{}`", shortened(&text))
        }
    })
}

fn matches(regex: &Regex, text: &str) -> Vec<Value> {
    let groups = regex
        .captures_iter(text)
        .filter_map(|captures| captures.get(1).or_else(|| captures.get(0)));
    groups.map(|group| json!(group.as_str())).collect()
}

fn read_path(text: &str, node: &Node, problems: &mut Problems) -> Option<Selector> {
    match Path::parse(text) {
        Ok(path) => Some(Selector::JsonPath(path)),
        Err(mistake) => {
            problems.add(node.at, mistake);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Cookie, Response};

    fn exchange(body: &str) -> Exchange {
        let mut response = Response {
            code: 201,
            body: body.to_owned().into(),
            ..Response::default()
        };
        response.headers.push("X-Id", "h1");
        response.headers.push("Link", "<a>; rel=\"self\"");
        response.headers.push("link", "<b?after=9>; rel=\"next\"");
        let cookie = Cookie {
            name: "sid".into(),
            value: "c1".into(),
            ..Cookie::default()
        };
        Exchange {
            response,
            cookies: vec![cookie],
            ..Exchange::default()
        }
    }

    fn selector(yaml: &str) -> Selector {
        let mut problems = Problems::of("p.md");
        let node = Node::parse(yaml, 1).unwrap();
        let selector = Selector::read("v", &node, &mut problems);
        assert_eq!(problems.list, []);
        selector.unwrap()
    }

    fn find(yaml: &str, body: &str) -> Result<Value, Missed> {
        selector(yaml).find_one(&exchange(body))
    }

    const POLICIES: &str =
        r#"[{"id":"p1","name":"Stay signed in"},{"id":"p2","name":"Default Policy"}]"#;

    #[test]
    fn every_kind_of_selector_finds_its_value() {
        for (yaml, expected) in [
            ("\"$[?@.name == 'Stay signed in'].id\"", json!("p1")),
            (
                "{ jsonpath: '$[1]' }",
                json!({"id": "p2", "name": "Default Policy"}),
            ),
            ("{ header: x-id }", json!("h1")),
            ("{ cookie: sid }", json!("c1")),
            (r#"{ regex: '"id":"(p2)"' }"#, json!("p2")),
            (r"{ regex: 'after=(\d+)', header: link }", json!("9")),
            ("{ status: true }", json!(201)),
        ] {
            assert_eq!(find(yaml, POLICIES), Ok(expected), "{yaml}");
        }
        assert_eq!(find("{ body: true }", "[1]"), Ok(json!([1])));
        assert_eq!(find("{ body: true }", "plain"), Ok(json!("plain")));
    }

    #[test]
    fn nothing_found_says_what_stood_there() {
        for (yaml, body, missed) in [
            (
                "\"$[?@.name == 'Gone'].id\"",
                POLICIES,
                "`$[?@.name == 'Gone'].id` found nothing; `$` is a list of 2: `{\"name\":\"Stay signed in\"}`, `{\"name\":\"Default Policy\"}`",
            ),
            (
                "$.id",
                "<html>",
                "the response's body is not JSON: `<html>`",
            ),
            ("$.id", "", "the response has no body, expected JSON"),
            (
                "{ header: gone }",
                "",
                "header `gone` found nothing; the response's headers are `X-Id`, `Link`, `link`",
            ),
            (
                "{ cookie: gone }",
                "",
                "cookie `gone` found nothing; the cookies are `sid`",
            ),
            (
                "{ regex: 'x(y)' }",
                "abc",
                "`x(y)` in the body found nothing; the body is `abc`",
            ),
        ] {
            assert_eq!(find(yaml, body).unwrap_err(), missed, "{yaml}");
        }
    }

    #[test]
    fn several_found_are_counted_and_shown() {
        assert_eq!(
            find("'$[*].id'", POLICIES).unwrap_err(),
            "`$[*].id` found 2 values, expected one: `\"p1\"`, `\"p2\"`; take the first with `first: true`, or say which one"
        );
        assert_eq!(
            selector("'$[*].id'").find_first(&exchange(POLICIES)),
            Ok(json!("p1"))
        );
    }

    #[test]
    fn what_is_no_selector_is_a_problem() {
        for (yaml, message) in [
            (
                "5",
                "p.md:1:1: `v` is the number `5`, expected a JSONPath, or a map with `jsonpath`, `header`, …",
            ),
            (
                "{ jsonpth: $.a }",
                "p.md:1:3: unknown key `jsonpth` in a selector; did you mean `jsonpath`?",
            ),
            (
                "{ first: true }",
                "p.md:1:1: `v` is a map, expected one of `jsonpath`, `header`, `cookie`, `regex`, `status: true`, `body: true`",
            ),
            (
                "{ header: [1] }",
                "p.md:1:11: `header` is a list, expected text",
            ),
            (
                "{ status: 200 }",
                "p.md:1:11: `status` is the number `200`, expected `true`",
            ),
        ] {
            let mut problems = Problems::of("p.md");
            let node = Node::parse(yaml, 1).unwrap();
            assert!(Selector::read("v", &node, &mut problems).is_none());
            assert_eq!(problems.list[0].to_string(), message, "{yaml}");
        }
        let mut problems = Problems::of("p.md");
        let node = Node::parse("{ regex: '(' }", 1).unwrap();
        assert!(Selector::read("v", &node, &mut problems).is_none());
        assert!(
            problems.list[0]
                .to_string()
                .starts_with("p.md:1:10: `(` is not a regular expression: unclosed group")
        );
    }
}
