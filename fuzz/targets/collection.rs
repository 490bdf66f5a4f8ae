//! Collections, of schemas v1, 2.0 and 2.1.

use postrider::collection::{self, Collection, CollectionError, Item};
use postrider::document;
use serde_json::Value;

use super::{check_same, has_line};

/// A collection is read, or the place is told that can't be; what was read and is written reads the
/// same again.
pub fn run(data: &[u8]) {
    let text = collection::text_of(data);
    let json = match collection::decode("collection", "c", data) {
        Ok(json) => json,
        Err(CollectionError::NotJson { line, .. }) => {
            return assert!(has_line(&text, line), "line {line}");
        }
        Err(_) => return,
    };
    match read(&json) {
        Ok(once) => {
            once.items.iter().for_each(|item| check_place(item, &json));
            let again = read(&once.to_json()).expect("what was written can be read");
            check_same(&shown(&again), &shown(&once));
        }
        Err(problem) => {
            assert!(json.pointer(&problem.pointer).is_some(), "{problem}");
            let line = document::Node::parse_json(&text)
                .ok()
                .and_then(|node| node.find(&problem.pointer).map(|found| found.at));
            assert!(
                line.is_some_and(|at| has_line(&text, at.line)),
                "{line:?}: {problem}"
            );
        }
    }
}

fn read(json: &Value) -> Result<Collection, collection::Problem> {
    let mut count = 0;
    collection::parse(json, &mut || {
        count += 1;
        format!("id-{count}")
    })
}

fn check_place(item: &Item, json: &Value) {
    assert!(json.pointer(&item.pointer).is_some(), "{}", item.pointer);
    for inner in item.items() {
        check_place(inner, json);
    }
}

/// As it is written, without what Postman keeps for itself, which is not read back from where it
/// stands together, and without descriptions that say nothing, which the SDK reads as empty ones;
/// nor does it keep what it makes of a version.
fn shown(collection: &Collection) -> Value {
    let mut json = without_meta(collection.to_json());
    if let Some(version) = json["info"]["version"].as_object_mut() {
        version.shift_remove("string");
    }
    json
}

fn without_meta(json: Value) -> Value {
    match json {
        Value::Object(members) => members
            .into_iter()
            .filter(|(name, value)| name != "_" && !(name == "description" && is_empty(value)))
            .map(|(name, value)| (name, without_meta(value)))
            .collect(),
        Value::Array(list) => list.into_iter().map(without_meta).collect(),
        plain => plain,
    }
}

fn is_empty(description: &Value) -> bool {
    let members = description.as_object();
    members.is_some_and(|members| members.keys().all(|name| name == "type"))
}
