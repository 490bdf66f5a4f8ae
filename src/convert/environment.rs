//! Environments and globals, which have the same form.

use serde_json::{Map, Value, json};

use super::pairs::described;
use super::{Loss, Losses};
use crate::collection::{Environment, EnvironmentKind, Variable, cast};

/// What of a variable is written, or says nothing that is not said otherwise.
const KNOWN: [&str; 5] = ["description", "enabled", "disabled", "id", "name"];

/// An environment as it is written as YAML, and what that does not say of it.
pub fn environment(environment: &Environment, kind: EnvironmentKind) -> (Value, Vec<Loss>) {
    let mut losses = Losses::default();
    let mut json = Map::new();
    if !environment.id.is_empty() {
        json.insert("id".into(), json!(environment.id));
    }
    json.insert("name".into(), json!(name(environment, kind)));
    let values = environment.values.iter().map(|variable| {
        losses.enter(&variable.key);
        let written = entry(variable, &mut losses);
        losses.leave();
        written
    });
    json.insert("values".into(), values.collect());
    json.extend(environment.extra.clone());
    (Value::Object(json), losses.into_list())
}

/// An environment as Postman exports it as JSON.
pub fn environment_json(environment: &Environment, kind: EnvironmentKind) -> Value {
    let mut json = Map::new();
    if !environment.id.is_empty() {
        json.insert("id".into(), json!(environment.id));
    }
    json.insert("name".into(), json!(name(environment, kind)));
    let values = environment.values.iter().map(value_json);
    json.insert("values".into(), values.collect());
    json.extend(environment.extra.clone());
    let scope = "postman_variable_scope";
    let meta = environment.meta.iter().filter(|(name, _)| *name != scope);
    json.extend(meta.map(|(name, value)| (format!("_{name}"), value.clone())));
    json.insert(format!("_{scope}"), json!(kind.name()));
    Value::Object(json)
}

fn value_json(variable: &Variable) -> Value {
    let mut json = Map::new();
    json.insert("key".into(), json!(variable.key));
    let value = variable.value.as_ref();
    json.extend(value.map(|value| ("value".to_owned(), value.clone())));
    let kind = variable.kind.as_deref().unwrap_or("default");
    json.insert("type".into(), json!(kind));
    json.insert("enabled".into(), json!(!variable.disabled));
    let is_said = |name: &str| name == "enabled" || name == "disabled";
    let extra = variable.extra.iter().filter(|(name, _)| !is_said(name));
    json.extend(extra.map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(json)
}

fn name(environment: &Environment, kind: EnvironmentKind) -> &str {
    let usual = match kind {
        EnvironmentKind::Environment => "environment",
        EnvironmentKind::Globals => "Globals",
    };
    environment.name.as_deref().unwrap_or(usual)
}

fn entry(variable: &Variable, losses: &mut Losses) -> Value {
    let kind = variable.kind.as_deref();
    let mut json = Map::new();
    json.insert("key".into(), json!(variable.key));
    if let Some(value) = &variable.value {
        json.insert("value".into(), cast(kind, value.clone()));
    }
    // Of a value of another type, YAML says it.
    if let Some(kind) = kind.filter(|kind| ["secret", "default"].contains(kind)) {
        json.insert("type".into(), json!(kind));
    }
    json.insert("enabled".into(), json!(!variable.disabled));
    let description = described(variable.extra.get("description"), losses);
    json.extend(description.map(|text| ("description".to_owned(), json!(text))));
    for (name, value) in &variable.extra {
        if name == "secret" {
            json.insert(name.clone(), value.clone());
        } else if !KNOWN.contains(&name.as_str()) && !value.is_null() {
            losses.tell(format!("`{name}`, which v3 has no place for"));
        }
    }
    Value::Object(json)
}
