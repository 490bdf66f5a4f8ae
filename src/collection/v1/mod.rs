//! Reading collections of schema v1: a flat list of `requests`, put in order by lists of ids.
//!
//! The rules are those of Postman's own converter, which Newman runs such files through; only the
//! ids of a file are kept, which Newman replaces. What no list of ids names does not run, and an id
//! that names nothing is passed over. Where a collection says the same thing in an old and in a
//! newer way (`headers` and `headerData`, `currentHelper` and `auth`, `tests` and `events`), each
//! file here says which one counts.

mod auth;
mod body;
mod request;
mod response;
mod script;
mod tree;

use serde_json::{Map, Value};

use super::item::read_behavior;
use super::place::{Place, scalar_text};
use super::{Collection, Problem, Variable};
use tree::Tree;

/// Whether it is a collection of schema v1. Postman goes by name, order and requests, whatever else
/// there is.
// Differs from Postman: a collection without a name is one too, where Newman finds nothing to run
// (`a_collection_without_a_name_is_one_too`).
pub(super) fn is_v1(place: &Place<'_>) -> bool {
    let has = |name: &str| place.given(name).is_some();
    has("requests") && has("order") && (has("name") || place.member("item").is_none())
}

/// Reads a collection of schema v1.
pub(super) fn read(
    place: &Place<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Collection, Problem> {
    // Without authentication is how requests begin; Postman's converter says nothing then.
    let auth = auth::read(place).filter(|auth| auth.kind != "noauth");
    let id = id_of(place);
    Ok(Collection {
        meta: id
            .iter()
            .map(|id| ("postman_id".to_owned(), id.as_str().into()))
            .collect(),
        id: id.unwrap_or_else(&mut *new_id),
        name: place.text("name").unwrap_or_default(),
        version: None,
        description: place.given("description").map(|text| text.value.clone()),
        items: Tree::of(place).items(new_id)?,
        events: script::read(place, new_id),
        variables: read_variables(place),
        auth,
        behavior: read_behavior(place),
        schema: None,
    })
}

/// The variables of the collection; those of folders and requests have no effect in any schema.
fn read_variables(place: &Place<'_>) -> Vec<Variable> {
    let Some(list) = place.given("variables").or_else(|| place.given("variable")) else {
        return Vec::new();
    };
    list.values()
        .into_iter()
        .filter_map(|entry| read_variable(&entry))
        .collect()
}

fn read_variable(entry: &Place<'_>) -> Option<Variable> {
    let read = Variable::read(entry)?;
    let description = entry
        .given("description")
        .map(|text| ("description".to_owned(), text.value.clone()));
    Some(Variable {
        key: entry
            .given("key")
            .or_else(|| entry.given("id"))
            .and_then(|key| scalar_text(key.value))?,
        kind: read.kind.map(|kind| {
            if kind == "text" {
                "string".to_owned()
            } else {
                kind
            }
        }),
        extra: description.into_iter().collect::<Map<String, Value>>(),
        ..read
    })
}

fn id_of(place: &Place<'_>) -> Option<String> {
    place.given("id").and_then(|id| scalar_text(id.value))
}

/// Whether the entry of a list was switched off, in the old way or the new.
fn is_off(place: &Place<'_>) -> bool {
    place.flag("disabled") || place.value.get("enabled") == Some(&Value::Bool(false))
}

#[cfg(test)]
mod tests;
