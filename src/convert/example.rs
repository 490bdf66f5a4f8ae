//! Examples: the saved responses of a request.

use serde_json::{Map, Value, json};

use super::name::examples_of;
use super::pairs::described;
use super::{Losses, request};
use crate::collection::read_request;
use crate::collection::v3::EXAMPLE_FILE;

/// What is read of a saved response, or says nothing that anybody needs.
const KNOWN: [&str; 10] = [
    "id",
    "name",
    "description",
    "originalRequest",
    "status",
    "code",
    "header",
    "cookie",
    "body",
    "responseTime",
];

/// Where an example is.
pub(super) struct Entry<'a> {
    /// Its name, where the file is called otherwise.
    pub(super) name: Option<&'a str>,
    /// Where it comes among the examples of its request.
    pub(super) order: usize,
}

/// The file of an example.
pub(super) fn file(response: &Value, entry: &Entry<'_>, losses: &mut Losses) -> Value {
    tell_lost(response, losses);
    let mut json = Map::new();
    json.insert("$kind".into(), json!("http-example"));
    if let Some(id) = response
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty())
    {
        json.insert("id".into(), json!(id));
    }
    json.extend(entry.name.map(|name| ("name".to_owned(), json!(name))));
    let description = described(response.get("description"), losses);
    json.extend(description.map(|text| ("description".to_owned(), json!(text))));
    json.insert("request".into(), original(response, losses));
    json.insert("response".into(), answer(response, losses));
    json.insert("order".into(), json!(entry.order));
    Value::Object(json)
}

/// The name of an example.
pub(super) fn name(response: &Value) -> &str {
    response
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The file that it was read from, if that is one of a tree; `request` is that of its request.
pub(super) fn origin(response: &Value, request: &str) -> String {
    let file = response.get(EXAMPLE_FILE).and_then(Value::as_str);
    format!("{}/{}", examples_of(request), file.unwrap_or_default())
}

fn original(response: &Value, losses: &mut Losses) -> Value {
    let original = response
        .get("originalRequest")
        .filter(|original| !original.is_null());
    let Some(original) = original else {
        return json!({"url": "", "method": "GET"});
    };
    match read_request(original) {
        Ok(read) => {
            if read.auth.is_some() {
                losses.tell(
                    "the authentication of its request, which an example of v3 does not have",
                );
            }
            if described(read.note.description.as_ref(), losses).is_some() {
                losses.tell("the description of its request, which an example of v3 does not have");
            }
            Value::Object(request::sent(&read, losses))
        }
        Err(problem) => {
            losses.tell(format!("its request, which can't be read: {problem}"));
            json!({"url": "", "method": "GET"})
        }
    }
}

fn answer(response: &Value, losses: &mut Losses) -> Value {
    let mut json = Map::new();
    let code = response.get("code").filter(|code| code.is_number());
    if code.is_none() {
        losses.tell(
            "it has no status code, which an example of v3 has: 200 is written, as Postman does",
        );
    }
    json.insert(
        "statusCode".into(),
        code.cloned().unwrap_or_else(|| json!(200)),
    );
    let status = response.get("status").and_then(Value::as_str);
    let status = status.or_else(|| code.is_none().then_some("OK"));
    // Postman wants a text; an empty one says nothing.
    json.insert("statusText".into(), json!(status.unwrap_or_default()));
    // Headers are read as those of a request are, whatever form they have.
    let carrier = json!({"url": "", "header": response.get("header")});
    if let Ok(read) = read_request(&carrier) {
        let headers = request::sent(&read, losses).remove("headers");
        json.extend(headers.map(|headers| ("headers".to_owned(), headers)));
    }
    let body = response
        .get("body")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let kind = if body.is_empty() {
        "text"
    } else {
        language(response)
    };
    json.insert("body".into(), json!({"type": kind, "content": body}));
    Value::Object(json)
}

fn language(response: &Value) -> &str {
    let language = response
        .get("_postman_previewlanguage")
        .and_then(Value::as_str);
    let known = ["json", "xml", "html", "javascript", "yaml"];
    language
        .filter(|language| known.contains(language))
        .unwrap_or("text")
}

fn tell_lost(response: &Value, losses: &mut Losses) {
    let is_said = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let members = response.as_object().into_iter().flatten();
    for (name, value) in members.filter(|(_, value)| is_said(value)) {
        match name.as_str() {
            "cookie" => losses.tell("its cookies, which an example of v3 does not have"),
            "responseTime" => {
                losses.tell("its `responseTime`, which an example of v3 does not have");
            }
            "body" if !value.is_string() => losses.tell("its body, which is no text"),
            known if KNOWN.contains(&known) || known.starts_with('_') => {}
            other => losses.tell(format!(
                "its `{other}`, which an example of v3 does not have"
            )),
        }
    }
}
