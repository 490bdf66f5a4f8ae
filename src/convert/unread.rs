//! What a file of schema v1, 2.0 or 2.1 says that is not in the model, which is therefore not written
//! either.

use std::collections::HashSet;

use serde_json::Value;

use super::{Loss, Losses};
use crate::collection::members::{
    BODY, COLLECTION, EVENT, INFO, ITEM, Member, PAIR, PART, REQUEST, SCRIPT, URL,
};

/// What of a collection's file nobody has read. Of one of schema v1, whose members were many, that is
/// what would be missed.
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
    } else if collection.get("requests").is_some() {
        of_v1(collection, &mut losses);
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

/// What a collection of schema v1 says of requests and folders that does not count, in any schema.
fn of_v1(collection: &Value, losses: &mut Losses) {
    let ids = |parent: &Value, name: &str| list(parent, name).map(id_text).collect::<Vec<_>>();
    let folders: Vec<&Value> = list(collection, "folders").collect();
    let parents = || folders.iter().copied().chain([collection]);
    let requests: HashSet<String> = parents().flat_map(|parent| ids(parent, "order")).collect();
    let nested = parents().flat_map(|parent| ids(parent, "folders_order"));
    let nested: HashSet<String> = nested.collect();
    let lists_folders = collection.get("folders_order").is_some();
    replaced(collection, losses);
    let items = folders
        .iter()
        .map(|folder| (*folder, lists_folders.then_some(&nested)));
    let items = items.chain(list(collection, "requests").map(|request| (request, Some(&requests))));
    for (item, listed) in items {
        losses.enter(item.get("name").and_then(Value::as_str).unwrap_or_default());
        let id = id_text(&item["id"]);
        if listed.is_some_and(|listed| !listed.contains(&id)) {
            losses.tell("the whole of it: no list of ids names it, so that it does not run");
        } else {
            if says_something(&item["variables"]) {
                losses.tell("`variables` of the item");
            }
            replaced(item, losses);
        }
        losses.leave();
    }
}

/// An id, which may be a number.
fn id_text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// Tells of what is said in a newer way, and otherwise in the older one, which counts.
fn replaced(parent: &Value, losses: &mut Losses) {
    let old = [("tests", "test"), ("preRequestScript", "prerequest")];
    let is_old = old.iter().any(|(name, _)| says_something(&parent[*name]));
    for event in list(parent, "events").filter(|_| is_old) {
        let listen = event
            .get("listen")
            .and_then(Value::as_str)
            .unwrap_or("test");
        let own = old.iter().find(|(_, own)| *own == listen);
        let own = own
            .map(|(name, _)| source(&parent[*name]))
            .unwrap_or_default();
        let script = event.get("script").unwrap_or(event);
        let newer = source(script.get("exec").unwrap_or(script));
        if !newer.trim().is_empty() && newer.trim() != own.trim() {
            losses.tell(format!(
                "a `{listen}` script in `events`: `tests` and `preRequestScript` count"
            ));
        }
    }
    let says_none = parent
        .get("currentHelper")
        .is_some_and(|helper| helper.is_null() || helper == "normal");
    let auth = parent
        .get("auth")
        .filter(|auth| says_something(auth) && auth["type"] != "noauth");
    if says_none && auth.is_some() {
        losses.tell("`auth`: `currentHelper` counts, which says that there is none");
    }
}

/// A script's lines, or the whole of it.
fn source(script: &Value) -> String {
    match script {
        Value::Array(lines) => lines
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join("\n"),
        script => script.as_str().unwrap_or_default().to_owned(),
    }
}
