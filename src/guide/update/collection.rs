//! `guide update --collection-from-page`: a request as the page shows it goes into the file of its
//! collection (v2), where the two differ.

use serde_json::{Map, Value, json};

use super::json;
use crate::collection::{Body, Mode, Request};
use crate::guide::base::host_end;
use crate::guide::drift::{Given, Reading};
use crate::guide::page::body::json_of;
use crate::guide::page::contents;
use crate::guide::page::example::Example;
use crate::guide::run::placeholder::{address_with_variables, body_with_variables};
use crate::guide::run::resolve::Requests;
use crate::text::{Splice, spliced};
use crate::world::World;

/// A request that a page shows otherwise than its collection has it.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// Which of the collections it belongs to.
    pub collection: usize,
    /// The JSON Pointer of its item; `None` where the collection has none yet.
    pointer: Option<String>,
    example: Example,
}

impl Reading<'_> {
    /// The requests that the page shows otherwise than its collections have them. What a step sends
    /// and no collection has belongs to the first.
    pub fn requests(self, given: Given<'_>, world: &World) -> Vec<PageRequest> {
        self.differing(given, world, |collections, differing| {
            let planned = differing.planned;
            let place = planned.map(|planned| {
                let holds = |requests: &Requests| {
                    let mut all = requests.requests();
                    all.any(|other| other.item.id == planned.item.id)
                };
                let collection = collections.iter().position(holds).unwrap_or_default();
                (collection, planned.item.pointer.clone())
            });
            PageRequest {
                collection: place.as_ref().map_or(0, |(collection, _)| *collection),
                pointer: place.map(|(_, pointer)| pointer),
                example: differing.example.clone(),
            }
        })
    }
}

/// What is to be changed of a collection's file; `None` where it is no collection in one JSON file.
pub fn into_collection(text: &str, requests: &[&PageRequest]) -> Option<Vec<Splice>> {
    let old: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let mut new = old.clone();
    for request in requests {
        match &request.pointer {
            Some(pointer) => {
                let saved = new.pointer_mut(&format!("{pointer}/request"))?;
                *saved = renewed(saved, &request.example);
            }
            None => new.get_mut("item")?.as_array_mut()?.push(json!({
                "name": request.example.describe(),
                "request": renewed(&Value::Null, &request.example),
            })),
        }
    }
    json::onto(text, &new)
}

/// A request of the collection's file as the page shows it.
fn renewed(saved: &Value, example: &Example) -> Value {
    let mut request = match saved {
        Value::Object(members) => members.clone(),
        Value::String(url) => json!({"method": "GET", "header": [], "url": url})
            .as_object()
            .cloned()
            .unwrap_or_default(),
        _ => Map::new(),
    };
    if let Some(method) = &example.method {
        request.insert("method".into(), json!(method));
    }
    if let Some(shown) = &example.request {
        headers(&mut request, shown);
        body(&mut request, shown.sent_body());
    }
    let url = request.remove("url").unwrap_or_default();
    request.insert("url".into(), address(url, &example.url));
    let order = |members: &Map<String, Value>| members.keys().position(|key| key == "url");
    // A member that was there stays in its place.
    match saved.as_object().filter(|saved| order(saved).is_some()) {
        Some(saved) => Value::Object(in_order_of(saved, request)),
        None => Value::Object(request),
    }
}

fn in_order_of(saved: &Map<String, Value>, mut request: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for key in saved.keys() {
        if let Some(value) = request.remove(key) {
            ordered.insert(key.clone(), value);
        }
    }
    ordered.extend(request);
    ordered
}

