//! The headers and the body of a request that a page shows, and where they differ from those of a
//! request of a collection.

use serde_json::Value;

use super::body::{Content, content, folded, is_same_text, operation};
use super::parts::{is_id, is_placeholder};
use crate::collection::{Header, Request};
use crate::text;

/// Headers that say who asks, or that programs add by themselves.
const OWN: [&str; 15] = [
    "accept",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "postman-token",
    "user-agent",
    "x-api-key",
    "x-auth-token",
    "apikey",
    "dnt",
];

/// Whether a header says who asks, or is added by programs.
pub(crate) fn is_own(key: &str) -> bool {
    OWN.contains(&key.trim().to_lowercase().as_str())
}

/// What of a request's headers and body a page shows otherwise, in words, each with its place.
pub(crate) fn differences(shown: &Request, saved: &Request) -> Vec<String> {
    // A line with a method and a URL shows no more than these.
    let is_line = shown.headers.is_empty() && shown.sent_body().is_none();
    if is_line {
        return Vec::new();
    }
    let mut found = headers(&shown.headers, &saved.headers);
    let bodies = (content(shown.sent_body()), content(saved.sent_body()));
    match bodies {
        (Content::None, Content::None) | (Content::Other, _) | (_, Content::Other) => {}
        (Content::None, _) if shown.method == "GET" => {}
        (Content::None, _) => found.push("the request has a body, and the page shows none".into()),
        (_, Content::None) => found.push("the page shows a body, and the request has none".into()),
        (Content::Json(Value::Object(shown)), Content::GraphQl(saved)) => {
            operations(operation(shown), saved, &mut found);
        }
        (Content::Json(shown), Content::Json(saved) | Content::GraphQl(saved))
        | (Content::Multipart(shown), Content::Multipart(saved)) => {
            values(&shown, &saved, "", &mut found);
        }
        (Content::Multipart(_), _) => {
            found.push("the body is a multipart form on the page, and not in the request".into());
        }
        (_, Content::Multipart(_)) => {
            found.push("the body is a multipart form in the request, and not on the page".into());
        }
        // No page shows an operation otherwise than as JSON, or as its document alone.
        (Content::GraphQl(_), _) | (Content::Text(_), Content::GraphQl(_)) => {}
        (Content::Text(shown), Content::Text(saved)) => {
            if !is_same_text(&shown, &saved) {
                found.push(texts_differ(&shown, &saved));
            }
        }
        (Content::Json(_), Content::Text(_)) => {
            found.push("the body is JSON on the page, and not in the request".into());
        }
        // A body may be shortened on purpose.
        (Content::Text(shown), Content::Json(_))
            if shown.contains("...") || shown.contains('…') => {}
        (Content::Text(_), Content::Json(_)) => {
            found.push("the body is JSON in the request, and not on the page".into());
        }
    }
    found
}

/// Up to how many differences a request is that one all the same.
pub(crate) const MANY: usize = 5;

/// Whether so much differs, and more than `fewest`, that the page most likely shows another request.
pub(crate) fn is_another(shown: &Request, found: &[String], fewest: usize) -> bool {
    let leaves = match content(shown.sent_body()) {
        Content::Json(value) => leaves(&value),
        _ => return false,
    };
    found.len() > fewest && found.len() * 2 > leaves
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(leaves).sum(),
        Value::Array(list) => list.iter().map(leaves).sum(),
        _ => 1,
    }
}

/// Where two operations of GraphQL differ.
fn operations(mut shown: Value, mut saved: Value, found: &mut Vec<String>) {
    // Braces of a document are no placeholders.
    let take = |value: &mut Value| value.as_object_mut()?.shift_remove("query");
    let documents = (take(&mut shown), take(&mut saved));
    let is_same = match &documents {
        (Some(Value::String(shown)), Some(Value::String(saved))) => is_same_text(shown, saved),
        (shown, saved) => shown == saved,
    };
    if !is_same {
        found.push("`/query` is another on the page than in the request".into());
    }
    values(&shown, &saved, "", found);
}

