//! Saved responses, as schema 2.1 writes them.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{id_of, request};
use crate::collection::place::{Place, scalar_text};

/// The requests of the collection by id: a response may name the one that it answers.
type Requests<'a> = HashMap<String, Place<'a>>;

/// Reads the saved responses of a request, in the order of `responses_order` where there is one.
/// Where an id stands twice, the later response counts.
pub(super) fn read_list(place: &Place<'_>, requests: &Requests<'_>) -> Vec<Value> {
    let Some(list) = place.given("responses") else {
        return Vec::new();
    };
    let responses: Vec<_> = list
        .values()
        .into_iter()
        .filter(|entry| entry.value.is_object())
        .collect();
    let order: Vec<String> = place
        .given("responses_order")
        .iter()
        .flat_map(Place::elements)
        .filter_map(|id| scalar_text(id.value))
        .collect();
    let last_with = |id: String| {
        responses
            .iter()
            .rev()
            .find(|response| id_of(response).as_ref() == Some(&id))
    };
    let chosen: Vec<&Place<'_>> = if order.is_empty() {
        responses
            .iter()
            .map(|response| id_of(response).and_then(last_with).unwrap_or(response))
            .collect()
    } else {
        order.into_iter().filter_map(last_with).collect()
    };
    chosen
        .into_iter()
        .map(|response| read(response, requests))
        .collect()
}

fn read(place: &Place<'_>, requests: &Requests<'_>) -> Value {
    let code = place.member("responseCode");
    let code = |name: &str| {
        code.as_ref()
            .and_then(|code| code.given(name))
            .map(|part| part.value.clone())
    };
    let member = |name: &str| place.value.get(name).cloned();
    let mut response = Map::new();
    let mut insert = |name: &str, value: Option<Value>| {
        response.extend(value.map(|value| (name.to_owned(), value)));
    };
    insert("id", id_of(place).map(Value::from));
    insert(
        "name",
        Some(
            place
                .given("name")
                .map_or_else(|| json!("response"), |name| name.value.clone()),
        ),
    );
    insert("originalRequest", read_request(place, requests));
    insert("status", code("name"));
    insert("code", code("code").as_ref().and_then(number));
    insert("_postman_previewlanguage", member("language"));
    insert("_postman_previewtype", member("previewType"));
    insert("header", member("headers"));
    let cookies: Option<Vec<Value>> = place
        .member("cookies")
        .map(|list| list.elements().map(|cookie| read_cookie(&cookie)).collect());
    insert("cookie", Some(cookies.unwrap_or_default().into()));
    insert("responseTime", member("time"));
    insert("body", member("text"));
    Value::Object(response)
}

/// Reads the request that was answered: an object, a text of JSON, or the id of a request of the
/// collection.
fn read_request(place: &Place<'_>, requests: &Requests<'_>) -> Option<Value> {
    let mut named = None;
    for part in ["requestObject", "request"]
        .iter()
        .filter_map(|name| place.given(name))
    {
        let Value::String(text) = part.value else {
            return Some(read_object(&part));
        };
        match serde_json::from_str::<Value>(text) {
            Ok(value) if value.is_object() => {
                return Some(read_object(&Place {
                    value: &value,
                    pointer: part.pointer,
                }));
            }
            _ => named = Some(text),
        }
    }
    named.and_then(|id| requests.get(id)).map(read_object)
}

fn read_object(place: &Place<'_>) -> Value {
    request::read(place).to_json()
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => serde_json::from_str(text.trim())
            .ok()
            .filter(Value::is_number),
        Value::Number(_) => Some(value.clone()),
        _ => None,
    }
}

fn read_cookie(place: &Place<'_>) -> Value {
    let mut cookie = Map::new();
    let expires = place
        .value
        .get("expirationDate")
        .and_then(number)
        .as_ref()
        .and_then(Value::as_f64);
    let expires = expires.and_then(date);
    cookie.insert(
        "expires".into(),
        expires.unwrap_or_else(|| "Invalid Date".into()).into(),
    );
    for name in [
        "hostOnly", "httpOnly", "domain", "path", "secure", "session", "value",
    ] {
        cookie.extend(
            place
                .value
                .get(name)
                .map(|value| (name.to_owned(), value.clone())),
        );
    }
    cookie.extend(
        place
            .value
            .get("name")
            .map(|name| ("key".to_owned(), name.clone())),
    );
    Value::Object(cookie)
}

/// A time in seconds as JavaScript's `Date` writes it, in UTC.
fn date(seconds: f64) -> Option<String> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time out of range is refused below"
    )]
    let time = Timestamp::from_second(seconds as i64).ok()?;
    Some(
        time.strftime("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")
            .to_string(),
    )
}
