//! A URL as written: parts that may each hold placeholders.
//!
//! Postman's own splitting, not RFC 3986: nothing is decoded, nothing is normalised, a missing
//! scheme stays missing.

use std::collections::HashSet;
use std::fmt::{self, Write};

use serde_json::{Map, Value, json};

use super::cast::text_of;
use super::path_variable::{self, Known, Lack};
use super::place::{Place, scalar_text};
use super::shield::{Shielded, placeholders};
use super::{Note, UserInfo, Variable};
use crate::text::is_truthy;

/// The parts of a URL.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Url {
    /// The scheme without `://`.
    pub protocol: Option<String>,
    /// User and password, which few have.
    pub auth: Option<Box<UserInfo>>,
    /// The host's labels.
    pub host: Option<Vec<String>>,
    /// The port, as written.
    pub port: Option<String>,
    /// The path's segments.
    pub path: Option<Vec<String>>,
    /// The query's parameters.
    pub query: Vec<QueryParam>,
    /// What stands after `#`.
    pub hash: Option<String>,
    /// The values of `:name` segments.
    pub variables: Vec<Variable>,
}

/// A parameter of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryParam {
    /// The name; `None` writes `=value`.
    pub key: Option<String>,
    /// The value; `None` writes no `=`.
    pub value: Option<String>,
    /// Switched off by the user.
    pub disabled: bool,
    /// What the file says of it beside that.
    pub note: Note,
}

impl Url {
    /// Splits a URL's text into its parts.
    pub fn parse(text: &str) -> Self {
        let mut url = Self::default();
        let text = text.trim_start();
        if text.is_empty() {
            return url;
        }
        let shielded = Shielded::new(text);
        let mut rest = shielded.text.as_str();
        if let Some((before, hash)) = rest.split_once('#') {
            url.hash = Some(shielded.restore(hash));
            rest = before;
        }
        if let Some((before, query)) = rest.split_once('?') {
            url.query = QueryParam::split(query)
                .map(|param| param.restored(&shielded))
                .collect();
            rest = before;
        }
        url.split_authority_and_path(&rest.replace('\\', "/"), &shielded);
        url.variables = url.path_variable_names();
        url
    }

    fn split_authority_and_path(&mut self, text: &str, shielded: &Shielded) {
        let mut rest = text;
        if let Some((protocol, after)) = rest.split_once("://") {
            rest = after.trim_start_matches('/');
            self.protocol = Some(shielded.restore(protocol));
        }
        if let Some((before, path)) = rest.split_once('/') {
            self.path = Some(
                path.split('/')
                    .map(|segment| shielded.restore(segment))
                    .collect(),
            );
            rest = before;
        }
        if let Some((userinfo, after)) = rest.rsplit_once('@') {
            let (user, password) = userinfo
                .split_once(':')
                .map_or((userinfo, None), |(u, p)| (u, Some(p)));
            let named = UserInfo {
                user: Some(shielded.restore(user)),
                password: password.map(|word| shielded.restore(word)),
            };
            self.auth = Some(named.into());
            rest = after;
        }
        if let Some((before, port)) = rest
            .rsplit_once(':')
            .filter(|(_, port)| !port.contains(']'))
        {
            self.port = Some(shielded.restore(port));
            rest = before;
        }
        if !rest.is_empty() {
            self.host = Some(
                rest.split('.')
                    .map(|label| shielded.restore(label))
                    .collect(),
            );
        }
    }

    fn path_variable_names(&self) -> Vec<Variable> {
        let mut found: Vec<Variable> = Vec::new();
        let mut known = HashSet::new();
        for name in self
            .path
            .iter()
            .flatten()
            .filter_map(|segment| path_variable::name(segment))
        {
            if known.insert(name) {
                found.push(Variable {
                    key: name.to_owned(),
                    ..Variable::default()
                });
            }
        }
        found
    }

    /// The host's labels joined by dots.
    pub fn host_text(&self) -> String {
        self.host
            .as_ref()
            .map(|labels| labels.join("."))
            .unwrap_or_default()
    }

    /// The path with its leading slash; `:name` segments replaced by the values of the path
    /// variables. Only a non-empty text replaces, and a suffix is kept (`:id.json`).
    pub fn path_text(&self) -> String {
        self.filled_path(&mut Vec::new())
    }

    /// The variables of the path that nothing is put in for.
    pub fn lacking(&self) -> Vec<Lack> {
        let mut lacking = Vec::new();
        self.filled_path(&mut lacking);
        lacking
    }

