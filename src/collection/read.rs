//! Reading collections: schema 2.0 and 2.1 here, schema v1 in [`v1`].
//!
//! One reader for both of the former: the schemas differ in the shape of a URL and of auth
//! parameters, and real files mix them.

use std::sync::Arc;

use serde_json::Value;

use super::item::read_behavior;
use super::place::Place;
use super::{
    Auth, Collection, Item, ItemEvent, ItemKind, Problem, Request, Variable, meta, note, saved, v1,
};

/// Reads a collection from JSON. `new_id` makes the ids that the file leaves out.
///
/// # Errors
/// The first place that Postman could not make sense of either, as a JSON Pointer with what was
/// expected there.
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
    let items = place
        .member("item")
        .map(|items| read_items(&items, new_id))
        .transpose()?;
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
        events: read_events(&place, new_id)?,
        variables: place
            .member("variable")
            .map(|list| Variable::read_list(&list))
            .unwrap_or_default(),
        auth: read_auth(&place)?,
        behavior: read_behavior(&place),
        schema: info_text("schema"),
        meta: meta::read(info.as_ref().unwrap_or(&place)),
    })
}

/// Whether the JSON is a collection of schema v1, which Postman has deprecated; [`parse`] reads it
/// as well.
pub fn is_v1(json: &Value) -> bool {
    v1::is_v1(&unwrapped(Place::root(json)))
}

/// Reads a request from JSON, as a script hands one over.
///
/// # Errors
/// The place that is not what it should be.
pub fn read_request(json: &Value) -> Result<Request, Problem> {
    Request::read(&Place::root(json))
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
    if place.member("item").is_some() {
        return Ok(());
    }
    let has = |name: &str| place.member(name).is_some();
    let (found, hint) = if has("openapi") || has("swagger") {
        (
            "is an OpenAPI description",
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

fn read_items(
    place: &Place<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Vec<Arc<Item>>, Problem> {
    place.array()?;
    place
        .elements()
        .map(|entry| read_item(&entry, new_id).map(Arc::new))
        .collect()
}

/// Reads a request or a folder as it stands in a collection.
///
/// # Errors
/// The JSON is none.
pub(crate) fn item(json: &Value) -> Result<Item, Problem> {
    read_item(&Place::root(json), &mut String::new)
}

/// Reads an event as it stands in a collection; one without a script is none.
///
/// # Errors
/// The JSON is none.
pub(crate) fn event(json: &Value) -> Result<Option<Arc<ItemEvent>>, Problem> {
    ItemEvent::read(&Place::root(json), &mut String::new)
}

fn read_item(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Result<Item, Problem> {
    place.object()?;
    let kind = match place.member("item") {
        Some(items) => ItemKind::Folder(read_items(&items, new_id)?),
        None => read_request_kind(place, new_id)?,
    };
    Ok(Item {
        id: ["id", "_postman_id"]
            .iter()
            .find_map(|name| place.text(name))
            .unwrap_or_else(&mut *new_id),
        name: place.text("name").unwrap_or_default(),
        description: note::description(place),
        events: read_events(place, new_id)?,
        auth: read_auth(place)?,
        behavior: read_behavior(place),
        meta: meta::read(place),
        pointer: place.pointer.clone(),
        kind,
    })
}

fn read_request_kind(
    place: &Place<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<ItemKind, Problem> {
    let request = place
        .member("request")
        .map(|request| Request::read(&request))
        .transpose()?;
    let responses = place
        .member("response")
        .map(|list| saved::read_list(&list, new_id));
    let nothing = || Request {
        method: "GET".into(),
        ..Request::default()
    };
    Ok(ItemKind::Request {
        request: Box::new(request.unwrap_or_else(nothing)),
        responses: responses.unwrap_or_default(),
    })
}

fn read_events(
    place: &Place<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Vec<Arc<ItemEvent>>, Problem> {
    let events = place
        .member("event")
        .map(|events| ItemEvent::read_list(&events, new_id))
        .transpose()?;
    Ok(events.unwrap_or_default())
}

fn read_auth(place: &Place<'_>) -> Result<Option<Auth>, Problem> {
    Ok(place
        .member("auth")
        .map(|auth| Auth::read(&auth))
        .transpose()?
        .flatten())
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
            (
                json!({"item": {}}),
                "`/item` is an object, expected an array",
            ),
            (
                json!({"item": [{"item": [{"request": 5}]}]}),
                "`/item/0/item/0/request` is a number, expected a string or an object",
            ),
            (
                json!({"item": [{"event": [{"listen": "test", "script": {"exec": [5]}}]}]}),
                "`/item/0/event/0/script/exec/0` is a number, expected a line of text",
            ),
        ] {
            assert_eq!(read(&json).unwrap_err().to_string(), text);
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
