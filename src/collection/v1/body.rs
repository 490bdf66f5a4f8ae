//! A body: `dataMode` says what it is, `data`, `rawModeData` or `graphqlModeData` what is in it.

use serde_json::{Map, Value, json};

use crate::collection::Body;
use crate::collection::place::Place;
use crate::text::is_truthy;

/// Reads the body of a request, by way of the form that it has in schema 2.1.
pub(super) fn read(place: &Place<'_>) -> Body {
    let mode = place.value.get("dataMode");
    let name = mode.and_then(Value::as_str).and_then(mode_of);
    let is_empty = ["data", "rawModeData", "graphqlModeData"]
        .iter()
        .all(|part| filled(place, part).is_none());
    // `null` is the app's way to say that there is no body, whatever it remembers of one.
    if (name.is_none() && is_empty) || mode.is_some_and(Value::is_null) {
        return Body::read(&Place {
            value: &Value::Null,
            pointer: place.pointer.clone(),
        });
    }
    let name = name.unwrap_or_else(|| guessed_mode(place));
    let options = place.member("dataOptions");
    let raw_options = options
        .and_then(|options| options.member("raw"))
        .map(|raw| raw.value.clone());
    let body = json!({
        "mode": name,
        name: content(place, name),
        "options": raw_options.map(|raw| json!({"raw": raw})),
        "disabled": place.given("dataDisabled").is_some(),
    });
    Body::read(&Place {
        value: &body,
        pointer: place.pointer.clone(),
    })
}

/// Today's name of a mode.
fn mode_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "binary" => "file",
        "graphql" => "graphql",
        "params" => "formdata",
        "raw" => "raw",
        "urlencoded" => "urlencoded",
        _ => return None,
    })
}

/// The mode of a body that has a content but no mode.
fn guessed_mode(place: &Place<'_>) -> &'static str {
    let has_raw = raw_text(place).is_some_and(|text| !text.is_empty());
    match fields(place) {
        _ if has_raw => "raw",
        Some(fields) if fields.is_array() => "formdata",
        _ if graphql(place).is_some() => "graphql",
        _ => "raw",
    }
}

fn content(place: &Place<'_>, mode: &str) -> Value {
    let text = raw_text(place);
    match mode {
        "file" => json!({"src": text}),
        "graphql" => graphql(place).cloned().unwrap_or_default(),
        "raw" => {
            let data = place.value.get("data").and_then(Value::as_str);
            json!(
                text.filter(|text| !text.is_empty())
                    .or(data)
                    .unwrap_or_default()
            )
        }
        _ => fields(place)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(field)
            .collect(),
    }
}

/// A text, or a list of one text.
fn raw_text<'a>(place: &Place<'a>) -> Option<&'a str> {
    match place.value.get("rawModeData")? {
        Value::Array(list) if list.len() == 1 => list[0].as_str(),
        raw => raw.as_str(),
    }
}

/// What the fields of a form are taken from.
fn fields<'a>(place: &Place<'a>) -> Option<&'a Value> {
    place
        .given("data")
        .or_else(|| place.member("rawModeData"))
        .map(|fields| fields.value)
}

/// The operation; older files kept it in `data`, with empty options to tell.
fn graphql<'a>(place: &Place<'a>) -> Option<&'a Value> {
    let options = place.member("dataOptions");
    let in_data = options.is_some_and(|options| options.value.get("graphql").is_some());
    filled(place, "graphqlModeData").or_else(|| filled(place, "data").filter(|_| in_data))
}

/// A field in the form of schema 2.1; one without a key is none.
fn field(entry: &Value) -> Option<Value> {
    let mut field: Map<String, Value> = entry.as_object()?.clone();
    field.get("key").filter(|key| !key.is_null())?;
    let has = |name: &str| field.get(name).is_some_and(is_truthy);
    if field.get("type").is_some_and(|kind| kind == "file") && !has("src") && has("value") {
        let value = field
            .shift_remove("value")
            .filter(|value| value.is_string() || value.is_array());
        field.insert("src".into(), value.unwrap_or_default());
    }
    if field.shift_remove("enabled") == Some(Value::Bool(false)) {
        field.insert("disabled".into(), true.into());
    }
    Some(Value::Object(field))
}

/// The member of that name where there is something in it.
fn filled<'a>(place: &Place<'a>, name: &str) -> Option<&'a Value> {
    place.value.get(name).filter(|value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    })
}