    fn filled_path(&self, lacking: &mut Vec<Lack>) -> String {
        let mut path = String::new();
        let known = Known::of(&self.variables);
        for segment in self.path.iter().flatten() {
            path.push('/');
            path.push_str(&path_variable::fill(segment, &known, lacking));
        }
        if path.is_empty() { "/".into() } else { path }
    }

    /// The query without its `?`; `None` when no parameter is enabled.
    pub fn query_text(&self) -> Option<String> {
        let enabled: Vec<String> = self
            .query
            .iter()
            .filter(|param| !param.disabled)
            .map(ToString::to_string)
            .collect();
        (!enabled.is_empty()).then(|| enabled.join("&"))
    }

    /// The URL as JSON.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        if let Some(protocol) = &self.protocol {
            json.insert("protocol".into(), json!(protocol));
        }
        if let Some(UserInfo { user, password }) = self.auth.as_deref() {
            json.insert("auth".into(), json!({"user": user, "password": password}));
        }
        if let Some(port) = &self.port {
            json.insert("port".into(), json!(port));
        }
        if let Some(path) = &self.path {
            json.insert("path".into(), json!(path));
        }
        if let Some(hash) = &self.hash {
            json.insert("hash".into(), json!(hash));
        }
        if let Some(host) = &self.host {
            json.insert("host".into(), json!(host));
        }
        json.insert(
            "query".into(),
            self.query.iter().map(QueryParam::to_json).collect(),
        );
        json.insert(
            "variable".into(),
            self.variables.iter().map(Variable::to_json).collect(),
        );
        Value::Object(json)
    }

    /// Reads a URL that is a text or an object; anything else is an empty one.
    pub(super) fn read(place: &Place<'_>) -> Self {
        if let Some(text) = place.value.as_str() {
            return Self::parse(text);
        }
        let has_parts = ["host", "path", "protocol", "query"]
            .iter()
            .any(|part| place.given(part).is_some());
        let variables = place.member("variable");
        let variables = variables.map(|list| Variable::read_list(&list));
        if !has_parts {
            let parsed = Self::parse(&place.text("raw").unwrap_or_default());
            return Self {
                variables: variables.unwrap_or(parsed.variables),
                ..parsed
            };
        }
        Self {
            protocol: protocol(place),
            auth: place
                .member("auth")
                .map(|auth| UserInfo::read(&auth).into()),
            host: place.given("host").map(|host| labels(&host)),
            port: place.text("port"),
            path: place.given("path").and_then(|path| segments(&path)),
            query: place
                .member("query")
                .map(|query| QueryParam::read_list(&query))
                .unwrap_or_default(),
            hash: place.text("hash"),
            variables: variables.unwrap_or_default(),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(protocol) = self
            .protocol
            .as_deref()
            .filter(|protocol| !protocol.is_empty())
        {
            write!(
                formatter,
                "{}://",
                protocol.strip_suffix("://").unwrap_or(protocol)
            )?;
        }
        if let Some(named) = &self.auth {
            write!(formatter, "{named}")?;
        }
        formatter.write_str(&self.host_text())?;
        if let Some(port) = &self.port {
            write!(formatter, ":{port}")?;
        }
        if self.path.is_some() {
            formatter.write_str(&self.path_text())?;
        }
        if let Some(query) = self.query_text() {
            write!(formatter, "?{query}")?;
        }
        if let Some(hash) = &self.hash {
            write!(formatter, "#{hash}")?;
        }
        Ok(())
    }
}

