//! Collections as one JSON file of schema v2.1, as Postman exports them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::settings::KEEPS_BODY;
use super::tree::has_graphql;
use super::{Loss, Losses, url};
use crate::collection::{
    Collection, Dialect, Item, ItemEvent, ItemKind, Protocol, Saved, Variable, read_request,
};

/// A collection in schema v2.1, and what it does not say of the collection.
pub fn json(collection: &Collection) -> (Value, Vec<Loss>) {
    let mut losses = Losses::default();
    let mut json = as_object(collection.to_json());
    let mut written = Map::new();
    written.insert("info".into(), info(collection, &mut json));
    written.insert("item".into(), items(&collection.items, &mut losses));
    json.shift_remove("item");
    json.insert(
        "event".into(),
        events(&collection.events, &collection.items, &mut losses),
    );
    put_variables(&collection.variables, &mut json);
    written.extend(json);
    let mut written = Value::Object(written);
    tidy(&mut written);
    (written, losses.into_list())
}

fn as_object(json: Value) -> Map<String, Value> {
    match json {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn info(collection: &Collection, json: &mut Map<String, Value>) -> Value {
    let mut info = as_object(json.shift_remove("info").unwrap_or_default());
    if collection.id.is_empty() {
        info.shift_remove("_postman_id");
    }
    // A collection has a name in this schema.
    info.entry("name").or_insert_with(|| json!(""));
    if let Some(version) = &collection.version {
        info.insert("version".into(), version.clone());
    }
    if let Some(meta) = json.shift_remove("_") {
        info.insert("_".into(), meta);
    }
    Value::Object(info)
}

fn items(items: &[Arc<Item>], losses: &mut Losses) -> Value {
    let mut list = Vec::new();
    for item in items {
        losses.enter(item.label());
        match item
            .request()
            .filter(|request| !request.protocol.is_spoken())
        {
            Some(other) => losses.tell(format!(
                "a {} request, which v2.1 does not have: it is left out",
                other.protocol.name()
            )),
            None => list.push(self::item(item, losses)),
        }
        losses.leave();
    }
    Value::Array(list)
}

fn item(item: &Item, losses: &mut Losses) -> Value {
    let mut json = as_object(item.to_json());
    if item.id.is_empty() {
        json.shift_remove("id");
    }
    json.entry("name").or_insert_with(|| json!(""));
    json.insert("event".into(), events(&item.events, item.items(), losses));
    if !item.variables.is_empty() {
        losses.tell("the variables of a folder: they are written, but no reader of v2.1 takes them for anything");
        put_variables(&item.variables, &mut json);
    }
    let is_of_tree = item
        .request()
        .is_some_and(|request| request.dialect == Dialect::V3);
    if is_of_tree {
        drop_default(&mut json);
    }
    let json_description = json.get("description").filter(|_| is_of_tree).cloned();
    if is_of_tree {
        json.shift_remove("description");
    }
    match &item.kind {
        ItemKind::Folder(below) => {
            json.insert("item".into(), items(below, losses));
        }
        ItemKind::Request { request, responses } => {
            if let Some(problem) = &request.problem {
                losses.tell(format!("a request that can't be read: {problem}"));
            }
            if let Some(Value::Object(members)) = json.get_mut("request") {
                members.insert(
                    "url".into(),
                    with_raw(members.get("url"), &url::text(&request.url)),
                );
                if let Some(body) = members.get_mut("body").filter(|body| **body == json!({})) {
                    *body = Value::Null;
                }
                if request.dialect == Dialect::V3 {
                    members.extend(json_description.map(|text| ("description".to_owned(), text)));
                }
            }
            let mut responses: Vec<_> = responses.iter().map(Saved::value).collect();
            if request.dialect == Dialect::V3 {
                responses.iter_mut().for_each(of_tree);
            }
            for members in responses.iter_mut().filter_map(Value::as_object_mut) {
                members.retain(|name, value| name != "id" || *value != "");
            }
            json.insert("response".into(), Value::Array(responses));
        }
    }
    let mut written = Map::new();
    for name in [
        "name",
        "id",
        "description",
        "event",
        "auth",
        "protocolProfileBehavior",
    ] {
        written.extend(json.shift_remove_entry(name));
    }
    written.extend(json);
    Value::Object(written)
}

/// The scripts, of which one for HTTP and the same for GraphQL are one.
fn events(events: &[Arc<ItemEvent>], below: &[Arc<Item>], losses: &mut Losses) -> Value {
    let mut list: Vec<Value> = Vec::new();
    for event in events {
        let is_twin = |other: &&Arc<ItemEvent>| {
            other.only != event.only
                && other.listen == event.listen
                && other.script.source == event.script.source
        };
        let has_twin = event.only.is_some() && events.iter().any(|other| is_twin(&other));
        if has_twin && event.only == Some(Protocol::GraphQl) {
            continue;
        }
        let is_alone =
            event.only == Some(Protocol::GraphQl) || event.only.is_some() && has_graphql(below);
        if let Some(only) = event.only.filter(|_| is_alone && !has_twin) {
            losses.tell(format!(
                "a script for {} requests alone: it is written for all",
                only.name()
            ));
        }
        list.push(event.to_json());
    }
    Value::Array(list)
}

/// Leaves out what goes without saying in this schema, and is only said in a tree.
fn drop_default(json: &mut Map<String, Value>) {
    if let Some(Value::Object(behavior)) = json.get_mut("protocolProfileBehavior") {
        behavior.retain(|name, value| name != KEEPS_BODY || *value != json!(false));
    }
}

/// From a saved response as it was read of a tree to one as it is written.
fn of_tree(response: &mut Value) {
    if let Some(original) = response.get_mut("originalRequest") {
        if let Ok(read) = read_request(original)
            && let Some(members) = original.as_object_mut()
        {
            members.insert(
                "url".into(),
                with_raw(members.get("url"), &url::text(&read.url)),
            );
        }
        tidy(original);
    }
    if let Some(headers) = response.get_mut("header") {
        tidy(headers);
    }
}

/// The parts of a URL, behind the whole of it.
fn with_raw(parts: Option<&Value>, raw: &str) -> Value {
    let mut written = Map::new();
    written.insert("raw".into(), json!(raw));
    written.extend(
        parts
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default(),
    );
    Value::Object(written)
}

/// Adds what the SDK's form leaves out of variables.
fn put_variables(variables: &[Variable], json: &mut Map<String, Value>) {
    let Some(Value::Array(list)) = json.get_mut("variable") else {
        return;
    };
    for (variable, shown) in variables.iter().zip(list) {
        let Some(shown) = shown.as_object_mut() else {
            continue;
        };
        for (name, value) in variable
            .extra
            .iter()
            .filter(|(name, _)| *name != "enabled" && *name != "disabled")
        {
            shown.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// From the form of Postman's SDK to that of files: what Postman keeps for itself stands among the
/// other members, plain descriptions are texts, and lists of nothing and types that say nothing are
/// left out.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(members) => tidy_members(members),
        _ => {}
    }
}

fn tidy_members(members: &mut Map<String, Value>) {
    if let Some(Value::Object(meta)) = members.shift_remove("_") {
        members.extend(
            meta.into_iter()
                .map(|(name, value)| (format!("_{name}"), value)),
        );
    }
    let is_entry = members.contains_key("key");
    members.retain(|name, value| match name.as_str() {
        "event" | "variable" | "query" => *value != json!([]),
        "description" | "protocolProfileBehavior" => *value != json!({}),
        "type" => !is_entry || *value != "any",
        "id" => *value != "",
        "body" => !value.is_null(),
        _ => true,
    });
    for (name, value) in members.iter_mut() {
        // Responses are as they were written.
        if name == "response" {
            continue;
        }
        if name == "description"
            && value.get("type") == Some(&json!("text/plain"))
            && let Some(content) = value.get("content").cloned()
        {
            *value = content;
        }
        tidy(value);
    }
}
