//! A request as written.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::cast::text_of;
use super::place::{Place, scalar_text};
use super::{Auth, Body, Dialect, Mode, Note, Problem, Protocol, Url};
use crate::text::is_truthy;

/// A request with its placeholders.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The method in capitals; `GET` where none is written. An empty one stays empty, and is sent
    /// as `GET`.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// Its header lines in order.
    pub headers: Vec<Header>,
    /// Its body.
    pub body: Option<Box<Body>>,
    /// Its own authentication; `None` inherits.
    pub auth: Option<Box<Auth>>,
    /// What the file says of it beside what is sent.
    pub note: Note,
    /// A proxy for this request alone, as written.
    pub proxy: Option<Box<Value>>,
    /// A client certificate for this request alone, as written.
    pub certificate: Option<Box<Value>>,
    /// What of it could not be read, which keeps it from being sent.
    pub problem: Option<Box<Problem>>,
    /// What it speaks; only HTTP, and GraphQL over it, is sent.
    pub protocol: Protocol,
    /// The folder that its own file lies in, where it has one.
    pub folder: Option<Arc<Path>>,
    /// Which of Postman's runners it was written for.
    pub dialect: Dialect,
}

/// A header line as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The name.
    pub key: String,
    /// The value.
    pub value: String,
    /// Switched off by the user.
    pub disabled: bool,
    /// Added by us when the request was sent, as scripts are told.
    pub system: bool,
    /// What the file says of it beside that.
    pub note: Note,
}

impl Request {
    /// The body, where there is one to be sent.
    pub fn sent_body(&self) -> Option<&Body> {
        self.body
            .as_deref()
            .filter(|body| !body.disabled && body.mode != Mode::None)
    }

    /// The request as JSON in the form of schema 2.1.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("url".into(), self.url.to_json());
        if !self.headers.is_empty() {
            json.insert(
                "header".into(),
                self.headers.iter().map(Header::to_json).collect(),
            );
        }
        json.insert("method".into(), json!(self.method));
        if let Some(body) = &self.body {
            json.insert("body".into(), body.to_json());
        }
        if let Some(auth) = &self.auth {
            json.insert("auth".into(), auth.to_json());
        }
        self.note.write(false, &mut json);
        for (name, value) in [("proxy", &self.proxy), ("certificate", &self.certificate)] {
            if let Some(value) = value {
                json.insert(name.into(), Value::clone(value));
            }
        }
        Value::Object(json)
    }

    pub(super) fn read(place: &Place<'_>) -> Self {
        if !place.value.is_object() {
            return Self {
                method: "GET".into(),
                url: Url::read(place),
                problem: place.unless_text_or_object().map(Box::new),
                ..Self::default()
            };
        }
        let url = place.member("url");
        let given = |name: &str| {
            let member = place.given(name)?;
            Some(Box::new(member.value.clone()))
        };
        Self {
            method: Self::read_method(place),
            problem: url
                .as_ref()
                .and_then(Place::unless_text_or_object)
                .map(Box::new),
            url: url.map(|url| Url::read(&url)).unwrap_or_default(),
            headers: place
                .member("header")
                .map(|header| Header::read_list(&header))
                .unwrap_or_default(),
            body: place.own("body").map(|body| Body::read(&body).into()),
            auth: place
                .member("auth")
                .and_then(|auth| Auth::read(&auth))
                .map(Box::new),
            note: Note::read(place),
            proxy: given("proxy"),
            certificate: given("certificate"),
            ..Self::default()
        }
    }

    /// Reads the method in whatever form it is written.
    pub(super) fn read_method(place: &Place<'_>) -> String {
        place.member("method").map_or_else(
            || "GET".into(),
            |method| text_of(method.value).to_uppercase(),
        )
    }
}

