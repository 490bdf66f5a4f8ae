//! Saved responses, as Postman's SDK writes them.

use serde_json::{Map, Value};

use super::note::description_json;
use super::place::Place;
use super::{Header, Request};

/// A saved response with its request, headers and description in the SDK's form; members whose names begin with `_` stand
/// together under `_`.
pub(super) fn to_json(response: &Value) -> Value {
    let mut json = Map::new();
    let mut hidden = Map::new();
    for (name, member) in Place::root(response).members() {
        match name.strip_prefix('_') {
            Some(rest) => hidden.insert(rest.to_owned(), member.value.clone()),
            None => json.insert(name.clone(), shown(name, &member)),
        };
    }
    if !hidden.is_empty() {
        json.insert("_".into(), Value::Object(hidden));
    }
    Value::Object(json)
}

/// A member as it is shown; what can't be understood as it was written.
fn shown(name: &str, member: &Place<'_>) -> Value {
    let understood = match name {
        "originalRequest" => Request::read(member).ok().map(|request| request.to_json()),
        "header" => {
            Header::read_list(member).ok().map(|headers| headers.iter().map(Header::to_json).collect())
        }
        "description" => Some(description_json(member.value)),
        _ => None,
    };
    understood.unwrap_or_else(|| member.value.clone())
}