/// The places at which two values differ, the uppermost of each branch.
fn values(shown: &Value, saved: &Value, at: &str, found: &mut Vec<String>) {
    let place = || {
        if at.is_empty() {
            "the body".to_owned()
        } else {
            format!("`{at}`")
        }
    };
    match (shown, saved) {
        (Value::Object(shown), Value::Object(saved)) => {
            for (name, value) in shown {
                let inner = format!("{at}/{}", text::pointer_token(name));
                match saved.get(name) {
                    Some(saved) => values(value, saved, &inner, found),
                    None => found.push(format!("`{inner}` is not in the request")),
                }
            }
            for name in saved.keys().filter(|name| !shown.contains_key(*name)) {
                let inner = format!("{at}/{}", text::pointer_token(name));
                found.push(format!("`{inner}` is not on the page"));
            }
        }
        (Value::Array(shown), Value::Array(saved)) => {
            for (index, (shown, saved)) in shown.iter().zip(saved).enumerate() {
                values(shown, saved, &format!("{at}/{index}"), found);
            }
            if shown.len() != saved.len() {
                let (page, request) = (shown.len(), saved.len());
                found.push(format!(
                    "{} has {page} elements on the page, and {request} in the request",
                    place()
                ));
            }
        }
        _ if same(shown, saved) => {}
        _ => found.push(format!(
            "{} is {} on the page, and {} in the request",
            place(),
            brief(shown),
            brief(saved)
        )),
    }
}

/// Whether two values are the same to a reader: one may stand for the other.
pub(crate) fn same(shown: &Value, saved: &Value) -> bool {
    let (one, other) = (plain(shown), plain(saved));
    let stands_for_any = |value: &Value| value.as_str().is_some_and(is_placeholder);
    shown == saved
        || stands_for_any(shown)
        || stands_for_any(saved)
        || (shown.is_number() && saved.is_number() && shown.as_f64() == saved.as_f64())
        || (is_secret(&one) && is_secret(&other))
}

