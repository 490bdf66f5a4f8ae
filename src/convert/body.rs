//! Bodies: a mode and its content there, a type and its content here.

use serde_json::{Map, Value, json};

use super::Losses;
use super::pairs::{Pair, finish, map_or_list, noted};
use crate::collection::{Body, FormParam, FormValue, Mode};

/// The languages of a text that v3 has a type for.
const LANGUAGES: [&str; 5] = ["json", "text", "xml", "html", "javascript"];

/// The body of a request, where it has one. A GraphQL operation, which no request over HTTP has in
/// v3, is the JSON that is sent of it.
pub(super) fn of(body: &Body, losses: &mut Losses) -> Option<Value> {
    tell_others(body, losses);
    if body.disabled {
        losses.tell("the body, which is off, as v3 can't say: it is left out");
        return None;
    }
    let (kind, content) = match &body.mode {
        Mode::None => return None,
        Mode::Raw(text) => (language(body, losses), json!(text)),
        Mode::UrlEncoded(fields) => {
            let pairs: Vec<Pair> = fields
                .iter()
                .map(|field| Pair::of_field(field, losses))
                .collect();
            ("urlencoded", map_or_list(&pairs))
        }
        Mode::FormData(parts) => (
            "formdata",
            parts.iter().map(|part| part_of(part, losses)).collect(),
        ),
        Mode::File { src, content, .. } => {
            if content
                .as_deref()
                .is_some_and(|content| !content.is_empty())
            {
                losses.tell("the content of a file, which v3 only knows by its path");
            }
            let src = src.as_ref().filter(|src| !src.is_empty());
            (
                "file",
                src.map_or_else(|| json!({}), |src| json!({"src": src})),
            )
        }
        mode @ Mode::GraphQl { .. } => {
            losses.tell(
                "a GraphQL body that v3 has no request for: it is written as the JSON that is sent",
            );
            ("json", json!(graphql_json(mode)))
        }
    };
    Some(json!({"type": kind, "content": content}))
}

/// Tells of what is kept for other modes.
pub(super) fn tell_others(body: &Body, losses: &mut Losses) {
    for other in &body.others {
        if !is_empty(other) {
            losses.tell(format!(
                "what is kept of a `{}` body, which is not the one chosen",
                other.name()
            ));
        }
    }
}

pub(super) fn is_empty(mode: &Mode) -> bool {
    match mode {
        Mode::None => true,
        Mode::Raw(text) => text.is_empty(),
        Mode::UrlEncoded(fields) => fields.is_empty(),
        Mode::FormData(parts) => parts.is_empty(),
        Mode::File { src, content, .. } => [src, content]
            .iter()
            .all(|text| text.as_deref().is_none_or(str::is_empty)),
        Mode::GraphQl {
            query, variables, ..
        } => {
            query.as_deref().is_none_or(str::is_empty)
                && variables.as_str().is_none_or(str::is_empty)
        }
    }
}

fn language(body: &Body, losses: &mut Losses) -> &'static str {
    let Some(language) = body.language() else {
        return "text";
    };
    LANGUAGES.into_iter().find(|known| *known == language).unwrap_or_else(|| {
        losses.tell(format!("the language `{language}` of a body, which v3 does not know: it is written as `text`"));
        "text"
    })
}

fn part_of(part: &FormParam, losses: &mut Losses) -> Value {
    let mut entry = Map::new();
    let (kind, name, value) = match &part.value {
        FormValue::Text(text) => ("text", "value", json!(text)),
        FormValue::Base64(text) => {
            losses.tell(format!("the content of the file `{}`, which v3 only knows by its path: it is written as text", part.key));
            ("text", "value", json!(text))
        }
        FormValue::Files(files) => match &files[..] {
            [] if !part.lists_files => ("file", "src", json!("")),
            [file] if !part.lists_files => ("file", "src", json!(file)),
            files => ("file", "src", json!(files)),
        },
    };
    entry.insert("type".into(), json!(kind));
    entry.insert("key".into(), json!(part.key));
    entry.insert(name.into(), value);
    if let Some(content_type) = part.content_type.as_ref().filter(|own| !own.is_empty()) {
        entry.insert("contentType".into(), json!(content_type));
    }
    if let Some(file_name) = &part.file_name {
        losses.tell(format!(
            "the file name `{file_name}` that the part `{}` is announced with",
            part.key
        ));
    }
    let description = noted(&part.note, losses);
    finish(&mut entry, part.disabled, description.as_ref());
    Value::Object(entry)
}

/// What is sent of a GraphQL operation.
fn graphql_json(mode: &Mode) -> String {
    let Mode::GraphQl {
        query,
        operation_name,
        variables,
    } = mode
    else {
        return String::new();
    };
    let parsed = variables
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok());
    let variables = parsed.unwrap_or_else(|| variables.clone());
    let sent = json!({"query": query, "operationName": operation_name, "variables": variables});
    let members = sent
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null() && **value != json!(""));
    let sent: Map<String, Value> = members
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    format!("{:#}", Value::Object(sent))
}