fn headers(request: &mut Map<String, Value>, shown: &Request) {
    let list = request.entry("header").or_insert_with(|| json!([]));
    let Some(list) = list.as_array_mut() else {
        return;
    };
    let has_body = shown.sent_body().is_some();
    for header in &shown.headers {
        let key = header.key.trim();
        // curl adds one that nobody has written.
        let is_curls = header.value == "application/x-www-form-urlencoded";
        let is_type = key.eq_ignore_ascii_case("content-type") && has_body && !is_curls;
        if contents::is_own(key) && !is_type {
            continue;
        }
        let is_same = |saved: &&mut Value| {
            let name = saved["key"].as_str().unwrap_or_default();
            name.trim().eq_ignore_ascii_case(key) && saved["disabled"] != json!(true)
        };
        let value = json!(address_with_variables(&header.value));
        match list.iter_mut().find(is_same) {
            Some(saved) if contents::same(&value, &saved["value"]) => {}
            Some(saved) => saved["value"] = value,
            None => list.push(json!({"key": key, "value": value})),
        }
    }
}

fn body(request: &mut Map<String, Value>, shown: Option<&Body>) {
    let Some(Mode::Raw(shown)) = shown.map(|body| &body.mode) else {
        return;
    };
    let shown = body_with_variables(shown);
    let saved = request.get("body").and_then(|body| body["raw"].as_str());
    let both = saved.and_then(json_of).zip(json_of(&shown));
    let merged = both.map(|(saved, shown)| as_saved(&shown, &saved));
    // What is JSON stays as it is written, but for what differs.
    let raw = saved.zip(merged).and_then(|(saved, merged)| {
        let splices = json::onto(saved, &merged)?;
        Some(spliced(saved, &splices))
    });
    let raw = raw.unwrap_or(shown);
    let is_json = json_of(&raw).is_some();
    match request.get_mut("body").and_then(Value::as_object_mut) {
        Some(body) => {
            body.insert("mode".into(), json!("raw"));
            body.insert("raw".into(), json!(raw));
        }
        None if is_json => {
            let options = json!({"raw": {"language": "json"}});
            let body = json!({"mode": "raw", "raw": raw, "options": options});
            request.insert("body".into(), body);
        }
        None => drop(request.insert("body".into(), json!({"mode": "raw", "raw": raw}))),
    }
}

/// What the page shows, with what the request has where the page's value stands for it.
fn as_saved(shown: &Value, saved: &Value) -> Value {
    match (shown, saved) {
        (Value::Object(shown), Value::Object(saved)) => shown
            .iter()
            .map(|(name, value)| {
                let saved = saved.get(name).unwrap_or(&Value::Null);
                (name.clone(), as_saved(value, saved))
            })
            .collect(),
        (Value::Array(shown), Value::Array(saved)) => {
            let saved = saved.iter().chain(std::iter::repeat(&Value::Null));
            let pairs = shown.iter().zip(saved);
            pairs.map(|(shown, saved)| as_saved(shown, saved)).collect()
        }
        _ if !saved.is_null() && contents::same(shown, saved) => saved.clone(),
        _ => shown.clone(),
    }
}

