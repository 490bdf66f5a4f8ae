//! How requests prove who sends them.

use serde_json::Value;

use super::Manner;
use super::fields::Reading;
use crate::collection::{Auth, AuthParam, SCHEMES};
use crate::document::{Kind, Node};
use crate::text;

/// Schemes that Postman knows beside ours.
const OTHERS: [&str; 3] = ["inherit", "azure", "sasl"];

/// The authentication of a request; `None` is that of what it lies in.
// Differs from Postman: its runner sends nothing for `type: inherit`
// (`inherited_authentication_is_inherited`).
pub(super) fn of_request(node: &Node, reading: &mut Reading) -> Option<Auth> {
    let value = node.get("auth")?;
    let own = match &value.kind {
        Kind::Map(_) => value,
        Kind::List(list) => {
            reading.odd(value.at, "`auth` is a list, expected a map");
            list.last()?
        }
        Kind::Scalar(Value::Null) => {
            reading.odd(value.at, "`auth` is empty, expected a map");
            return None;
        }
        _ => {
            reading.wrong_kind("auth", value, "a map of `type` and `credentials`");
            return None;
        }
    };
    reading.strange_keys(own, &["type", "credentials", "id", "name"]);
    let read = scheme(own, reading)?;
    match (read.kind.as_str(), reading.manner) {
        ("inherit", Manner::Documented) => None,
        ("inherit", Manner::Postman) => Some(Auth::none()),
        _ => Some(read),
    }
}

/// The authentication of a collection or a folder: of a list, the last.
// Differs from Postman: its runner takes an entry without an `id` for none
// (`an_authentication_without_an_id_counts`).
pub(super) fn of_definition(node: &Node, reading: &mut Reading) -> Option<Auth> {
    let value = node.get("auth").filter(|value| !value.is_null())?;
    let own = match &value.kind {
        Kind::Map(_) => value,
        Kind::List(list) => list.last()?,
        _ => {
            reading.wrong_kind("auth", value, "a map, or a list of maps");
            return None;
        }
    };
    let is_listed = value.elements().is_some();
    if is_listed && own.get("id").is_none() && reading.manner == Manner::Postman {
        return None;
    }
    let rules = own.get("rules");
    if let Some(rules) = rules.filter(|rules| rules.elements() != Some(&[])) {
        reading.odd(rules.at, "`rules` of an authentication are not understood");
    }
    let read = scheme(own, reading)?;
    if read.kind == "inherit" {
        reading.refused(own.at, "`auth` of a folder or a collection is `inherit`");
        return None;
    }
    Some(read)
}

fn scheme(own: &Node, reading: &mut Reading) -> Option<Auth> {
    if own.entries().is_none() {
        reading.wrong_kind("auth", own, "a map of `type` and `credentials`");
        return None;
    }
    let Some(kind) = own.get("type") else {
        reading.wrong(own.at, "`auth` has no `type`");
        return None;
    };
    let kind = reading.string("type", kind)?;
    let known = || SCHEMES.iter().map(|scheme| scheme.kind).chain(OTHERS);
    if !known().any(|name| name == kind) {
        let at = own.get("type").map_or(own.at, |kind| kind.at);
        reading.wrong(at, format!("`{kind}` is no type of authentication"));
        reading.hint(text::did_you_mean(&kind, known()));
        return None;
    }
    let params = own.get("credentials");
    let mut params = params.map_or_else(Vec::new, |params| credentials(params, reading));
    if kind == "apikey" && !(reading.bare && is_placed(&params)) {
        place_of_key(&mut params, reading.manner);
    }
    let is_number = |param: &AuthParam| param.value.as_ref().is_some_and(Value::is_number);
    if reading.manner == Manner::Postman && params.iter().any(is_number) {
        return Some(Auth::none());
    }
    Some(Auth::new(kind, params))
}

/// Names and values, of any type that a scheme takes.
fn credentials(node: &Node, reading: &mut Reading) -> Vec<AuthParam> {
    let param = |key: &str, value: &Node| AuthParam {
        // A number that is no whole one is meant as it is written.
        value: Some(match (&value.kind, &value.written) {
            (Kind::Scalar(Value::Number(number)), Some(written)) if number.is_f64() => {
                written.as_ref().into()
            }
            _ => value.to_json(),
        }),
        ..AuthParam::new(key, Value::Null)
    };
    match &node.kind {
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| param(&entry.key, &entry.value))
            .collect(),
        Kind::List(list) => {
            let mut params = Vec::new();
            for entry in list {
                reading.strange_keys(entry, &["key", "value"]);
                let key = entry.get("key").and_then(Node::text);
                match (key, entry.get("value")) {
                    (Some(key), Some(value)) => params.push(param(&key, value)),
                    _ => reading.wrong(
                        entry.at,
                        "`credentials` has an entry without `key` and `value`",
                    ),
                }
            }
            params
        }
        Kind::Scalar(Value::Null) => Vec::new(),
        _ => {
            reading.wrong_kind("credentials", node, "a map");
            Vec::new()
        }
    }
}

/// Whether what schema v2.1 has says already where an API key goes: nothing, or the word for it.
fn is_placed(params: &[AuthParam]) -> bool {
    let words = ["addTokenTo", "addTo"];
    let has = |word: &str| params.iter().any(|param| param.key == word);
    has("in") || !words.into_iter().any(has)
}

/// Where an API key goes: our word for it is that of schema v2.1.
// Differs from Postman: its runner sends it as a header whatever `in` says
// (`an_api_key_goes_where_it_says`).
fn place_of_key(params: &mut Vec<AuthParam>, manner: Manner) {
    let said = |params: &[AuthParam], key: &str| {
        let mut given = params.iter().rev().filter(|param| param.key == key);
        let value = given.next().and_then(|param| param.value.as_ref());
        value.is_some_and(|value| value == "query" || value == "queryParams")
    };
    let is_in_query = said(params, "addTokenTo")
        || manner == Manner::Documented && (said(params, "in") || said(params, "addTo"));
    params.retain(|param| param.key != "in");
    let place = if is_in_query { "query" } else { "header" };
    params.push(AuthParam::new("in", place));
}
