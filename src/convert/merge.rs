//! What a file is to hold that is there already: the new content, with what only the old has a say
//! in.

use serde_json::{Map, Value, json};

use super::settings;

/// What the format knows of the top of a file, without the `id`, which the file keeps where the
/// source has none.
const TOP: [&str; 17] = [
    "$kind",
    "name",
    "description",
    "method",
    "url",
    "headers",
    "queryParams",
    "pathVariables",
    "body",
    "auth",
    "scripts",
    "settings",
    "examples",
    "order",
    "variables",
    "query",
    "operationName",
];

/// What else a thing within a file may hold, by the name that leads to it; of what is not listed,
/// every name is the user's own.
const WITHIN: [(&str, &[&str]); 7] = [
    ("body", &["type", "content"]),
    ("auth", &["type", "name", "credentials"]),
    ("settings", &settings::NAMES),
    ("scripts", &["type", "code", "language", "packages"]),
    (
        "request",
        &[
            "url",
            "method",
            "headers",
            "queryParams",
            "pathVariables",
            "body",
        ],
    ),
    ("response", &["statusCode", "statusText", "headers", "body"]),
    (
        "values",
        &[
            "key",
            "value",
            "type",
            "enabled",
            "description",
            "secret",
            "disabled",
        ],
    ),
];

/// The new content, with the members of the old that the format does not know, and the ids that the
/// new one has not from its source: its own are kept, so that nothing changes but what must.
pub(super) fn merged(old: &Value, new: &Value) -> Value {
    members(old, new, Some(&TOP))
}

/// Whether they say the same; the order of the members counts where they are entries.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let both = |name: &str| one.get(name).zip(other.get(name));
            let is_same = |name: &String| {
                both(name).is_some_and(|(one, other)| {
                    same(one, other) && (!is_list(name) || in_order(one, other))
                })
            };
            one.len() == other.len() && one.keys().all(is_same)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

/// What a list of names and values says, in whichever form: each name with its value, what it is for,
/// whether it is off, and what else it has. Of what the app notes for itself nothing is said.
fn entries(value: &Value) -> Option<Vec<Map<String, Value>>> {
    let pair = |(key, value): (&String, &Value)| {
        let members = [("key", json!(key)), ("value", value.clone())];
        members
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect()
    };
    let entry = |entry: &Value| {
        let mut members = entry.as_object()?.clone();
        members.retain(|name, value| {
            let is_own = name == "$type" || name == "id";
            !(is_own
                || is_nothing(value) && name == "description"
                || name == "disabled" && *value == false)
        });
        Some(members)
    };
    match value {
        Value::Object(members) => Some(members.iter().map(pair).collect()),
        Value::Array(list) => list.iter().map(entry).collect(),
        _ => None,
    }
}

/// Whether a value says as much as none.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a map of that name stands for a list.
fn is_list(name: &str) -> bool {
    ["headers", "queryParams", "pathVariables", "content"].contains(&name)
}

fn in_order(one: &Value, other: &Value) -> bool {
    let names = |value: &Value| {
        value
            .as_object()
            .map(|members| members.keys().cloned().collect::<Vec<_>>())
    };
    names(one) == names(other)
}

fn merge(name: &str, old: &Value, new: &Value) -> Value {
    let known = WITHIN
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, known)| *known);
    match (old, new) {
        _ if is_list(name) && entries(old).is_some() && entries(old) == entries(new) => old.clone(),
        _ if is_list(name) => new.clone(),
        (Value::Object(_), Value::Object(_)) => members(old, new, known),
        // What is written as a list of one may stand alone in a file, and mean the same.
        (Value::Object(_), Value::Array(list)) if name == "auth" && list.len() == 1 => {
            let mut alone = members(old, &list[0], known);
            forget_made_up(old, &mut alone);
            alone
        }
        (Value::Array(before), Value::Array(list)) if known.is_some() => {
            let entries = list
                .iter()
                .enumerate()
                .map(|(index, entry)| match before.get(index) {
                    Some(old) if old.is_object() && entry.is_object() => members(old, entry, known),
                    _ => entry.clone(),
                });
            entries.collect()
        }
        _ => new.clone(),
    }
}

/// The members of both: those of the old that are not known, that are an id, or that say nothing, stay.
fn members(old: &Value, new: &Value, known: Option<&[&str]>) -> Value {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        return new.clone();
    };
    let mut members = Map::new();
    // The ids of authentications are made up.
    let keeps_id = known.is_some_and(|known| known.contains(&"credentials"));
    for (name, value) in before {
        let stays = known.is_some_and(|known| !known.contains(&name.as_str()));
        match after.get(name) {
            Some(_) if name == "id" && keeps_id => members.insert(name.clone(), value.clone()),
            Some(new) => members.insert(name.clone(), merge(name, value, new)),
            None if stays || is_nothing(value) => members.insert(name.clone(), value.clone()),
            None => None,
        };
    }
    insert_new(after, &mut members);
    Value::Object(members)
}

/// Adds what the old has not, each behind what is before it in the new.
fn insert_new(after: &Map<String, Value>, members: &mut Map<String, Value>) {
    let mut place = 0;
    for (name, value) in after {
        if let Some(index) = members.keys().position(|own| own == name) {
            place = index + 1;
            continue;
        }
        members.shift_insert(place, name.clone(), value.clone());
        place += 1;
    }
}

/// An authentication that stands alone needs no id and no name.
fn forget_made_up(old: &Value, alone: &mut Value) {
    if let Some(members) = alone.as_object_mut() {
        for name in ["id", "name"] {
            if old.get(name).is_none() {
                members.shift_remove(name);
            }
        }
    }
}
