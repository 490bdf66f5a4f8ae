//! Saved examples: what a server once answered.

use serde_json::{Map, Value, json};

use super::fields::Reading;
use super::{body, request, url};
use crate::collection::Request;
use crate::document::Node;

/// What the file of an example may hold, at its top and further in.
const KEYS: [&str; 7] = [
    "$kind",
    "id",
    "name",
    "description",
    "request",
    "response",
    "order",
];
pub(crate) const EXAMPLE_REQUEST_KEYS: [&str; 6] = [
    "url",
    "method",
    "headers",
    "queryParams",
    "pathVariables",
    "body",
];
pub(crate) const EXAMPLE_RESPONSE_KEYS: [&str; 4] = ["statusCode", "statusText", "headers", "body"];
const BODY_KEYS: [&str; 3] = ["type", "content", "$type"];

/// An example in the form of schema v2.1; `name` is that of its file.
pub(super) fn read(node: &Node, name: &str, reading: &mut Reading) -> Value {
    let text = |node: Option<&Node>, key: &str| node?.get(key)?.text();
    let response = node.get("response");
    unknown_keys(node, reading);
    let mut json = Map::new();
    let id = text(Some(node), "id");
    json.extend(id.map(|id| ("id".to_owned(), json!(id))));
    let own = text(Some(node), "name");
    json.insert("name".into(), json!(own.as_deref().unwrap_or(name)));
    let description = text(Some(node), "description");
    json.extend(description.map(|text| ("description".to_owned(), json!(text))));
    let original = node.get("request");
    let original = original.map(|request| original_of(request, reading).to_json());
    json.extend(original.map(|request| ("originalRequest".to_owned(), request)));
    let code = response.and_then(|response| response.get("statusCode"));
    json.extend(code.map(|code| ("code".to_owned(), code.to_json())));
    let status = text(response, "statusText").filter(|status| !status.is_empty());
    json.extend(status.map(|status| ("status".to_owned(), json!(status))));
    let headers = response.map(|response| request::headers(response, reading));
    let carrier = Request {
        headers: headers.unwrap_or_default(),
        ..Request::default()
    };
    let listed = carrier.to_json().get("header").cloned();
    json.insert("header".into(), listed.unwrap_or_else(|| json!([])));
    let body = response.and_then(|response| response.get("body"));
    json.insert(
        "body".into(),
        json!(text(body, "content").unwrap_or_default()),
    );
    if let Some(language) = text(body, "type") {
        json.insert("_postman_previewlanguage".into(), json!(language));
    }
    Value::Object(json)
}

fn unknown_keys(node: &Node, reading: &mut Reading) {
    if node.entries().is_none() {
        let found = node.describe();
        reading.wrong(node.at, format!("the file is {found}, expected a map"));
    }
    let response = node.get("response");
    let body = response.and_then(|response| response.get("body"));
    let parts = [
        (Some(node), &KEYS[..]),
        (node.get("request"), &EXAMPLE_REQUEST_KEYS),
        (response, &EXAMPLE_RESPONSE_KEYS),
        (body, &BODY_KEYS),
    ];
    for (part, known) in parts {
        if let Some(part) = part {
            reading.unknown_keys(part, known);
        }
    }
}

fn original_of(node: &Node, reading: &mut Reading) -> Request {
    let method = node.get("method").and_then(Node::text);
    Request {
        method: method.unwrap_or_else(|| "GET".to_owned()),
        url: url::read(node, reading),
        headers: request::headers(node, reading),
        body: body::read(node, reading).map(Box::new),
        ..Request::default()
    }
}
