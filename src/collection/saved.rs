//! Saved responses: kept as written, and shown as Postman's SDK shows them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::meta::Meta;
use super::note::description_json;
use super::place::Place;
use super::{Header, Request};
use crate::text;

/// A saved response: an object of JSON, kept as its text, which takes a fraction of the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved(Box<str>);

impl From<&Value> for Saved {
    fn from(response: &Value) -> Self {
        Self(response.to_string().into())
    }
}

impl Saved {
    /// The response as it was written, and its id.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The response with its request, headers, cookies and description in the SDK's form; what the
    /// SDK does not know is left out.
    pub(crate) fn to_json(&self) -> Value {
        to_json(&self.value())
    }
}

/// Reads a list of responses; one without an id gets one.
pub(super) fn read_list(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Vec<Saved> {
    let responses: Vec<Value> = place
        .entries()
        .into_iter()
        .map(|response| match response.value {
            Value::Object(_) => response.value.clone(),
            // What is none says nothing.
            _ => json!({}),
        })
        .collect();
    kept(responses, new_id)
}

/// Keeps responses; one without an id gets one.
pub(super) fn kept(mut responses: Vec<Value>, new_id: &mut dyn FnMut() -> String) -> Vec<Saved> {
    for response in responses.iter_mut().filter_map(Value::as_object_mut) {
        if !response.contains_key("id") {
            response.insert("id".into(), new_id().into());
        }
    }
    responses.iter().map(Saved::from).collect()
}

fn to_json(response: &Value) -> Value {
    let place = Place::root(response);
    let mut json = Map::new();
    Meta::read(&place).write(&mut json);
    for (name, value) in place.value.as_object().into_iter().flatten() {
        if let Some(shown) = shown(name, value) {
            json.insert(name.clone(), shown);
        }
    }
    for list in ["header", "cookie"] {
        json.entry(list).or_insert_with(|| json!([]));
    }
    if let Some(status) = status(&place) {
        json.insert("status".into(), status.into());
    }
    Value::Object(json)
}

/// The status that a response is shown with where it names none: the standard one of its code.
fn status(response: &Place<'_>) -> Option<String> {
    let named = |name| response.given(name).and_then(|said| said.value.as_str());
    if let Some(reason) = named("reason") {
        return Some(reason.to_owned());
    }
    if named("status").is_some() {
        return None;
    }
    let code = response.text("code")?.parse().ok()?;
    let standard = text::reason::standard(code);
    (!standard.is_empty()).then(|| standard.to_owned())
}

/// A member as it is shown, if it is.
fn shown(name: &str, value: &Value) -> Option<Value> {
    let place = Place::root(value);
    let understood = match name {
        "originalRequest" if value.is_null() => return None,
        "originalRequest" => Request::read(&place).to_json(),
        "header" => Header::read_list(&place)
            .iter()
            .map(Header::to_json)
            .collect(),
        "cookie" => place.entries().iter().map(cookie_json).collect(),
        "description" => description_json(value),
        "id" | "name" | "status" | "code" | "body" | "responseTime" | "disabled" => value.clone(),
        _ => return None,
    };
    Some(understood)
}

fn cookie_json(cookie: &Place<'_>) -> Value {
    let mut json = Map::new();
    Meta::read(cookie).write(&mut json);
    let name = cookie.text("name").or_else(|| cookie.text("key"));
    json.extend(name.map(|name| ("name".to_owned(), name.into())));
    let shown = [
        "expires", "maxAge", "domain", "path", "secure", "httpOnly", "hostOnly", "session",
    ];
    for name in shown {
        json.extend(
            cookie
                .own(name)
                .map(|member| (name.to_owned(), cookie_member(name, member.value))),
        );
    }
    let value = cookie.text("value").filter(|value| !value.is_empty());
    json.extend(value.map(|value| {
        (
            "value".to_owned(),
            text::uri_component(&decoded(&value)).into(),
        )
    }));
    json.extend(
        cookie
            .member("extensions")
            .map(|list| ("extensions".to_owned(), list.value.clone())),
    );
    Value::Object(json)
}

fn cookie_member(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("expires", Value::String(text)) => date(text),
        ("secure" | "httpOnly" | "hostOnly" | "session", Value::Null) => json!(false),
        ("secure" | "httpOnly" | "hostOnly" | "session", Value::String(text)) => {
            json!(!text.is_empty())
        }
        ("maxAge", Value::String(text)) => {
            text.trim().parse::<i64>().map_or(Value::Null, Into::into)
        }
        _ => value.clone(),
    }
}

