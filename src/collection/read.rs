//! Reading collections: schema 2.0 and 2.1 here, schema v1 in [`v1`].
//!
//! One reader for both of the former: the schemas differ in the shape of a URL and of auth
//! parameters, and real files mix them.

use std::sync::Arc;

use serde_json::Value;

use super::item::read_behavior;
use super::place::Place;
use super::{
    Auth, Collection, Item, ItemEvent, ItemKind, Meta, Problem, Request, Variable, note, saved, v1,
};

/// Reads a collection from JSON. `new_id` makes the ids that the file leaves out.
///
/// # Errors
/// It is no collection, or one of schema v1 whose lists are none. What can't be read of a single
/// request is that request's [problem](Request::problem).
pub fn parse(json: &Value, new_id: &mut dyn FnMut() -> String) -> Result<Collection, Problem> {
    let root = Place::root(json);
    root.object().map_err(|problem| {
        problem.hint("a Postman collection is an object with `info` and `item`")
    })?;
    let place = unwrapped(root);
    if v1::is_v1(&place) {
        return v1::read(&place, new_id);
    }
    check_form(&place)?;
    let info = place.member("info");
    let info_text = |name: &str| info.as_ref().and_then(|info| info.text(name));
    let items = place.member("item").map(|items| read_items(&items, new_id));
    Ok(Collection {
        id: info_text("_postman_id")
            .or_else(|| info_text("id"))
            .or_else(|| place.text("id"))
            .unwrap_or_else(&mut *new_id),
        name: info_text("name")
            .or_else(|| place.text("name"))
            .unwrap_or_default(),
        version: info
            .as_ref()
            .and_then(|info| info.member("version"))
            .map(|version| version.value.clone()),
        description: info.as_ref().and_then(note::description),
        items: items.unwrap_or_default(),
        events: read_events(&place, new_id),
        variables: place
            .member("variable")
            .map(|list| Variable::read_list(&list))
            .unwrap_or_default(),
        auth: read_auth(&place),
        behavior: read_behavior(&place),
        schema: info_text("schema"),
        meta: Meta::read(info.as_ref().unwrap_or(&place)),
    })
}

/// Whether the JSON is a collection of schema v1, which Postman has deprecated; [`parse`] reads it
/// as well.
pub(super) fn is_v1(json: &Value) -> bool {
    v1::is_v1(&unwrapped(Place::root(json)))
}

/// Reads a request from JSON, as a script hands one over.
///
/// # Errors
/// It is none, or its URL is none.
pub fn read_request(json: &Value) -> Result<Request, Problem> {
    let mut request = Request::read(&Place::root(json));
    request
        .problem
        .take()
        .map_or(Ok(request), |problem| Err(*problem))
}