impl QueryParam {
    /// Splits a query's text at `&`; an empty part that is not the last becomes a parameter without
    /// name and value.
    pub fn split(query: &str) -> impl Iterator<Item = Self> + '_ {
        let last = query.matches('&').count();
        query
            .split('&')
            .enumerate()
            .map(move |(index, part)| match part.split_once('=') {
                _ if part.is_empty() && index != last => Self::default(),
                Some((key, value)) => Self {
                    key: Some(key.into()),
                    value: Some(value.into()),
                    ..Self::default()
                },
                None => Self {
                    key: Some(part.into()),
                    ..Self::default()
                },
            })
    }

    /// The parameter with the placeholders that were hidden while it was split.
    fn restored(self, shielded: &Shielded) -> Self {
        Self {
            key: self.key.map(|key| shielded.restore(&key)),
            value: self.value.map(|value| shielded.restore(&value)),
            ..self
        }
    }

    fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), json!(self.key));
        json.insert("value".into(), json!(self.value));
        self.note.write(self.disabled, &mut json);
        Value::Object(json)
    }

    fn read_list(place: &Place<'_>) -> Vec<Self> {
        if let Some(text) = place.value.as_str().filter(|text| !text.is_empty()) {
            return Self::split(text).collect();
        }
        // As in the SDK even where it is meant for one parameter: `key` and `value` are two.
        let members = place.value.as_object();
        if members.is_some_and(|members| !members.is_empty()) {
            let param = |key: &String, value: &Value| Self {
                key: Some(key.clone()),
                value: scalar_text(value),
                ..Self::default()
            };
            return place
                .members()
                .map(|(key, member)| param(key, member.value))
                .collect();
        }
        place.entries().iter().map(Self::read).collect()
    }

    fn read(place: &Place<'_>) -> Self {
        if let Some(text) = place.value.as_str() {
            return Self::split(text).next().unwrap_or_default();
        }
        Self {
            key: place.text("key"),
            value: place.text("value"),
            disabled: place.flag("disabled"),
            note: Note::read(place),
        }
    }
}

impl fmt::Display for QueryParam {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = &self.key {
            write_reserved(formatter, key, &['&', '#', '='])?;
        }
        if let Some(value) = &self.value {
            formatter.write_char('=')?;
            write_reserved(formatter, value, &['&', '#'])?;
        }
        Ok(())
    }
}

/// Writes `text` with the `reserved` characters percent-encoded, but not within placeholders.
fn write_reserved(
    formatter: &mut fmt::Formatter<'_>,
    text: &str,
    reserved: &[char],
) -> fmt::Result {
    if !text.contains(reserved) {
        return formatter.write_str(text);
    }
    let mut position = 0;
    for (start, end) in placeholders(text) {
        write_encoded(formatter, &text[position..start], reserved)?;
        formatter.write_str(&text[start..end])?;
        position = end;
    }
    write_encoded(formatter, &text[position..], reserved)
}

fn write_encoded(formatter: &mut fmt::Formatter<'_>, text: &str, reserved: &[char]) -> fmt::Result {
    for character in text.chars() {
        if reserved.contains(&character) {
            write!(formatter, "%{:02X}", u32::from(character))?;
        } else {
            formatter.write_char(character)?;
        }
    }
    Ok(())
}

/// The scheme; an empty text is one, anything else that JavaScript takes for false is none.
fn protocol(place: &Place<'_>) -> Option<String> {
    let written = place.value.get("protocol")?;
    (written.is_string() || is_truthy(written)).then(|| text_of(written))
}

fn labels(place: &Place<'_>) -> Vec<String> {
    match place.value {
        Value::String(text) => text.split('.').map(str::to_owned).collect(),
        Value::Array(list) => list.iter().map(joined).collect(),
        other => vec![text_of(other)],
    }
}

/// An element of a list as JavaScript joins it.
fn joined(value: &Value) -> String {
    if value.is_null() {
        String::new()
    } else {
        text_of(value)
    }
}

fn segments(place: &Place<'_>) -> Option<Vec<String>> {
    match place.value {
        Value::String(text) => {
            let path = if text.len() > 1 {
                text.strip_prefix('/').unwrap_or(text)
            } else {
                text
            };
            match path {
                "" => None,
                "/" => Some(vec![String::new()]),
                _ => Some(path.split('/').map(str::to_owned).collect()),
            }
        }
        Value::Object(members) => Some(members.values().map(segment).collect()),
        Value::Array(list) => Some(list.iter().map(segment).collect()),
        _ => Some(Vec::new()),
    }
}