/// A date as JavaScript's `Date` writes it in JSON; `null` for what is none.
fn date(text: &str) -> Value {
    let iso = text.parse::<Timestamp>().ok();
    let mail = || rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
    let time = iso.or_else(mail).or_else(|| browser_date(text));
    time.map_or(Value::Null, |time| format!("{time:.3}").into())
}

/// `Thu Jan 01 1970 01:00:00 GMT+0100 (Central European Standard Time)`, as browsers write dates.
fn browser_date(text: &str) -> Option<Timestamp> {
    let plain = text
        .split_once('(')
        .map_or(text, |(before, _)| before)
        .trim();
    jiff::fmt::strtime::parse("%a %b %d %Y %H:%M:%S GMT%z", plain)
        .ok()?
        .to_timestamp()
        .ok()
}

/// `decodeURIComponent`, which leaves a text alone that is not well-formed throughout.
fn decoded(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_escape = |at: usize| {
        bytes
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_sound = bytes
        .iter()
        .enumerate()
        .all(|(at, byte)| *byte != b'%' || is_escape(at));
    let decoded = is_sound
        .then(|| percent_decode_str(text).decode_utf8().ok())
        .flatten();
    decoded.unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_response_is_shown_as_postmans_sdk_shows_it() {
        let saved = json!([{
            "name": "r", "_postman_previewlanguage": "json", "status": "OK", "code": 200, "header": null, "extra": 1, "body": "{}",
            "responseTime": null, "description": null, "originalRequest": {"url": "h", "body": {}, "method": "put"},
            "cookie": [{"key": "k", "value": "v;x%41", "expires": "Mon Jan 18 2038 23:44:07 GMT+0200 (EET)", "_store": 1,
                "secure": null}, {"name": "n", "value": "100%", "expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"name": "o", "expires": "?"}],
        }]);
        let read = read_list(&Place::root(&saved), &mut || "made up".to_owned());
        let expected = json!({
            "_": {"postman_previewlanguage": "json"}, "name": "r", "status": "OK", "code": 200, "header": [], "body": "{}",
            "responseTime": null, "description": {}, "id": "made up",
            "originalRequest": {"url": {"host": ["h"], "query": [], "variable": []}, "method": "PUT", "body": {}},
            "cookie": [
                {"_": {"store": 1}, "name": "k", "expires": "2038-01-18T21:44:07.000Z", "value": "v%3BxA", "secure": false},
                {"name": "n", "value": "100%25", "expires": "1970-01-01T00:00:00.000Z"}, {"name": "o", "expires": null},
            ],
        });
        assert_eq!(read[0].to_json(), expected);
    }

    #[test]
    fn a_saved_response_without_a_status_has_that_of_its_code() {
        for (response, status) in [
            (json!({"code": 200}), Some(json!("OK"))),
            (
                json!({"code": "404", "status": ""}),
                Some(json!("Not Found")),
            ),
            (json!({"code": 200, "status": "Fine"}), Some(json!("Fine"))),
            (json!({"code": 200, "reason": "x"}), Some(json!("x"))),
            (json!({"code": 299}), None),
            (json!({"code": null}), None),
            (json!({}), None),
        ] {
            assert_eq!(
                to_json(&response).get("status"),
                status.as_ref(),
                "{response}"
            );
        }
    }

    #[test]
    fn a_saved_response_that_is_none_has_an_id_all_the_same() {
        let read = read_list(&Place::root(&json!(["text", 5, null])), &mut || {
            "made up".to_owned()
        });
        let nothing = Saved::from(&json!({"id": "made up"}));
        assert_eq!(read, [nothing.clone(), nothing]);
    }
}