/// What Postman's API answers with, and what people save from it, is `{"collection": {…}}`.
fn unwrapped(root: Place<'_>) -> Place<'_> {
    let is_collection = |inner: &Place<'_>| inner.member("item").is_some() || v1::is_v1(inner);
    root.member("collection")
        .filter(is_collection)
        .unwrap_or(root)
}

/// Tells files that are something else from collections, and says what they are.
fn check_form(place: &Place<'_>) -> Result<(), Problem> {
    if place.own("item").is_some() {
        return Ok(());
    }
    let has = |name: &str| place.member(name).is_some();
    let (found, hint) = if has("openapi") || has("swagger") {
        (
            "is an OpenAPI description",
            "import it into Postman and export the collection",
        )
    } else if has("__export_format") || says_insomnia(place) {
        (
            "is an export of Insomnia",
            "import it into Postman and export the collection",
        )
    } else if has("requests") && !has("info") {
        (
            "is a collection of schema v1 without an `order`",
            "export it from Postman as schema v2.1",
        )
    } else if has("values") {
        ("is an environment", "name it with `--environment`")
    } else if has("info") {
        (
            "has no `item`",
            "a Postman collection lists its requests in `item`",
        )
    } else {
        (
            "has neither `info` nor `item`",
            "a Postman collection (schema v2.1) has both",
        )
    };
    Err(Problem::new(
        place.pointer.clone(),
        format!("{found}, expected a Postman collection"),
    )
    .hint(hint))
}

/// `type: collection.insomnia.rest/5.0`.
fn says_insomnia(place: &Place<'_>) -> bool {
    let kind = place.member("type");
    kind.is_some_and(|kind| {
        kind.value
            .as_str()
            .is_some_and(|kind| kind.contains("insomnia"))
    })
}

fn read_items(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Vec<Arc<Item>> {
    place
        .entries()
        .iter()
        .map(|entry| Arc::new(read_item(entry, new_id)))
        .collect()
}

/// Reads a request or a folder as it stands in a collection.
///
/// # Errors
/// The JSON is none.
pub(crate) fn item(json: &Value) -> Result<Item, Problem> {
    let place = Place::root(json);
    place.object()?;
    Ok(read_item(&place, &mut String::new))
}

/// Reads an event as it stands in a collection; one without a script is none.
///
/// # Errors
/// The JSON is none.
pub(crate) fn event(json: &Value) -> Result<Option<Arc<ItemEvent>>, Problem> {
    let place = Place::root(json);
    place.object()?;
    Ok(ItemEvent::read(&place, &mut String::new))
}

/// Reads an item, whatever stands there: what is none is a request that can't be sent, so that it
/// is told and the others run.
// Differs from Postman: its run ends at an item that is `""` or `false`
// (`an_item_that_is_none_fails_alone`).
pub(super) fn read_item(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Item {
    let kind = match place.given("item") {
        Some(items) => ItemKind::Folder(read_items(&items, new_id)),
        None => read_request_kind(place, new_id),
    };
    Item {
        id: ["id", "_postman_id"]
            .iter()
            .find_map(|name| place.text(name))
            .unwrap_or_else(&mut *new_id),
        name: place.text("name").unwrap_or_default(),
        description: note::description(place).map(Box::new),
        events: read_events(place, new_id),
        auth: read_auth(place).map(Box::new),
        behavior: read_behavior(place).map(Box::new),
        variables: Vec::new(),
        meta: Meta::read(place),
        pointer: place.pointer.clone(),
        kind,
    }
}

fn read_request_kind(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> ItemKind {
    let request = place
        .member("request")
        .map(|request| Request::read(&request));
    let responses = place
        .member("response")
        .map(|list| saved::read_list(&list, new_id));
    let nothing = || Request {
        method: "GET".into(),
        problem: place.object().err().map(Box::new),
        ..Request::default()
    };
    ItemKind::Request {
        request: Box::new(request.unwrap_or_else(nothing)),
        responses: responses.unwrap_or_default(),
    }
}

fn read_events(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Vec<Arc<ItemEvent>> {
    let events = place.member("event");
    events.map_or_else(Vec::new, |events| ItemEvent::read_list(&events, new_id))
}

fn read_auth(place: &Place<'_>) -> Option<Auth> {
    Auth::read(&place.member("auth")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(json: &Value) -> Result<Collection, Problem> {
        let mut count = 0;
        parse(json, &mut || {
            count += 1;
            format!("id-{count}")
        })
    }

    #[test]
    fn folders_scripts_and_settings_are_read_at_every_level() {
        let collection = read(&json!({
            "info": {"name": "C", "_postman_id": "c"},
            "auth": {"type": "noauth"},
            "event": [{"listen": "prerequest", "script": {"exec": ["a", "b"]}}, {"listen": "other"}],
            "item": [{"name": "F", "auth": null, "item": [
                {"name": "R", "request": "http://h", "event": [{"listen": "test", "script": {"exec": "x\r\ny"}}]},
                null
            ], "protocolProfileBehavior": {"strictSSL": false}}],
            "variable": [{"key": "v", "value": 1}]
        }))
        .unwrap();
        assert_eq!(collection.events[0].script.source.to_string(), "a\nb");
        let folder = &collection.items[0];
        assert_eq!(folder.behavior.as_ref().unwrap()["strictSSL"], false);
        let request = &folder.items()[0];
        assert_eq!(
            request.events[0].script.lines().collect::<Vec<_>>(),
            ["x", "y"]
        );
        assert_eq!(request.pointer, "/item/0/item/0");
    }

    #[test]
    fn the_answer_of_postmans_api_is_unwrapped() {
        let collection = read(&json!({"collection": {"info": {"name": "C"}, "item": []}})).unwrap();
        assert_eq!(collection.name, "C");
    }

    #[test]
    fn what_is_no_collection_is_named() {
        for (json, text) in [
            (json!([1]), "the document is an array, expected an object"),
            (
                json!({"values": []}),
                "the document is an environment, expected a Postman collection",
            ),
            (
                json!({"openapi": "3.0.0"}),
                "the document is an OpenAPI description, expected a Postman collection",
            ),
            (
                json!({}),
                "the document has neither `info` nor `item`, expected a Postman collection",
            ),
        ] {
            assert_eq!(read(&json).unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn an_item_that_is_none_fails_alone() {
        let request = json!({"name": "r", "request": "http://h"});
        let strange = [json!(5), json!(""), json!("x"), json!(false), json!([])];
        let mut items = strange.to_vec();
        items.extend([Value::Null, request]);
        let collection = read(&json!({"item": [{"item": items}]})).unwrap();
        let read = collection.items[0].items();
        assert_eq!(read.len(), strange.len() + 1);
        let problems = read
            .iter()
            .map(|item| item.request().unwrap().problem.clone());
        let told: Vec<_> = problems
            .flatten()
            .map(|problem| problem.to_string())
            .collect();
        assert_eq!(told.len(), strange.len());
        assert_eq!(told[0], "`/item/0/item/0` is a number, expected an object");
        assert_eq!(told[4], "`/item/0/item/4` is an array, expected an object");
    }

    #[test]
    fn items_are_a_list_where_there_is_something() {
        let request = json!({"name": "r", "request": "http://h"});
        for (items, count) in [
            (json!([request]), 1),
            (request, 1),
            (json!({}), 1),
            (json!("x"), 1),
            (json!([]), 0),
            (json!(""), 0),
            (json!(false), 0),
            (json!(0), 0),
            (json!(null), 0),
        ] {
            let collection = read(&json!({"item": items, "info": {}})).unwrap();
            assert_eq!(collection.items.len(), count, "{items}");
            let folder = read(&json!({"item": [{"item": items, "request": "http://f"}]})).unwrap();
            let is_request = folder.items[0].request().is_some();
            assert_eq!(is_request, count == 0 && items != json!([]), "{items}");
        }
    }

    #[test]
    fn what_stands_for_nothing_is_nothing_in_every_place() {
        let nothings = [
            json!([]),
            json!({}),
            json!(""),
            json!(false),
            json!(null),
            json!(0),
        ];
        for nothing in nothings {
            let collection = read(&json!({
                "auth": nothing, "event": nothing, "variable": nothing, "info": nothing,
                "protocolProfileBehavior": nothing,
                "item": [{"name": "f", "auth": nothing, "event": nothing, "item": [
                    {"name": "r", "event": nothing, "response": nothing, "protocolProfileBehavior": nothing, "request": {
                        "url": "http://h", "auth": nothing, "body": nothing, "header": nothing, "description": nothing,
                        "proxy": nothing, "certificate": nothing}}]}],
            }));
            let collection = collection.unwrap();
            assert_eq!((&collection.auth, collection.events.len()), (&None, 0));
            let folder = &collection.items[0];
            assert_eq!((&folder.auth, folder.events.len()), (&None, 0));
            let item = &folder.items()[0];
            let request = item.request().unwrap();
            assert_eq!(request.problem, None);
            assert_eq!((request.sent_body(), &request.auth), (None, &None));
            assert_eq!((request.headers.len(), item.events.len()), (0, 0));
        }
    }

    #[test]
    fn a_collection_that_is_written_reads_the_same() {
        let json = json!({"info": {"name": "C", "_postman_id": "c"}, "item": [
            {"id": "f", "name": "F", "item": [{"id": "r", "name": "R", "request": {"method": "PUT", "url": "http://h/:id?x=1",
              "header": [{"key": "a", "value": "b"}], "body": {"mode": "raw", "raw": "{}"}}}]}]});
        let once = read(&json).unwrap();
        let mut again = read(&once.to_json()).unwrap();
        again.schema = None;
        assert_eq!(once, again);
    }
}
