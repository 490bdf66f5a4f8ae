//! Scripts and when they run.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Problem;
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
}

/// The code of an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Script {
    /// Its id; made up when the file gives none.
    pub id: String,
    /// Its source as one text; whoever compiles it knows it by where it is.
    pub source: Arc<str>,
    /// The packages that it says it uses, as written.
    pub packages: Option<Value>,
    /// How long the lines are that the file gives, in bytes: one may itself be of several.
    lengths: Vec<usize>,
}

impl ItemEvent {
    /// The event as JSON.
    pub fn to_json(&self) -> Value {
        let mut script = Map::new();
        script.insert("id".into(), json!(self.script.id));
        script.insert("type".into(), json!("text/javascript"));
        script.insert("exec".into(), self.script.lines().collect());
        script.extend(
            self.script
                .packages
                .as_ref()
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

    /// Reads an `event` list; events that are neither `prerequest` nor `test` are not for us.
    pub(super) fn read_list(
        place: &Place<'_>,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Vec<Arc<Self>>, Problem> {
        place.array()?;
        place
            .elements()
            .filter_map(|entry| Self::read(&entry, new_id).transpose())
            .collect()
    }

    /// Reads an event of an `event` list.
    pub(super) fn read(
        place: &Place<'_>,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Option<Arc<Self>>, Problem> {
        place.object()?;
        let listen = match place.text("listen").as_deref() {
            Some("prerequest") => Listen::Prerequest,
            Some("test") => Listen::Test,
            _ => return Ok(None),
        };
        Self::read_as(listen, place, new_id)
    }

    /// Reads an event whatever it says of when it runs; one without a script is none.
    pub(super) fn read_as(
        listen: Listen,
        place: &Place<'_>,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Option<Arc<Self>>, Problem> {
        let Some(script) = place.member("script") else {
            return Ok(None);
        };
        Ok(Some(Arc::new(Self {
            id: place.text("id"),
            listen,
            disabled: place.flag("disabled"),
            script: Script::read(&script, new_id)?,
        })))
    }
}

impl Script {
    /// A script of these lines.
    pub fn of_lines(id: String, lines: &[&str], packages: Option<Value>) -> Self {
        Self {
            id,
            source: lines.join("\n").into(),
            packages,
            lengths: lines.iter().map(|line| line.len()).collect(),
        }
    }

    /// The lines of its source, as the file gives them.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let mut rest = &*self.source;
        self.lengths.iter().map(move |length| {
            let line = rest.get(..*length).unwrap_or(rest);
            rest = rest.get(length + 1..).unwrap_or_default();
            line
        })
    }

    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.source.trim().is_empty()
    }

    /// Reads a script: its source as a text or as lines, by itself or in an object.
    pub(super) fn read(
        place: &Place<'_>,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Self, Problem> {
        if let Some(source) = place.value.as_str() {
            return Ok(Self::of_lines(new_id(), &lines_of(source), None));
        }
        if place.value.is_array() {
            return Ok(Self::of_lines(new_id(), &text_lines(place)?, None));
        }
        let object = place.object()?;
        let lines = match place.member("exec") {
            None => Vec::new(),
            Some(exec) => match exec.value {
                Value::String(source) => lines_of(source),
                Value::Array(_) => text_lines(&exec)?,
                _ => return Err(exec.is_not("a string or an array of lines")),
            },
        };
        let id = place.text("id").unwrap_or_else(new_id);
        Ok(Self::of_lines(id, &lines, object.get("packages").cloned()))
    }
}

fn lines_of(source: &str) -> Vec<&str> {
    source
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect()
}

fn text_lines<'a>(place: &Place<'a>) -> Result<Vec<&'a str>, Problem> {
    let line = |entry: Place<'a>| {
        entry
            .value
            .as_str()
            .ok_or_else(|| entry.is_not("a line of text"))
    };
    place.elements().map(line).collect()
}