impl Header {
    /// A header that is sent.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            ..Self::default()
        }
    }

    pub(super) fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), json!(self.key));
        json.insert("value".into(), json!(self.value));
        self.note.write(self.disabled, &mut json);
        if self.system {
            json.insert("system".into(), json!(true));
        }
        Value::Object(json)
    }

    /// Reads a list of headers, an object of names and values, or the lines of a text; anything
    /// else has none.
    pub(super) fn read_list(place: &Place<'_>) -> Vec<Self> {
        match place.value {
            Value::String(text) => text
                .lines()
                .filter(|line| line.contains(':'))
                .filter_map(Self::from_line)
                .collect(),
            Value::Array(_) => place
                .elements()
                .flat_map(|entry| Self::read(&entry))
                .collect(),
            _ => place
                .members()
                .filter_map(|(key, member)| Some(Self::new(key, scalar_text(member.value)?)))
                .collect(),
        }
    }

    /// Reads a header; one whose value is a list is one for each of its elements.
    fn read(entry: &Place<'_>) -> Vec<Self> {
        if let Some(line) = entry.value.as_str() {
            return Self::from_line(line).into_iter().collect();
        }
        if !entry.value.is_object() {
            return Vec::new();
        }
        let pair = Self::read_pair(entry);
        let values = match entry.value.get("value") {
            Some(Value::Array(values)) => values.iter().map(text_of).collect(),
            _ => vec![pair.value.clone()],
        };
        let header = |value| Self {
            value,
            disabled: entry.flag("disabled"),
            system: entry.flag("system"),
            note: Note::read(entry),
            ..pair.clone()
        };
        values.into_iter().map(header).collect()
    }

    /// Reads name and value alone. `null` is a value here, and sent as its word.
    pub(super) fn read_pair(entry: &Place<'_>) -> Self {
        let key = entry.value.get("key").filter(|key| is_truthy(key));
        let value = entry.value.get("value");
        Self::new(
            key.map(text_of).unwrap_or_default(),
            value.map(text_of).unwrap_or_default(),
        )
    }

    fn from_line(line: &str) -> Option<Self> {
        if line.trim().is_empty() {
            return None;
        }
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        Some(Self::new(key.trim(), value.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &Value) -> Request {
        Request::read(&Place::root(json))
    }

    #[test]
    fn a_text_is_a_get_request() {
        let request = read(&json!("http://h/a?b=c"));
        assert_eq!(
            (request.method.as_str(), request.url.to_string().as_str()),
            ("GET", "http://h/a?b=c")
        );
    }

    #[test]
    fn headers_may_be_lines_of_text() {
        let request = read(&json!({"url": "h", "header": "A: 1\nB:2:3\n\n"}));
        assert_eq!(
            request.headers,
            [Header::new("A", "1"), Header::new("B", "2:3")]
        );
        assert_eq!(read(&json!({"url": "h", "header": "text"})).headers, []);
    }

    #[test]
    fn headers_are_read_from_whatever_stands_there() {
        for (header, expected) in [
            (
                json!({"A": "1", "B": 2, "C": [], "D": null}),
                vec![("A", "1"), ("B", "2")],
            ),
            (
                json!([{"key": "A", "value": {}}, 5, "B: 2", null, []]),
                vec![("A", "[object Object]"), ("B", "2")],
            ),
            (
                json!([{"key": "A", "value": ["a", 1], "disabled": 0}]),
                vec![("A", "a"), ("A", "1")],
            ),
            (json!([{"key": false, "value": 5}]), vec![("", "5")]),
            (json!(5), vec![]),
            (json!(true), vec![]),
            (json!({}), vec![]),
        ] {
            let headers = read(&json!({"url": "h", "header": header})).headers;
            let seen: Vec<_> = headers
                .iter()
                .map(|header| (header.key.as_str(), header.value.as_str()))
                .collect();
            assert_eq!(seen, expected, "{header}");
        }
        let off = read(&json!({"url": "h", "header": [{"key": "A", "value": "1", "disabled": 1}]}));
        assert!(off.headers[0].disabled);
    }

    #[test]
    fn a_method_is_the_text_of_what_stands_there() {
        for (method, text) in [
            (json!("put"), "PUT"),
            (json!([]), ""),
            (json!({}), "[OBJECT OBJECT]"),
            (json!(null), "GET"),
        ] {
            assert_eq!(read(&json!({"url": "h", "method": method})).method, text);
        }
    }

    #[test]
    fn values_of_headers_that_are_no_texts_are_javascripts() {
        let sent = |value: &Value| {
            let request = read(&json!({"url": "h", "header": [{"key": "A", "value": value}]}));
            let values = request.headers.into_iter().map(|header| header.value);
            values.collect::<Vec<_>>()
        };
        for (value, expected) in [
            (json!(true), vec!["true"]),
            (json!(1e3), vec!["1000"]),
            (json!(null), vec!["null"]),
            (json!({"a": 1}), vec!["[object Object]"]),
            (json!([1, null, "x"]), vec!["1", "null", "x"]),
            (json!([]), vec![]),
        ] {
            assert_eq!(sent(&value), expected, "{value}");
        }
    }

    #[test]
    fn what_is_switched_off_may_say_so_with_any_value_that_counts_as_true() {
        for (value, disabled) in [
            (json!(true), true),
            (json!(1), true),
            (json!("false"), true),
            (json!({}), true),
            (json!(0), false),
            (json!(""), false),
            (json!(null), false),
        ] {
            let request = read(&json!({"url": "h", "header": [{"key": "A", "disabled": value}]}));
            assert_eq!(request.headers[0].disabled, disabled, "{value}");
        }
    }

    #[test]
    fn null_stands_for_absent() {
        let request =
            read(&json!({"url": null, "header": null, "body": null, "auth": null, "method": null}));
        let body = Some(Body {
            mode: Mode::None,
            ..Body::default()
        });
        assert_eq!(
            request,
            Request {
                method: "GET".into(),
                body: body.map(Box::new),
                ..Request::default()
            }
        );
    }

    #[test]
    fn a_url_that_is_none_is_named_with_its_place() {
        for (url, kind) in [
            (json!(5), "a number"),
            (json!([]), "an array"),
            (json!(false), "a boolean"),
        ] {
            let request = read(&json!({"url": url, "method": "PUT"}));
            assert_eq!(
                request.problem.unwrap().to_string(),
                format!("`/url` is {kind}, expected a string or an object")
            );
            assert_eq!(
                (request.method.as_str(), request.url),
                ("PUT", Url::default())
            );
        }
        assert!(read(&json!(false)).problem.is_some());
        assert!(read(&json!("")).problem.is_none());
    }
}