/// Whether a text looks like a token or the id of something, which differs from reader to reader.
fn is_secret(text: &str) -> bool {
    is_id(text) && text.len() >= 12
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

fn headers(shown: &[Header], saved: &[Header]) -> Vec<String> {
    let find = |headers: &[Header], key: &str| {
        let mut sent = headers.iter().filter(|header| !header.disabled);
        let found = sent.find(|header| header.key.trim().eq_ignore_ascii_case(key));
        found.map(|header| header.value.trim().to_owned())
    };
    let mut found = Vec::new();
    for header in shown {
        let key = header.key.trim();
        let is_own = is_own(key);
        let value = header.value.trim();
        match find(saved, key) {
            None if is_own => {}
            None => found.push(format!("the header `{key}` is not in the request")),
            Some(_) if is_own && !key.eq_ignore_ascii_case("content-type") => {}
            Some(saved) if folded(&saved).eq_ignore_ascii_case(&folded(value)) => {}
            Some(saved) if is_placeholder(&saved) || is_placeholder(value) => {}
            Some(saved) if is_secret(&saved) && is_secret(value) => {}
            Some(saved) => found.push(format!(
                "the header `{key}` is `{value}` on the page, and `{saved}` in the request"
            )),
        }
    }
    found
}

/// Two texts that differ: their first difference.
fn texts_differ(shown: &str, saved: &str) -> String {
    let line = shown
        .lines()
        .zip(saved.lines())
        .position(|(shown, saved)| !is_same_text(shown, saved));
    let line = line.unwrap_or_else(|| shown.lines().count().min(saved.lines().count()));
    format!("the body differs from its line {}", line + 1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection::{Body, FormParam, FormValue, Mode};

    fn request(headers: &[(&str, &str)], body: &str) -> Request {
        Request {
            headers: headers
                .iter()
                .map(|(key, value)| Header::new(*key, *value))
                .collect(),
            body: (!body.is_empty()).then(|| Body::raw(body.to_owned()).into()),
            ..Request::default()
        }
    }

    fn bodies(shown: &str, saved: &str) -> Vec<String> {
        differences(&request(&[], shown), &request(&[], saved))
    }

    #[test]
    fn the_places_at_which_bodies_differ_are_told() {
        for (shown, saved, expected) in [
            (
                r#"{"a": {"b": 1}, "c": [1, 2]}"#,
                r#"{"c": [1,2], "a": {"b": 1.0}}"#,
                &[][..],
            ),
            (
                r#"{"a": {"b": 1}}"#,
                r#"{"a": {"b": "1", "c": null}}"#,
                &[
                    "`/a/b` is `1` on the page, and `\"1\"` in the request",
                    "`/a/c` is not on the page",
                ],
            ),
            (
                r#"{"a": [1]}"#,
                r#"{"a": [1, 2]}"#,
                &["`/a` has 1 elements on the page, and 2 in the request"],
            ),
            (
                r#"{"a": "<id>", "b": "x"}"#,
                r#"{"a": "7", "b": {{b}}}"#,
                &[],
            ),
            (
                r#"{"a": 1}"#,
                "",
                &["the page shows a body, and the request has none"],
            ),
            ("", "x", &[]),
            ("a=1&b=x%20y", "b=x+y&a=1", &[]),
            (
                "a=1",
                "a=2",
                &["`/a` is `\"1\"` on the page, and `\"2\"` in the request"],
            ),
            (
                "<a>\n<b/>\n</a>",
                "<a> <c/>\n</a>",
                &["the body differs from its line 1"],
            ),
            (
                r#"{"id": "00p2sy9ploJnRwPwp5g7"}"#,
                r#"{"id": "00p9sy9ploJnRwPwp5g8"}"#,
                &[],
            ),
        ] {
            assert_eq!(bodies(shown, saved), expected, "{shown} {saved}");
        }
    }

    #[test]
    fn bodies_are_the_same_however_they_are_written() {
        for (shown, saved, expected) in [
            (
                "a=1&a=2",
                "a=2&a=1",
                &[
                    "`/a/0` is `\"1\"` on the page, and `\"2\"` in the request",
                    "`/a/1` is `\"2\"` on the page, and `\"1\"` in the request",
                ][..],
            ),
            ("<a><b>7</b></a>", "<a>\n<b>{{b}}</b></a>", &[]),
            ("<a><b>{b}</b></a>", "<a><b>{{b}}</b></a>", &[]),
            (
                "<a><b>{b}</b></a>",
                "<a><c>{{b}}</c></a>",
                &["the body differs from its line 1"],
            ),
            (
                "{\"a\": 2}",
                "{ // one\n\"a\": 1 /* \" */ }",
                &["`/a` is `2` on the page, and `1` in the request"],
            ),
            ("{\"a\": \"//\"}", "{\"a\": \"//\" // two slashes\n}", &[]),
            ("{\"b\": 1e2}", "{\"b\": 100}", &[]),
            ("q{a{b}}", "q{a{c}}", &["the body differs from its line 1"]),
        ] {
            assert_eq!(bodies(shown, saved), expected, "{shown} {saved}");
        }
    }

    #[test]
    fn multipart_forms_and_operations_of_graphql_are_compared() {
        let differences = |shown: Mode, saved: Mode| {
            let of = |mode| Request {
                body: Some(
                    Body {
                        mode,
                        ..Body::raw("")
                    }
                    .into(),
                ),
                ..Request::default()
            };
            differences(&of(shown), &of(saved))
        };
        let form = |fields: &[(&str, FormValue)]| {
            let fields = fields.iter().map(|(key, value)| FormParam {
                key: (*key).to_owned(),
                value: value.clone(),
                ..FormParam::default()
            });
            Mode::FormData(fields.collect())
        };
        let text = |text: &str| FormValue::Text(text.to_owned());
        let file = |name: &str| FormValue::Files(vec![name.to_owned()]);
        let shown = form(&[("a", text("1")), ("f", file("x"))]);
        assert!(differences(shown.clone(), form(&[("f", file("y")), ("a", text("1"))])).is_empty());
        assert_eq!(
            differences(shown.clone(), form(&[("a", text("2")), ("g", file("x"))])),
            [
                "`/a` is `\"1\"` on the page, and `\"2\"` in the request",
                "`/f` is not in the request",
                "`/g` is not on the page"
            ]
        );
        assert_eq!(
            differences(shown, Mode::Raw("a=1".into())),
            ["the body is a multipart form on the page, and not in the request"]
        );
        let empty = Mode::FormData(Vec::new());
        assert!(differences(Mode::Raw(String::new()), empty).is_empty());
        let saved = || Mode::GraphQl {
            query: Some("{\n  a { b }\n}".into()),
            operation_name: None,
            variables: json!("{\"n\": 1}").into(),
        };
        let shown = |text: &str| Mode::Raw(text.to_owned());
        let same = r#"{"query": "{ a { b } }", "variables": {"n": 1}}"#;
        assert!(differences(shown(same), saved()).is_empty());
        let other = r#"{"query": "{ a { b } }", "variables": {"n": 2}}"#;
        assert_eq!(
            differences(shown(other), saved()),
            ["`/variables/n` is `2` on the page, and `1` in the request"]
        );
        let other = r#"{"query": "{ a { c } }", "variables": {"n": 1}}"#;
        assert_eq!(
            differences(shown(other), saved()),
            ["`/query` is another on the page than in the request"]
        );
    }

    #[test]
    fn headers_are_compared_but_those_that_say_who_asks() {
        let shown = request(
            &[("Tenant", "a"), ("X-Step", "1"), ("Authorization", "b")],
            "",
        );
        let saved = request(&[("tenant", "c"), ("Authorization", "d")], "");
        assert_eq!(
            differences(&shown, &saved),
            [
                "the header `Tenant` is `a` on the page, and `c` in the request",
                "the header `X-Step` is not in the request"
            ]
        );
    }
}
