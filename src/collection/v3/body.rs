//! The body of a request.

use serde_json::Value;

use super::Manner;
use super::fields::{Pair, Reading};
use crate::collection::place::Place;
use crate::collection::{Body, FormParam, FormValue, Mode, Note, Noted, UrlEncodedParam};
use crate::document::{Kind, Node};
use crate::text;

/// The types of bodies; the first five are texts.
const TYPES: [&str; 10] = [
    "json",
    "text",
    "xml",
    "html",
    "javascript",
    "urlencoded",
    "formdata",
    "file",
    "graphql",
    "none",
];

/// What a part of a form may say.
const PART_KEYS: [&str; 9] = [
    "key",
    "value",
    "type",
    "src",
    "contentType",
    "description",
    "disabled",
    "$type",
    "id",
];

pub(super) fn read(node: &Node, reading: &mut Reading) -> Option<Body> {
    let value = node.get("body")?;
    match &value.kind {
        Kind::Map(_) => of_map(value, reading),
        Kind::Scalar(Value::Null) => {
            reading.odd(value.at, "`body` is empty, expected a map");
            None
        }
        Kind::Scalar(Value::String(text)) => {
            reading.odd(value.at, "`body` is a text, expected `type` and `content`");
            Some(guessed(text))
        }
        _ => {
            reading.wrong_kind("body", value, "a map of `type` and `content`");
            None
        }
    }
}

fn of_map(body: &Node, reading: &mut Reading) -> Option<Body> {
    if body.get("type").is_none() {
        return without_type(body, reading);
    }
    reading.unknown_keys(body, &["type", "content", "src"]);
    let kind = reading.text(body, "type")?;
    let content = body.get("content");
    match kind.as_str() {
        "none" => None,
        "json" | "text" | "xml" | "html" | "javascript" => {
            Some(Body::raw_in(&kind, raw(body, reading)))
        }
        "raw" => {
            odd_type(body, reading);
            Some(guessed(&raw(body, reading)))
        }
        "graphql" => {
            odd_type(body, reading);
            Some(mode(graphql(content, reading)))
        }
        "urlencoded" => Some(mode(urlencoded(body, reading))),
        "formdata" => Some(mode(Mode::FormData(formdata(content, reading)))),
        "file" => {
            // Postman's documentation has `content: {src}`, its app `src`.
            let holder = content.filter(|content| content.get("src").is_some());
            Some(mode(Mode::File {
                src: reading.text(holder.unwrap_or(body), "src"),
                content: None,
                says_none: false,
            }))
        }
        _ => {
            let at = body.get("type").map_or(body.at, |kind| kind.at);
            reading.wrong(
                at,
                format!(
                    "`type` of the body is `{kind}`, expected one of {}",
                    TYPES.join(", ")
                ),
            );
            reading.hint(text::did_you_mean(&kind, TYPES));
            None
        }
    }
}

fn odd_type(body: &Node, reading: &mut Reading) {
    if let Some(kind) = body.get("type") {
        let found = kind.text().unwrap_or_default();
        reading.odd(
            kind.at,
            format!("`{found}` is no type of a body that is documented"),
        );
    }
}

/// A body that does not say what it is: what it holds tells.
fn without_type(body: &Node, reading: &mut Reading) -> Option<Body> {
    if body.get("mode").is_some() {
        reading.odd(
            body.at,
            "`body` has no `type`; it is read as schema v2.1 writes one",
        );
        return Some(Body::read(&Place::root(&body.to_json())));
    }
    let Some(content) = body.get("content") else {
        let is_empty = body.entries().is_some_and(<[_]>::is_empty);
        if is_empty {
            reading.odd(body.at, "`body` is empty, expected `type` and `content`");
        } else {
            reading.wrong(body.at, "`body` has neither `type` nor `content`");
        }
        return None;
    };
    let has = |key: &str| {
        let entries = content.elements().unwrap_or_default();
        !entries.is_empty() && entries.iter().all(|entry| entry.get(key).is_some())
    };
    let (kind, read) = match &content.kind {
        Kind::List(_) if has("key") && has("type") => {
            let parts = formdata(Some(content), reading);
            ("formdata", mode(Mode::FormData(parts)))
        }
        Kind::List(_) if has("key") => ("urlencoded", mode(urlencoded(body, reading))),
        Kind::Map(_) if content.get("query").is_some() => {
            ("graphql", mode(graphql(Some(content), reading)))
        }
        Kind::Map(_) => ("json", Body::raw_in("json", raw(body, reading))),
        _ => {
            let read = guessed(&raw(body, reading));
            (
                if read.language() == Some("json") {
                    "json"
                } else {
                    "text"
                },
                read,
            )
        }
    };
    reading.odd(
        body.at,
        format!("`body` has no `type`; it is read as `{kind}`"),
    );
    Some(read)
}

fn mode(mode: Mode) -> Body {
    Body {
        mode,
        ..Body::default()
    }
}

/// A text of which nobody says what it is.
fn guessed(content: &str) -> Body {
    let is_json = content.trim_start().starts_with(['{', '[']);
    Body::raw_in(if is_json { "json" } else { "text" }, content)
}

