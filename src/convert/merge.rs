//! What a file is to hold that is there already: the new content, with what only the old has a say
//! in.

use serde_json::{Map, Value, json};

use super::settings;
use crate::collection::v3::{EXAMPLE_REQUEST_KEYS, EXAMPLE_RESPONSE_KEYS};

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
const WITHIN: [(&str, &[&str]); 6] = [
    ("body", &["type", "content"]),
    ("auth", &["type", "name", "credentials"]),
    ("settings", &settings::NAMES),
    ("scripts", &["type", "code", "language", "packages"]),
    ("request", &EXAMPLE_REQUEST_KEYS),
    ("response", &EXAMPLE_RESPONSE_KEYS),
];

/// What an entry of a list of names and values may hold.
const ENTRY: [&str; 9] = [
    "key",
    "value",
    "type",
    "src",
    "contentType",
    "disabled",
    "enabled",
    "description",
    "secret",
];

/// The new content onto that of a file that is there. Members of which the new says what the file
/// `means` stay as they are, and so do those that the format does not know, and the ids that the new
/// one has not from its source.
pub(super) fn merged(there: &Value, means: &Value, new: &Value) -> Value {
    members((there, means), new, Some(&TOP))
}

/// Whether the new says of every member what the file means.
pub(super) fn says_all(means: &Value, new: &Value) -> bool {
    let names = [means, new].map(|value| value.as_object().into_iter().flat_map(Map::keys));
    let mut names = names.into_iter().flatten();
    names.all(|name| says_same(name, (means.get(name), new.get(name))))
}

/// Whether a member of that name says the same in both, or both have none.
fn says_same(name: &str, members: (Option<&Value>, Option<&Value>)) -> bool {
    match members {
        (_, None) if name == "id" => true,
        (Some(one), Some(other)) if name == "auth" => same(&without_ids(one), &without_ids(other)),
        (Some(one), Some(other)) => same(one, other) && (!is_list(name) || in_order(one, other)),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Authentications, whose ids are made up.
fn without_ids(auth: &Value) -> Value {
    let mut auth = auth.clone();
    for entry in auth.as_array_mut().into_iter().flatten() {
        entry
            .as_object_mut()
            .map(|members| members.shift_remove("id"));
    }
    auth
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
    let names = [
        "headers",
        "queryParams",
        "pathVariables",
        "content",
        "variables",
        "credentials",
        "values",
    ];
    names.contains(&name)
}

fn in_order(one: &Value, other: &Value) -> bool {
    let names = |value: &Value| {
        value
            .as_object()
            .map(|members| members.keys().cloned().collect::<Vec<_>>())
    };
    names(one) == names(other)
}

/// What is there, with what it means, and the new: as the new, in the form of what is there.
fn merge(name: &str, old: (&Value, &Value), new: &Value) -> Value {
    let (there, means) = old;
    let known = WITHIN
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, known)| *known);
    match (there, new) {
        (Value::Array(list), _)
            if is_list(name) && list.iter().all(|entry| entry.get("key").is_some()) =>
        {
            entries(list, means, new)
        }
        _ if is_list(name) => new.clone(),
        (Value::Object(_), Value::Object(_)) => members(old, new, known),
        // What is written as a list of one may stand alone in a file, and mean the same.
        (Value::Object(_), Value::Array(list)) if name == "auth" && list.len() == 1 => {
            let mut alone = members((there, means.get(0).unwrap_or(there)), &list[0], known);
            forget_made_up(there, &mut alone);
            alone
        }
        (Value::Array(before), Value::Array(list)) if known.is_some() => {
            let means = means.as_array().filter(|means| means.len() == before.len());
            let means = means.unwrap_or(before);
            let entries = list
                .iter()
                .enumerate()
                .map(|(index, entry)| match before.get(index) {
                    Some(old) if old.is_object() && entry.is_object() => {
                        members((old, &means[index]), entry, known)
                    }
                    _ => entry.clone(),
                });
            entries.collect()
        }
        _ => new.clone(),
    }
}

/// A list of names and values as a list, whichever form the new one has; what says the same stays.
fn entries(there: &[Value], means: &Value, new: &Value) -> Value {
    let means = listed(means);
    let mut left: Vec<Option<&Value>> = there.iter().map(Some).collect();
    let mut own = |entry: &Value| {
        let is_it = |old: &&mut Option<&Value>| old.is_some_and(|old| old["key"] == entry["key"]);
        left.iter_mut().find(is_it).and_then(Option::take)
    };
    let entry = |entry: Value| match own(&entry) {
        Some(old) if means.iter().any(|means| same(means, &entry)) => old.clone(),
        Some(old) => members((old, old), &without_nothing(entry, old), Some(&ENTRY)),
        None => entry,
    };
    listed(new).into_iter().map(entry).collect()
}

/// An entry without what goes without saying, unless the old says it.
fn without_nothing(mut entry: Value, old: &Value) -> Value {
    if let Some(members) = entry.as_object_mut() {
        members.retain(|name, value| *value != false || old.get(name).is_some());
    }
    entry
}

/// The entries of a list of names and values.
fn listed(pairs: &Value) -> Vec<Value> {
    match pairs {
        Value::Object(members) => {
            let entry = |(key, value)| json!({"key": key, "value": value});
            members.iter().map(entry).collect()
        }
        list => list.as_array().cloned().unwrap_or_default(),
    }
}

/// The members of both: those that mean what the new says, that are not known, that are an id, or
/// that say nothing, stay.
fn members(old: (&Value, &Value), new: &Value, known: Option<&[&str]>) -> Value {
    let (there, means) = old;
    let (Value::Object(before), Value::Object(after)) = (there, new) else {
        return new.clone();
    };
    let mut members = Map::new();
    // The ids of authentications are made up.
    let keeps_id = known.is_some_and(|known| known.contains(&"credentials"));
    for (name, value) in before {
        let is_unknown = known.is_some_and(|known| !known.contains(&name.as_str()));
        let stays = says_same(name, (means.get(name), after.get(name))) || name == "id" && keeps_id;
        let merged = match after.get(name) {
            _ if stays => Some(value.clone()),
            Some(new) => Some(merge(name, (value, means.get(name).unwrap_or(value)), new)),
            None => (is_unknown || is_nothing(value)).then(|| value.clone()),
        };
        members.extend(merged.map(|value| (name.clone(), value)));
    }
    let is_new = |(name, value): &(&String, &Value)| {
        before.contains_key(*name) || !says_same(name, (means.get(*name), Some(value)))
    };
    insert_new(after.iter().filter(is_new), &mut members);
    Value::Object(members)
}

/// Adds what the old has not, each behind what is before it in the new.
fn insert_new<'a>(
    after: impl Iterator<Item = (&'a String, &'a Value)>,
    members: &mut Map<String, Value>,
) {
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
