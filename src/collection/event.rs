//! Scripts and when they run.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Protocol;
use super::cast::text_of;
use super::place::Place;

/// When a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listen {
    /// Before the request is built.
    Prerequest,
    /// After the response came, or the request failed.
    Test,
}

impl Listen {
    /// Postman's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prerequest => "prerequest",
            Self::Test => "test",
        }
    }
}

/// A script of an item or a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemEvent {
    /// Its id, where the file gives one.
    pub id: Option<String>,
    /// When it runs.
    pub listen: Listen,
    /// Switched off by the user.
    pub disabled: bool,
    /// What runs.
    pub script: Script,
    /// The one protocol for whose requests it runs; `None` is all.
    pub only: Option<Protocol>,
}

/// The code of an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Script {
    /// Its id; made up when the file gives none.
    pub id: String,
    /// Its source as one text; whoever compiles it knows it by where it is.
    pub source: Arc<str>,
    /// The packages that it says it uses, as written.
    pub packages: Option<Box<Value>>,
    /// How long the lines are that the file gives, in bytes: one may itself be of several; `None` where
    /// it gives neither text nor list.
    lengths: Option<Vec<usize>>,
}

impl ItemEvent {
    /// The event as JSON.
    pub fn to_json(&self) -> Value {
        let mut script = Map::new();
        script.insert("id".into(), json!(self.script.id));
        script.insert("type".into(), json!("text/javascript"));
        if self.script.lengths.is_some() {
            script.insert("exec".into(), self.script.lines().collect());
        }
        script.extend(
            self.script
                .packages
                .as_deref()
                .map(|packages| ("packages".to_owned(), packages.clone())),
        );
        let mut json = Map::new();
        json.insert("listen".into(), json!(self.listen.name()));
        if let Some(id) = &self.id {
            json.insert("id".into(), json!(id));
        }
        json.insert("script".into(), Value::Object(script));
        if self.disabled {
            json.insert("disabled".into(), json!(true));
        }
        Value::Object(json)
    }

    /// Reads an `event` list; what is no event, or neither `prerequest` nor `test`, is not for us.
    pub(super) fn read_list(
        place: &Place<'_>,
        new_id: &mut dyn FnMut() -> String,
    ) -> Vec<Arc<Self>> {
        let entries = place.entries();
        let events = entries.iter().filter_map(|entry| Self::read(entry, new_id));
        events.collect()
    }

    /// Reads an event of an `event` list.
    pub(super) fn read(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Option<Arc<Self>> {
        let listen = match place.text("listen").as_deref() {
            Some("prerequest") => Listen::Prerequest,
            Some("test") => Listen::Test,
            _ => return None,
        };
        Self::read_as(listen, place, new_id)
    }

    /// Reads an event whatever it says of when it runs; one without a script is none.
    pub(super) fn read_as(
        listen: Listen,
        place: &Place<'_>,
        new_id: &mut dyn FnMut() -> String,
    ) -> Option<Arc<Self>> {
        let script = place.member("script")?;
        Some(Arc::new(Self {
            id: place.text("id"),
            listen,
            disabled: place.flag("disabled"),
            script: Script::read(&script, new_id)?,
            only: None,
        }))
    }
}

impl Script {
    /// A script of these lines.
    pub fn of_lines<L: AsRef<str>>(id: String, lines: &[L], packages: Option<Box<Value>>) -> Self {
        let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
        Self {
            id,
            source: lines.join("\n").into(),
            packages,
            lengths: Some(lines.iter().map(|line| line.len()).collect()),
        }
    }

    /// The lines of its source, as the file gives them.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let mut rest = &*self.source;
        self.lengths.iter().flatten().map(move |length| {
            let line = rest.get(..*length).unwrap_or(rest);
            rest = rest.get(length + 1..).unwrap_or_default();
            line
        })
    }

    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.source.trim().is_empty()
    }

    /// Reads a script: its source as a text or as lines, by itself or in an object. Anything else
    /// is none.
    pub(super) fn read(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Option<Self> {
        let (source, id, packages) = match place.value {
            Value::String(_) | Value::Array(_) => (Some(place.value), None, None),
            Value::Object(members) => {
                let packages = members.get("packages").cloned().map(Box::new);
                (members.get("exec"), place.text("id"), packages)
            }
            _ => return None,
        };
        let id = id.unwrap_or_else(new_id);
        let Some(lines) = source.and_then(lines_of) else {
            let source = Arc::from("");
            let lengths = None;
            return Some(Self {
                id,
                source,
                packages,
                lengths,
            });
        };
        Some(Self::of_lines(id, &lines, packages))
    }
}

/// The lines of a text or a list, `None` of anything else; what else stands in a list is text as
/// JavaScript joins it.
fn lines_of(source: &Value) -> Option<Vec<Cow<'_, str>>> {
    let line = |entry: &Value| match entry {
        Value::Null => String::new(),
        other => text_of(other),
    };
    let lines = match source {
        Value::String(text) => text
            .split('\n')
            .map(|line| line.strip_suffix('\r').unwrap_or(line).into())
            .collect(),
        Value::Array(list) => list
            .iter()
            .map(|entry| entry.as_str().map_or_else(|| line(entry).into(), Cow::from))
            .collect(),
        _ => return None,
    };
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scripts(json: &Value) -> Vec<String> {
        ItemEvent::read_list(&Place::root(json), &mut String::new)
            .iter()
            .map(|event| event.script.source.to_string())
            .collect()
    }

    #[test]
    fn what_is_no_event_is_passed_over_and_one_event_is_a_list() {
        let event = json!({"listen": "test", "script": {"exec": "a"}});
        assert_eq!(scripts(&json!([null, event, 5, "x", [], {}])), ["a"]);
        assert_eq!(scripts(&event), ["a"]);
        for nothing in [
            json!({}),
            json!([]),
            json!(""),
            json!("x"),
            json!(false),
            json!(5),
        ] {
            assert!(scripts(&nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn the_lines_of_a_script_may_be_anything() {
        for (script, source) in [
            (
                json!({"exec": ["a", null, 5, ["b", 1], {}]}),
                "a\n\n5\nb,1\n[object Object]",
            ),
            (json!(["a", false]), "a\nfalse"),
            (json!({"exec": {"a": 1}}), ""),
            (json!({}), ""),
        ] {
            assert_eq!(
                scripts(&json!([{"listen": "test", "script": script}])),
                [source]
            );
        }
        for none in [json!(5), json!(false), json!(null)] {
            assert!(scripts(&json!([{"listen": "test", "script": none}])).is_empty());
        }
    }

    #[test]
    fn a_script_that_gives_no_lines_has_none_when_it_is_written() {
        for (script, exec) in [
            (json!({"type": "text/javascript"}), None),
            (json!({"exec": null}), None),
            (json!({"exec": []}), Some(json!([]))),
            (json!({"exec": ""}), Some(json!([""]))),
            (json!([]), Some(json!([]))),
        ] {
            let event = json!({"listen": "test", "script": script});
            let read = ItemEvent::read(&Place::root(&event), &mut String::new).unwrap();
            assert_eq!(
                read.to_json()["script"].get("exec"),
                exec.as_ref(),
                "{script}"
            );
        }
    }
}
