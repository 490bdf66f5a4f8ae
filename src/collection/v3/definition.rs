//! What a collection or a folder says of itself: `.resources/definition.yaml`.

use std::sync::Arc;

use serde_json::Value;

use super::fields::Reading;
use super::{auth, script};
use crate::collection::{Auth, ItemEvent, Variable};
use crate::document::{Kind, Node};

/// What a definition may hold.
const KEYS: [&str; 8] = [
    "$kind",
    "name",
    "description",
    "id",
    "order",
    "variables",
    "auth",
    "scripts",
];

/// What the entry of a variable may say.
const VARIABLE_KEYS: [&str; 8] = [
    "key",
    "value",
    "description",
    "disabled",
    "type",
    "secret",
    "id",
    "enabled",
];

/// A definition.
#[derive(Debug, Default)]
pub(super) struct Definition {
    pub(super) name: Option<String>,
    pub(super) id: Option<String>,
    pub(super) description: Option<Value>,
    pub(super) order: f64,
    pub(super) variables: Vec<Variable>,
    pub(super) auth: Option<Auth>,
    pub(super) events: Vec<Arc<ItemEvent>>,
}

/// Reads a definition; `id` is that of what it defines, where it says none.
pub(super) fn read(node: &Node, id: &str, reading: &mut Reading) -> Definition {
    if node.entries().is_none() {
        let found = node.describe();
        reading.wrong(node.at, format!("the file is {found}, expected a map"));
        return Definition::default();
    }
    reading.unknown_keys(node, &KEYS);
    match node.get("$kind") {
        None => reading.odd(node.at, "`$kind` is missing; it is read as `collection`"),
        Some(kind) => {
            let name = kind.text().unwrap_or_default();
            if name != "collection" {
                let message = format!("`$kind` is `{name}`, expected `collection`");
                reading.odd(kind.at, message);
            }
        }
    }
    let given = |key: &str| node.get(key).is_some_and(|value| !value.is_null());
    let text =
        |key: &str, reading: &mut Reading| given(key).then(|| reading.text(node, key)).flatten();
    let own_id = text("id", reading);
    let id = own_id.as_deref().unwrap_or(id).to_owned();
    Definition {
        name: text("name", reading),
        description: text("description", reading).map(Value::String),
        order: reading.order(node),
        variables: variables(node, reading),
        auth: auth::of_definition(node, reading),
        events: script::read(node, script::Level::Above, &id, reading),
        id: own_id,
    }
}

fn variables(node: &Node, reading: &mut Reading) -> Vec<Variable> {
    let Some(value) = node.get("variables") else {
        return Vec::new();
    };
    match &value.kind {
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| match entry.value.get("value") {
                Some(_) => {
                    let message = format!("variable `{}` is a map, expected a text", entry.key);
                    reading.refused(entry.value.at, message);
                    variable(entry.key.clone(), &entry.value, reading)
                }
                None => Variable {
                    value: value_of(&entry.key, &entry.value, reading),
                    key: entry.key.clone(),
                    ..Variable::default()
                },
            })
            .collect(),
        Kind::List(list) => {
            let mut variables = Vec::new();
            for entry in list {
                let key = entry.get("key").and_then(Node::text);
                match key {
                    Some(key) => variables.push(variable(key, entry, reading)),
                    None => reading.wrong(entry.at, "a variable has no `key`"),
                }
            }
            variables
        }
        Kind::Scalar(Value::Null) => Vec::new(),
        _ => {
            reading.wrong_kind("variables", value, "a map, or a list of `key` and `value`");
            Vec::new()
        }
    }
}

fn variable(key: String, entry: &Node, reading: &mut Reading) -> Variable {
    reading.unknown_keys(entry, &VARIABLE_KEYS);
    let kind = entry.get("type").and_then(Node::text);
    // What is kept by Postman's vault stands in no file.
    let is_elsewhere = entry
        .get("secret")
        .is_some_and(|secret| secret.to_json() == true)
        && kind.as_deref() != Some("secret");
    let mut read = Variable {
        value: entry
            .get("value")
            .and_then(|value| value_of(&key, value, reading)),
        kind,
        key,
        ..Variable::default()
    };
    read.disabled = is_elsewhere
        || read.value.is_none()
        || entry.get("disabled").is_some() && reading.flag(entry, "disabled")
        || entry
            .get("enabled")
            .is_some_and(|enabled| enabled.to_json() == false);
    let description = entry.get("description").map(Node::to_json);
    let description = description.map(|description| ("description".to_owned(), description));
    read.extra.extend(description);
    if is_elsewhere {
        read.extra.insert("secret".to_owned(), true.into());
    }
    read
}

/// The value of a variable, which is a text; what else stands there is one as it is written.
fn value_of(key: &str, value: &Node, reading: &mut Reading) -> Option<Value> {
    let found = value.describe();
    let read = match &value.kind {
        Kind::Scalar(Value::String(text)) => return Some(text.as_str().into()),
        Kind::Scalar(Value::Null) => return None,
        Kind::Scalar(_) => value.written.as_deref().unwrap_or_default().to_owned(),
        Kind::Braces(name) => format!("{{{{{name}}}}}"),
        Kind::List(_) | Kind::Map(_) => value.to_json().to_string(),
    };
    let message = format!("variable `{key}` is {found}, expected a text; it is read as one");
    reading.refused(value.at, message);
    Some(read.into())
}
