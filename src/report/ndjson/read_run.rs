//! Reading back what a run begins with: its collection and its variables.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::VERSION;
use super::members::{Read, count, list, wrong};
use crate::collection::{self, Collection, Environment, EnvironmentKind, Item, Problem};
use crate::runner::Run;
use crate::variables::{Scope, ScopeKind, Scopes};

pub(super) fn run(json: &Value) -> Read<Run> {
    let version = json["version"].as_u64();
    if version != Some(VERSION.into()) {
        let found = version.map_or("none".to_owned(), |version| version.to_string());
        return Err(format!(
            "expected a stream of version {VERSION}, found {found}"
        ));
    }
    let mut collection = collection::parse(&as_in_a_file(&json["collection"]), &mut String::new)
        .map_err(|problem| wrong("collection", &problem))?;
    // The stream has the id as if it were the author's.
    let meta = json["collection"]["_"].as_object();
    collection.meta = meta.cloned().unwrap_or_default().into_iter().collect();
    let version = &json["collection"]["info"]["version"];
    // What is made of a version that is a text; what is an object has no `string`.
    if version["string"].is_string() {
        collection.version = Some(version["raw"].clone());
    }
    place(&mut collection, json);
    let scopes = scopes(json)?.unwrap_or_default();
    Ok(Run {
        collection: Arc::new(collection),
        iterations: count(&json["cursor"], "cycles"),
        scopes,
        number: count(&json["cursor"], "collection"),
        count: count(json, "collections"),
        page: json["page"].as_str().map(Arc::from),
    })
}

/// What Postman keeps for itself, which is shown together under `_`, as files have it: each member
/// by itself.
pub(super) fn as_in_a_file(json: &Value) -> Value {
    match json {
        Value::Array(list) => list.iter().map(as_in_a_file).collect(),
        Value::Object(members) => {
            let mut written = Map::new();
            for (name, value) in members {
                match value.as_object() {
                    Some(own) if name == "_" => {
                        let own = own.iter();
                        written
                            .extend(own.map(|(name, value)| (format!("_{name}"), value.clone())));
                    }
                    // So a description is written that is `null`.
                    Some(none) if name == "description" && none.is_empty() => {
                        written.insert(name.clone(), Value::Null);
                    }
                    _ => drop(written.insert(name.clone(), as_in_a_file(value))),
                }
            }
            Value::Object(written)
        }
        other => other.clone(),
    }
}

/// Says of each item where it is in the file that the collection was read from.
fn place(collection: &mut Collection, json: &Value) {
    fn below(items: &mut [Arc<Item>], pointers: &mut dyn Iterator<Item = &Value>) {
        for item in items {
            let item = Arc::make_mut(item);
            let pointer = pointers.next().and_then(Value::as_str);
            item.pointer = pointer.unwrap_or_default().to_owned();
            if let collection::ItemKind::Folder(items) = &mut item.kind {
                below(items, pointers);
            }
        }
    }
    below(&mut collection.items, &mut list(json, "pointers"));
}

/// The variables, where they are told.
pub(super) fn scopes(json: &Value) -> Read<Option<Scopes>> {
    let members = [
        ("environment", ScopeKind::Environment),
        ("globals", ScopeKind::Globals),
        ("collectionVariables", ScopeKind::Collection),
        ("_variables", ScopeKind::Local),
    ];
    let mut scopes = Scopes::default();
    let mut is_told = false;
    for (name, kind) in members {
        if let Some(scope) = json.get(name) {
            *scopes.get_mut(kind) = read_scope(scope).map_err(|problem| wrong(name, &problem))?;
            is_told = true;
        }
    }
    Ok(is_told.then_some(scopes))
}

fn read_scope(json: &Value) -> Result<Scope, Problem> {
    let kind = EnvironmentKind::Environment;
    let environment = Environment::parse(&as_in_a_file(json), kind, &mut String::new)?;
    Ok(Scope::from_environment(environment))
}
