//! What a file of schema 2.0 or 2.1 says that is not in the model, which is therefore not written
//! either.

use serde_json::Value;

use super::{Loss, Losses};
use crate::collection::members::{
    BODY, COLLECTION, EVENT, INFO, ITEM, Member, PAIR, PART, REQUEST, SCRIPT, URL,
};

/// What of a collection's file nobody has read. Nothing is said of one of schema v1.
pub fn unread(json: &Value) -> Vec<Loss> {
    let mut losses = Losses::default();
    let inner = json
        .get("collection")
        .filter(|inner| inner.get("item").is_some());
    let collection = inner.unwrap_or(json);
    if collection.get("item").is_some() {
        members(collection, ("the collection", COLLECTION), &mut losses);
        if let Some(info) = collection.get("info") {
            members(info, ("`info`", INFO), &mut losses);
        }
        events(collection, &mut losses);
        items(collection, &mut losses);
    }
    losses.into_list()
}

/// Tells of the members that are none of the known ones. Those that begin with `_` are Postman's own
/// book-keeping.
fn members(value: &Value, of: (&str, &[Member]), losses: &mut Losses) {
    let (what, known) = of;
    let is_known = |name: &str| known.iter().any(|(known, _)| *known == name);
    for (name, member) in value.as_object().into_iter().flatten() {
        if !is_known(name) && !name.starts_with('_') && says_something(member) {
            losses.tell(format!("`{name}` of {what}"));
        }
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn items(parent: &Value, losses: &mut Losses) {
    for item in list(parent, "item") {
        let text = |name: &str| {
            item.get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        losses.enter(text("name").or_else(|| text("id")).unwrap_or_default());
        members(item, ("the item", ITEM), losses);
        if item.get("request").is_some_and(Value::is_object) && says_something(&item["auth"]) {
            losses.tell("`auth` of the item: that of its request counts");
        }
        events(item, losses);
        if let Some(request) = item.get("request") {
            self::request(request, losses);
        }
        items(item, losses);
        losses.leave();
    }
}

fn request(request: &Value, losses: &mut Losses) {
    members(request, ("the request", REQUEST), losses);
    pairs(request, "header", losses);
    if let Some(url) = request.get("url") {
        members(url, ("the URL", URL), losses);
        pairs(url, "query", losses);
    }
    if let Some(body) = request.get("body") {
        members(body, ("the body", BODY), losses);
        pairs(body, "urlencoded", losses);
        for part in list(body, "formdata") {
            members(part, ("a part of the form", PART), losses);
        }
    }
}

/// Entries of names and values.
fn pairs(parent: &Value, name: &str, losses: &mut Losses) {
    for entry in list(parent, name) {
        let what = format!("an entry of `{name}`");
        members(entry, (&what, PAIR), losses);
    }
}

fn events(parent: &Value, losses: &mut Losses) {
    for event in list(parent, "event") {
        let listen = event
            .get("listen")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !["prerequest", "test"].contains(&listen) {
            losses.tell(format!(
                "a script that listens to `{listen}`, which nobody calls"
            ));
            continue;
        }
        members(event, ("an event", EVENT), losses);
        if let Some(script) = event.get("script") {
            members(script, ("a script", SCRIPT), losses);
        }
        let language = event["script"]
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !["", "text/javascript"].contains(&language) {
            losses.tell(format!("the type `{language}` of a script"));
        }
    }
}