/// A segment; an object's is its value.
// Differs from Postman: an object is the words `[object Object]` there
// (`a_path_may_be_text_or_segments`).
fn segment(value: &Value) -> String {
    let own = value.get("value").and_then(scalar_text);
    own.unwrap_or_else(|| joined(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_split_and_joined_is_the_same() {
        for text in [
            "https://user:pa:ss@api.example.com:8443/a//b/./..?x=1&y&=2&&z=#frag#ment",
            "{{url}}/api/v1/policies?type=OKTA_SIGN_ON",
            "{{a.b:c/d?e#f@g&h]}}/x?{{k&v}}={{w#}}#{{h}}",
            "localhost:3000",
            "http://[::1]:80/",
            "example.com/?",
            "example.com/?a=b&",
            "/only/path",
            "?q=1",
        ] {
            assert_eq!(Url::parse(text).to_string(), text, "{text}");
        }
    }

    #[test]
    fn backslashes_and_extra_slashes_are_mended() {
        assert_eq!(
            Url::parse("  http:\\\\host\\a?b\\c").to_string(),
            "http://host/a?b\\c"
        );
        assert_eq!(Url::parse("http:////host/a").to_string(), "http://host/a");
        assert_eq!(
            Url::parse(":\\\\ ").to_string(),
            " ",
            "the blank is Postman's too"
        );
    }

    #[test]
    fn path_variables_are_put_in_by_name() {
        let mut url = Url::parse("http://h/:id/:id.json/:other/:/x:id");
        assert_eq!(url.variables.len(), 2);
        url.variables[0].value = Some(json!("a/b"));
        url.variables[1].value = Some(json!(5));
        assert_eq!(url.to_string(), "http://h/a/b/a/b.json/:other/:/x:id");
    }

    #[test]
    fn reserved_characters_in_parameters_are_encoded_but_not_in_placeholders() {
        let param = QueryParam {
            key: Some("a=&#{{b=}}".into()),
            value: Some("c=&#{{d&}}".into()),
            ..QueryParam::default()
        };
        assert_eq!(param.to_string(), "a%3D%26%23{{b=}}=c=%26%23{{d&}}");
    }

    #[test]
    fn disabled_and_null_parameters_follow_postman() {
        let json = json!({"host": "h", "query": [
            {"key": "a", "value": null}, {"key": null, "value": "v"}, {"key": "off", "disabled": true}, null
        ]});
        let url = Url::read(&Place::root(&json));
        assert_eq!(url.to_string(), "h?a&=v");
        let off = json!({"host": ["h"], "query": [{"key": "off", "disabled": true}]});
        assert_eq!(Url::read(&Place::root(&off)).to_string(), "h");
    }

    #[test]
    fn path_variables_go_with_a_url_that_is_text_alone() {
        let json = json!({"raw": "http://h/:id/x", "variable": [{"key": "id", "value": "1"}]});
        let url = Url::read(&Place::root(&json));
        assert_eq!(url.to_string(), "http://h/1/x");
    }

    #[test]
    fn an_empty_scheme_is_read_as_it_is_written() {
        let url = Url::parse("://h/x");
        assert_eq!(
            Url::read(&Place::root(&url.to_json())).protocol,
            url.protocol
        );
        let none = json!({"protocol": false, "host": "h"});
        assert_eq!(Url::read(&Place::root(&none)).protocol, None);
    }

    #[test]
    fn a_path_may_be_text_or_segments() {
        for (path, text) in [
            (json!("/a/b"), "h/a/b"),
            (json!("/"), "h/"),
            (json!(""), "h"),
            (json!(["a", {"value": "b"}]), "h/a/b"),
            (json!(["a", null, true, 5, [1, 2]]), "h/a//true/5/1,2"),
            (json!(["a", null, 5, {}]), "h/a//5/[object Object]"),
            (json!({"x": 1, "y": "b"}), "h/1/b"),
            (json!([]), "h/"),
            (json!(5), "h/"),
            (json!(false), "h"),
        ] {
            assert_eq!(
                Url::read(&Place::root(&json!({"host": "h", "path": path}))).to_string(),
                text
            );
        }
    }

    #[test]
    fn the_parts_of_a_url_may_be_anything() {
        for (url, text) in [
            (json!({"host": ["a", null, 5], "protocol": false}), "a..5"),
            (json!({"host": 5, "protocol": "http"}), "http://5"),
            (json!({"host": "h", "query": ""}), "h"),
            (json!({"host": "h", "query": {}}), "h?"),
            (
                json!({"host": "h", "query": {"key": "a", "value": "1"}}),
                "h?key=a&value=1",
            ),
            (json!({"host": "h", "query": {"a": "1"}}), "h?a=1"),
            (
                json!({"host": "h", "query": [{"key": "a", "disabled": 1}, "b=2", null]}),
                "h?b=2",
            ),
            (
                json!({"host": "h", "path": [":id"], "variable": {"key": "id", "value": "7"}}),
                "h/7",
            ),
            (json!({"host": [], "path": [], "raw": "http://h"}), "/"),
            (
                json!({"host": "", "path": false, "raw": "http://h"}),
                "http://h",
            ),
            (json!(5), ""),
            (json!([]), ""),
        ] {
            let read = Url::read(&Place::root(&url));
            assert_eq!(read.to_string(), text, "{url}");
        }
    }
}
