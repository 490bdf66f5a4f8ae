//! Saved examples: what a server once answered.

use serde_json::{Map, Value, json};

use crate::document::Node;

/// An example in the form of schema v2.1; `name` is that of its file.
pub(super) fn read(node: &Node, name: &str) -> Value {
    let text = |node: Option<&Node>, key: &str| node?.get(key)?.text();
    let response = node.get("response");
    let mut json = Map::new();
    let own = text(Some(node), "name");
    json.insert("name".into(), json!(own.as_deref().unwrap_or(name)));
    let request = node.get("request").map(|request| {
        let body = text(request.get("body"), "content");
        let mut json = json!({"url": text(Some(request), "url"), "method": text(Some(request), "method"),
            "header": headers(request.get("headers"))});
        if let Some(body) = body {
            json["body"] = json!({"mode": "raw", "raw": body});
        }
        json
    });
    json.extend(request.map(|request| ("originalRequest".to_owned(), request)));
    let code = response.and_then(|response| response.get("statusCode"));
    json.insert("code".into(), code.map_or(Value::Null, Node::to_json));
    json.insert("status".into(), json!(text(response, "statusText")));
    let listed = headers(response.and_then(|response| response.get("headers")));
    json.insert("header".into(), listed);
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

fn headers(node: Option<&Node>) -> Value {
    let pair =
        |key: &str, value: &Node| json!({"key": key, "value": value.text().unwrap_or_default()});
    let Some(node) = node else {
        return json!([]);
    };
    if let Some(entries) = node.entries() {
        return entries
            .iter()
            .map(|entry| pair(&entry.key, &entry.value))
            .collect();
    }
    let listed = node.elements().unwrap_or_default().iter();
    listed
        .filter_map(|entry| Some(pair(&entry.get("key")?.text()?, entry.get("value")?)))
        .collect()
}
