//! Saved responses, as Postman's SDK writes them.

use serde_json::{Map, Value};

use super::note::description_json;
use super::place::Place;
use super::{Header, Request};

/// A saved response with its request and headers in the SDK's form.
pub(super) fn to_json(response: &Value) -> Value {
    let Some(members) = response.as_object() else { return response.clone() };
    let place = Place::root(response);
    let mut json = Map::new();
    let mut hidden = Map::new();
    for (name, value) in members {
        let shown = match name.as_str() {
            "originalRequest" => place.member(name).and_then(|request| Request::read(&request).ok()),
            _ => None,
        };
        let headers = match name.as_str() {
            "header" => place.member(name).and_then(|headers| Header::read_list(&headers).ok()),
            _ => None,
        };
        let written = match (shown, headers, name.strip_prefix('_').filter(|rest| !rest.is_empty())) {
            (Some(request), ..) => request.to_json(),
            (_, Some(headers), _) => headers.iter().map(Header::to_json).collect(),
            (.., Some(rest)) => {
                hidden.insert(rest.to_owned(), value.clone());
                continue;
            }
            _ if name == "description" => description_json(value),
            _ => value.clone(),
        };
        json.insert(name.clone(), written);
    }
    if !hidden.is_empty() {
        json.insert("_".into(), Value::Object(hidden));
    }
    Value::Object(json)
}
