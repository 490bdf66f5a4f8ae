//! Scripts, and when they run.

use std::sync::Arc;

use serde_json::Value;

use super::Manner;
use super::fields::Reading;
use crate::collection::{ItemEvent, Listen, Protocol, Script};
use crate::document::{Kind, Node};
use crate::text;

/// What a script may say.
const KEYS: [&str; 5] = ["type", "code", "language", "packages", "requests"];

/// The types of scripts: for whose requests, when, and whether it is one of folders and collections,
/// or of requests.
const TYPES: [(&str, Option<Protocol>, Option<Listen>, Level); 9] = [
    (
        "beforeRequest",
        Some(Protocol::Http),
        Some(Listen::Prerequest),
        Level::Request,
    ),
    ("afterResponse", None, Some(Listen::Test), Level::Request),
    (
        "beforeQuery",
        Some(Protocol::GraphQl),
        Some(Listen::Prerequest),
        Level::Request,
    ),
    (
        "http:beforeRequest",
        Some(Protocol::Http),
        Some(Listen::Prerequest),
        Level::Above,
    ),
    (
        "http:afterResponse",
        Some(Protocol::Http),
        Some(Listen::Test),
        Level::Above,
    ),
    (
        "graphql:beforeQuery",
        Some(Protocol::GraphQl),
        Some(Listen::Prerequest),
        Level::Above,
    ),
    (
        "graphql:afterResponse",
        Some(Protocol::GraphQl),
        Some(Listen::Test),
        Level::Above,
    ),
    ("prerequest", None, Some(Listen::Prerequest), Level::Nowhere),
    ("test", None, Some(Listen::Test), Level::Nowhere),
];

/// Where a script stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// In a request.
    Request,
    /// In a folder or a collection.
    Above,
    /// In no file of this form, but in one of schema v2.1.
    Nowhere,
}

/// Reads the scripts of a file. Their ids are made of that of whose they are.
pub(super) fn read(
    node: &Node,
    level: Level,
    id: &str,
    reading: &mut Reading,
) -> Vec<Arc<ItemEvent>> {
    let Some(value) = node.get("scripts") else {
        return Vec::new();
    };
    let mut events: Vec<ItemEvent> = Vec::new();
    match &value.kind {
        Kind::List(list) => {
            for entry in list {
                events.extend(event(entry, level, reading));
            }
        }
        Kind::Map(entries) => {
            reading.odd(value.at, "`scripts` is a map, expected a list");
            for entry in entries {
                let source = reading.string(&entry.key, &entry.value).unwrap_or_default();
                let when = when(&entry.key, level, entry.value.at, reading);
                events.extend(when.map(|when| made(when, &source)));
            }
        }
        Kind::Scalar(Value::Null) => reading.odd(value.at, "`scripts` is empty, expected a list"),
        _ => reading.wrong_kind("scripts", value, "a list of `type` and `code`"),
    }
    only_first(&mut events, reading.manner);
    let numbered = events.into_iter().enumerate().map(|(number, mut event)| {
        if !reading.bare {
            event.script.id = format!("{id}-{number}");
        }
        Arc::new(event)
    });
    numbered.collect()
}

/// When a script runs, and for whom.
type When = (Option<Protocol>, Listen);

fn event(entry: &Node, level: Level, reading: &mut Reading) -> Option<ItemEvent> {
    if entry.entries().is_none() {
        reading.wrong_kind("scripts", entry, "a list of `type` and `code`");
        return None;
    }
    reading.strange_keys(entry, &KEYS);
    let Some(said) = entry.get("type") else {
        reading.wrong(entry.at, "a script has no `type`");
        return None;
    };
    let kind = reading.string("type", said)?;
    let when = when(&kind, level, said.at, reading)?;
    let language = entry.get("language").and_then(Node::text);
    if let Some(language) = language.filter(|language| language != "text/javascript") {
        let is_javascript = language.contains("javascript");
        let message = format!("`language` of a script is `{language}`, expected `text/javascript`");
        if is_javascript {
            reading.odd(entry.at, message);
        } else {
            reading.wrong(entry.at, message);
        }
    }
    let mut event = made(when, &code(entry, reading));
    event.script.packages = entry
        .get("packages")
        .map(|packages| packages.to_json().into());
    event.disabled = entry.get("disabled").is_some() && reading.flag(entry, "disabled");
    Some(event)
}

fn made(when: When, source: &str) -> ItemEvent {
    let (only, listen) = when;
    let lines: Vec<&str> = source.split('\n').collect();
    ItemEvent {
        id: None,
        listen,
        disabled: false,
        script: Script::of_lines(String::new(), &lines, None),
        only,
    }
}

fn code(entry: &Node, reading: &mut Reading) -> String {
    let Some(code) = entry.get("code") else {
        reading.wrong(entry.at, "a script has no `code`");
        return String::new();
    };
    if let Some(lines) = code.elements() {
        reading.odd(code.at, "`code` is a list, expected a text");
        let lines = lines.iter().filter_map(|line| reading.string("code", line));
        return lines.collect::<Vec<_>>().join("\n");
    }
    reading.string("code", code).unwrap_or_default()
}

/// What a type of script means where it stands; `None` is one that is not for us.
fn when(
    kind: &str,
    level: Level,
    at: crate::document::Position,
    reading: &mut Reading,
) -> Option<When> {
    if kind.starts_with("grpc:") {
        return None;
    }
    let Some((_, only, listen, own)) = TYPES.iter().find(|(name, ..)| *name == kind) else {
        reading.wrong(at, format!("`{kind}` is no type of script"));
        let own = TYPES.iter().filter(|(.., own)| *own == level);
        reading.hint(text::did_you_mean(kind, own.map(|(name, ..)| *name)));
        return None;
    };
    if *own != level {
        let place = if level == Level::Request {
            "a request"
        } else {
            "a folder or a collection"
        };
        reading.refused(at, format!("`{kind}` is no type of script in {place}"));
    }
    // A script of a request is for that, whatever it speaks.
    let only = only.filter(|_| level == Level::Above);
    Some((only, (*listen)?))
}

/// Leaves the first script of a kind.
// Differs from Postman: its runner runs no other of a level (`every_script_of_a_level_runs`).
fn only_first(events: &mut Vec<ItemEvent>, manner: Manner) {
    if manner == Manner::Documented {
        return;
    }
    let mut known: Vec<(Option<Protocol>, Listen)> = Vec::new();
    events.retain(|event| {
        let kind = (event.only, event.listen);
        let is_first = !known.contains(&kind);
        known.push(kind);
        is_first
    });
}
