//! The body of a request that a page shows or a collection has, as far as it can be compared.

use serde_json::{Map, Value};

use crate::collection::{Body, FormValue, Mode};
use crate::request::without_comments;

/// How long the key of a form's field may be; what is longer is encoded in Base64.
const LONGEST_KEY: usize = 64;

/// A body as far as it can be compared.
pub(super) enum Content {
    None,
    /// JSON, or a form as the object of its fields.
    Json(Value),
    /// The fields of a multipart form.
    Multipart(Value),
    /// The members of a GraphQL operation.
    GraphQl(Value),
    Text(String),
    /// A file.
    Other,
}

/// What a body has.
pub(super) fn content(body: Option<&Body>) -> Content {
    match body.map(|body| &body.mode) {
        None | Some(Mode::None) => Content::None,
        Some(Mode::Raw(text)) if text.trim().is_empty() => Content::None,
        Some(Mode::Raw(text)) => of_text(text),
        Some(Mode::UrlEncoded(params)) => {
            let sent = params.iter().filter(|param| !param.disabled);
            let pairs = sent.map(|param| {
                let value = param.value.clone().unwrap_or_default();
                (param.key.clone(), value.into())
            });
            Content::Json(fields(pairs))
        }
        Some(Mode::FormData(params)) => {
            let sent = params.iter().filter(|param| !param.disabled);
            let pairs = sent.map(|param| (param.key.clone(), value_of(&param.value)));
            match fields(pairs) {
                // Postman keeps the form of a request that has none any more.
                Value::Object(fields) if fields.is_empty() => Content::None,
                fields => Content::Multipart(fields),
            }
        }
        Some(Mode::GraphQl { query, .. }) if query.as_ref().is_none_or(String::is_empty) => {
            Content::None
        }
        Some(Mode::GraphQl {
            query,
            operation_name,
            variables,
        }) => {
            let variables = match &**variables {
                Value::String(text) => json_of(text).unwrap_or_default(),
                other => other.clone(),
            };
            let members = [
                ("query", query.clone().map(Value::from)),
                ("operationName", operation_name.clone().map(Value::from)),
                ("variables", Some(variables)),
            ];
            let members = members.into_iter();
            let members = members.map(|(name, value)| (name.into(), value.unwrap_or_default()));
            Content::GraphQl(operation(members.collect()))
        }
        Some(Mode::File { .. }) => Content::Other,
    }
}

fn of_text(text: &str) -> Content {
    let form = || {
        let is_key = |pair: &str| {
            let key = pair.split('=').next().unwrap_or_default();
            let ours = |each: char| each.is_alphanumeric() || "_.-[]%:$@".contains(each);
            key.len() < LONGEST_KEY && key.chars().all(ours)
        };
        let is_form = text.contains('=')
            && !text.contains(['{', '<', ' ', '\n'])
            && text.split('&').all(is_key);
        let pairs = form_pairs(text).into_iter();
        let pairs = pairs.map(|(key, value)| (key, value.into()));
        is_form.then(|| Content::Json(fields(pairs)))
    };
    // Comments are for readers: Postman does not send them.
    let uncommented = || json_of(&without_comments(text));
    let json = json_of(text).or_else(uncommented).map(Content::Json);
    json.or_else(form)
        .unwrap_or_else(|| Content::Text(text.to_owned()))
}

/// The fields of a form; what is there several times has the list of its values.
fn fields(pairs: impl Iterator<Item = (String, Value)>) -> Value {
    let mut lists: Map<String, Value> = Map::new();
    for (key, value) in pairs {
        let list = lists.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        list.as_array_mut()
            .expect("every field begins as a list")
            .push(value);
    }
    for value in lists.values_mut() {
        if let Value::Array(list) = value
            && list.len() == 1
        {
            *value = list.remove(0);
        }
    }
    Value::Object(lists)
}

/// The text of a part; each reader has other files.
fn value_of(value: &FormValue) -> Value {
    match value {
        FormValue::Text(text) => text.clone().into(),
        FormValue::Files(_) | FormValue::Base64(_) => "<file>".into(),
    }
}

/// A GraphQL operation without what is empty, and with white space as it matters.
pub(super) fn operation(mut members: Map<String, Value>) -> Value {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    members.retain(|_, value| !is_empty(value));
    if let Some(Value::String(query)) = members.get_mut("query") {
        *query = query.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Value::Object(members)
}

fn form_pairs(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&text);
        decoded.decode_utf8_lossy().into_owned()
    };
    let pairs = text
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// Where a placeholder ends with which a text begins: `{{appId}}`, `{appId}`, `<APP_ID>`.
fn placeholder_at(text: &str) -> Option<usize> {
    if text.starts_with("{{") {
        return Some(text.find("}}")? + 2);
    }
    let close = match text.as_bytes().first()? {
        b'{' => '}',
        b'<' => '>',
        _ => return None,
    };
    let name = text[1..].split_once(close)?.0;
    let ours = |each: char| each.is_alphanumeric() || "_.-".contains(each);
    let is_name = !name.is_empty() && name.chars().all(ours);
    is_name.then(|| name.len() + 2)
}

/// JSON in which a placeholder may stand for a value.
pub(crate) fn json_of(text: &str) -> Option<Value> {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    let structured = |value: &Value| value.is_object() || value.is_array();
    read(text).filter(structured).or_else(|| {
        let mut quoted = String::new();
        let mut is_in_text = false;
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let end = placeholder_at(rest).filter(|_| !is_in_text);
            if let Some(end) = end {
                quoted.push_str(&format!("\"{}\"", &rest[..end]));
                rest = &rest[end..];
                continue;
            }
            if next == '\\' && is_in_text {
                let length = next.len_utf8() + rest[1..].chars().next().map_or(0, char::len_utf8);
                quoted.push_str(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
            is_in_text ^= next == '"';
            quoted.push(next);
            rest = &rest[next.len_utf8()..];
        }
        read(&quoted).filter(structured)
    })
}

/// Whether two texts are the same but for white space and for what placeholders stand for.
pub(super) fn is_same_text(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    // Elsewhere than in markup, what stands in single braces may be code.
    let is_markup = one.starts_with('<') && other.starts_with('<');
    let begins = if is_markup { "{" } else { "{{" };
    one == other || stands_for([&one, &other], begins) || stands_for([&other, &one], begins)
}

/// A text without white space.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|each| !each.is_whitespace()).collect()
}

/// Whether the first text is the second where its placeholders stand for something.
fn stands_for([with, text]: [&str; 2], begins: &str) -> bool {
    let mut pieces: Vec<String> = vec![String::new()];
    let mut rest = with;
    while let Some(next) = rest.chars().next() {
        // `<name>` may be a tag.
        let placeholder = placeholder_at(rest).filter(|_| rest.starts_with(begins));
        if placeholder.is_some() {
            pieces.push(String::new());
        } else {
            pieces.last_mut().expect("there is one").push(next);
        }
        rest = &rest[placeholder.unwrap_or(next.len_utf8())..];
    }
    let [first, between @ .., last] = &pieces[..] else {
        return false;
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    for piece in between {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}