/// A URL with the path and the query of the page, and the host that it has.
fn address(saved: Value, shown: &str) -> Value {
    let raw = saved.as_str().or_else(|| saved["raw"].as_str());
    let raw = raw.unwrap_or_default().to_owned();
    let host = match &raw[..host_end(&raw)] {
        "" => "{{url}}",
        host => host,
    };
    let (path, query) = halves(&shown[host_end(shown)..]);
    let (saved_path, saved_query) = halves(&raw[host_end(&raw)..]);
    let mut saved_parts = saved_path.split('/');
    let path = path.split('/').map(|part| like(part, saved_parts.next()));
    let path = path.collect::<Vec<_>>().join("/");
    let saved_pairs: Vec<(&str, &str)> = pairs(saved_query).collect();
    let query: Vec<(&str, String)> = pairs(query)
        .map(|(key, value)| {
            let saved = saved_pairs.iter().find(|(name, _)| *name == key);
            (key, like(value, saved.map(|(_, value)| *value)))
        })
        .collect();
    let text: Vec<String> = query
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let mark = if text.is_empty() { "" } else { "?" };
    let new = format!("{host}{path}{mark}{}", text.join("&"));
    let Value::Object(mut url) = saved else {
        return json!(new);
    };
    if new == raw {
        return Value::Object(url);
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    url.insert("raw".into(), json!(new));
    url.insert("path".into(), json!(parts));
    let known = url.remove("query").unwrap_or_default();
    let known = known.as_array().cloned().unwrap_or_default();
    let query: Vec<Value> = query
        .iter()
        .map(|(key, value)| {
            let known = known.iter().find(|known| known["key"] == json!(key));
            let mut member = known.cloned().unwrap_or_else(|| json!({"key": key}));
            member["value"] = json!(value);
            member
        })
        .collect();
    if !query.is_empty() {
        url.insert("query".into(), Value::Array(query));
    }
    Value::Object(url)
}

fn halves(rest: &str) -> (&str, &str) {
    rest.split_once('?').unwrap_or((rest, ""))
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A part of the page's URL; that of the request where they are the same to a reader.
fn like(shown: &str, saved: Option<&str>) -> String {
    match saved {
        Some(saved) if contents::same(&json!(shown), &json!(saved)) => saved.to_owned(),
        _ => {
            let address = address_with_variables(&format!("/{shown}"));
            address[1..].to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(method: &str, url: &str, request: Option<Request>) -> Example {
        Example {
            request,
            ..Example::written(Some(method.to_owned()), url)
        }
    }

    #[test]
    fn a_request_is_as_the_page_shows_it_and_keeps_what_is_not_shown() {
        let saved = json!({
            "method": "GET",
            "header": [{"key": "Tenant", "value": "{{tenant}}"}],
            "url": {"raw": "{{url}}/users/{{userId}}?limit=5&page=1", "host": ["{{url}}"],
                "path": ["users", "{{userId}}"],
                "query": [{"key": "limit", "value": "5", "description": "how many"}, {"key": "page", "value": "1"}]},
            "description": "d"
        });
        let shown = example(
            "GET",
            "https://{yourDomain}/people/{id}?limit=9&sort=<field>",
            None,
        );
        assert_eq!(
            renewed(&saved, &shown),
            json!({
                "method": "GET",
                "header": [{"key": "Tenant", "value": "{{tenant}}"}],
                "url": {"raw": "{{url}}/people/{{userId}}?limit=9&sort={{field}}", "host": ["{{url}}"],
                    "path": ["people", "{{userId}}"],
                    "query": [{"key": "limit", "value": "9", "description": "how many"}, {"key": "sort", "value": "{{field}}"}]},
                "description": "d"
            })
        );
    }

    #[test]
    fn a_body_stays_as_it_is_written_but_for_what_differs() {
        let shown = Request {
            headers: vec![crate::collection::Header::new("Tenant", "two")],
            body: Some(Body::raw(r#"{"name": "{name}", "age": 4}"#).into()),
            ..Request::default()
        };
        let saved = json!({"method": "POST", "url": "{{url}}/users",
            "body": {"mode": "raw", "raw": "{ \"name\":\"ann\",\n  \"age\": 3 }"}});
        assert_eq!(
            renewed(&saved, &example("PUT", "{{url}}/users", Some(shown))),
            json!({"method": "PUT", "url": "{{url}}/users",
                "body": {"mode": "raw", "raw": "{ \"name\":\"ann\",\n  \"age\": 4 }"},
                "header": [{"key": "Tenant", "value": "two"}]})
        );
    }

    #[test]
    fn a_request_that_no_collection_has_is_added() {
        let text = "{\n  \"info\": {\"name\": \"A\"},\n  \"item\": [\n    {\"name\": \"One\", \"request\": \"{{url}}/one\"}\n  ]\n}\n";
        let new = PageRequest {
            collection: 0,
            pointer: None,
            example: example("DELETE", "https://h/two", None),
        };
        let splices = into_collection(text, &[&new]).unwrap();
        let found: Value = serde_json::from_str(&spliced(text, &splices)).unwrap();
        assert_eq!(
            found["item"][0],
            json!({"name": "One", "request": "{{url}}/one"})
        );
        assert_eq!(
            found["item"][1]["request"],
            json!({"method": "DELETE", "url": "{{url}}/two"})
        );
        assert!(spliced(text, &splices).starts_with(&text[..text.len() - 8]));
    }
}