/// The text of a body; what was written as YAML is meant as JSON.
fn raw(body: &Node, reading: &mut Reading) -> String {
    let Some(content) = body.get("content") else {
        reading.odd(body.at, "`body` has no `content`");
        return String::new();
    };
    if matches!(content.kind, Kind::Map(_) | Kind::List(_)) {
        let found = content.describe();
        reading.odd(
            content.at,
            format!("`content` is {found}, expected a text; it is sent as JSON"),
        );
        return format!("{:#}", content.to_json());
    }
    reading.string("content", content).unwrap_or_default()
}

fn graphql(content: Option<&Node>, reading: &mut Reading) -> Mode {
    let text_of = |key: &str, reading: &mut Reading| {
        let content =
            content.filter(|content| content.get(key).is_some_and(|value| !value.is_null()))?;
        reading.text(content, key)
    };
    let variables = content.and_then(|content| content.get("variables"));
    Mode::GraphQl {
        query: match content {
            Some(content) if content.entries().is_none() => reading.string("content", content),
            _ => text_of("query", reading),
        },
        operation_name: text_of("operationName", reading),
        variables: variables.map(Node::to_json).unwrap_or_default().into(),
    }
}

fn urlencoded(body: &Node, reading: &mut Reading) -> Mode {
    if body.get("content").is_none() {
        reading.odd(body.at, "`body` has no `content`");
    }
    let field = |pair: Pair| UrlEncodedParam {
        key: pair.key,
        value: pair.value,
        disabled: pair.disabled,
        note: pair.note,
    };
    let pairs = reading.pairs(body, "content");
    Mode::UrlEncoded(pairs.into_iter().map(field).collect())
}

fn formdata(content: Option<&Node>, reading: &mut Reading) -> Vec<FormParam> {
    let Some(content) = content.filter(|content| !content.is_null()) else {
        return Vec::new();
    };
    match &content.kind {
        Kind::List(parts) => {
            let parts = parts.iter().filter_map(|entry| part(entry, reading));
            parts.collect()
        }
        Kind::Map(entries) => {
            reading.odd(content.at, "`content` of a form is a map, expected a list");
            let part = |entry: &crate::document::Entry| FormParam {
                key: entry.key.clone(),
                value: FormValue::Text(
                    reading.string(&entry.key, &entry.value).unwrap_or_default(),
                ),
                kind: Some("text".into()),
                ..FormParam::default()
            };
            entries.iter().map(part).collect()
        }
        _ => {
            reading.wrong_kind("content", content, "a list of the parts of a form");
            Vec::new()
        }
    }
}

fn part(entry: &Node, reading: &mut Reading) -> Option<FormParam> {
    if entry.entries().is_none() {
        reading.wrong_kind(
            "content",
            entry,
            "parts with `key`, `type` and `value` or `src`",
        );
        return None;
    }
    reading.strange_keys(entry, &PART_KEYS);
    let kind = if entry.get("type").is_some() {
        reading.text(entry, "type").unwrap_or_default()
    } else {
        let is_file = entry.get("src").is_some();
        let kind = if is_file { "file" } else { "text" };
        let message = format!("a part of the form has no `type`; it is read as `{kind}`");
        reading.odd(entry.at, message);
        kind.to_owned()
    };
    let value = match kind.as_str() {
        "file" => FormValue::Files(files(entry, reading)),
        "text" => {
            if entry.get("value").is_none() {
                reading.odd(entry.at, "a part of the form has no `value`");
            }
            FormValue::Text(reading.text(entry, "value").unwrap_or_default())
        }
        _ => {
            reading.wrong(
                entry.at,
                format!("`type` of a part is `{kind}`, expected `text` or `file`"),
            );
            return None;
        }
    };
    let is_announced = kind == "file" && reading.manner == Manner::Postman;
    let disabled = reading.flag(entry, "disabled");
    if let (FormValue::Files(files), false) = (&value, disabled || reading.bare)
        && files.iter().any(String::is_empty)
    {
        let at = entry.get("src").map_or(entry.at, |src| src.at);
        reading.fails(at, "`src` of a file is empty, expected a path");
        reading.hint(Some("choose a file, or disable the part".into()));
    }
    let own = entry.get("contentType").is_some_and(|own| !own.is_null());
    let own = own.then(|| reading.text(entry, "contentType")).flatten();
    Some(FormParam {
        key: reading.text(entry, "key").unwrap_or_default(),
        lists_files: entry.get("src").is_some_and(|src| src.elements().is_some()),
        no_file: Some(Box::new(Value::Array(Vec::new()))),
        // Differs from Postman: its runner of v3 announces files of any kind as bytes
        // (`what_was_converted_runs_as_before`).
        content_type: own.or_else(|| is_announced.then(|| "application/octet-stream".to_owned())),
        disabled,
        kind: Some(kind),
        value,
        note: Note::from(Noted {
            description: entry.get("description").map(Node::to_json),
            ..Noted::default()
        }),
        ..FormParam::default()
    })
}

fn files(entry: &Node, reading: &mut Reading) -> Vec<String> {
    let Some(src) = entry.get("src") else {
        if entry.get("value").is_none() {
            reading.odd(entry.at, "a part of the form has no `src`");
            return Vec::new();
        }
        reading.odd(entry.at, "a file of the form has a `value`, expected `src`");
        return reading.text(entry, "value").into_iter().collect();
    };
    match &src.kind {
        Kind::Scalar(Value::Null) => Vec::new(),
        Kind::List(list) => {
            let files = list.iter().filter_map(|file| reading.string("src", file));
            files.collect()
        }
        _ => reading.string("src", src).into_iter().collect(),
    }
}
