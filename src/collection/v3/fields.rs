//! The fields of a file: each as what it should be, or as what it will have been meant to be.

use std::sync::Arc;

use serde_json::Value;

use super::{Effect, Finding, Level, Manner, What};
use crate::collection::{Note, Noted, Problem, Spot};
use crate::document::{Entry, Kind, Node, Position};
use crate::text;

/// The reading of one file.
pub(super) struct Reading {
    file: Arc<str>,
    pub(super) manner: Manner,
    /// What Postman's runner makes of what it can't read in the file.
    effect: Effect,
    /// Whether it is read as it stands there, without what goes without saying.
    pub(super) bare: bool,
    pub(super) findings: Vec<Finding>,
}

/// An entry of a list of names and values.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair {
    pub(super) key: String,
    /// Whether it says that it has no key, as `null` does.
    pub(super) is_nameless: bool,
    pub(super) value: Option<String>,
    pub(super) disabled: bool,
    pub(super) note: Note,
}

/// What entries of lists may say.
const ENTRY_KEYS: [&str; 7] = [
    "key",
    "value",
    "description",
    "disabled",
    "$type",
    "type",
    "id",
];

impl Reading {
    pub(super) fn new(file: Arc<str>, manner: Manner, effect: Effect) -> Self {
        Self {
            file,
            manner,
            effect,
            bare: false,
            findings: Vec::new(),
        }
    }

    /// The file as it is named in messages.
    pub(super) fn file(&self) -> Arc<str> {
        Arc::clone(&self.file)
    }

    /// A reading of which nobody hears.
    pub(super) fn unheard() -> Self {
        Self::new(Arc::from(""), Manner::Documented, Effect::None)
    }

    /// Notes what is read as it will have been meant.
    pub(super) fn odd(&mut self, at: Position, message: impl Into<String>) {
        self.add(at, message, (Level::Odd, self.effect));
    }

    /// Notes what is read as it will have been meant, but not by Postman: it refuses the
    /// collection.
    pub(super) fn refused(&mut self, at: Position, message: impl Into<String>) {
        self.add(at, message, (Level::Odd, Effect::Refuses));
    }

    /// Notes what Postman's runner alone refuses.
    pub(super) fn refused_by_postman(&mut self, at: Position, message: impl Into<String>) {
        self.add(at, message, (Level::Note, Effect::Refuses));
    }

    /// Notes what keeps a request from being sent, here and there.
    pub(super) fn fails(&mut self, at: Position, message: impl Into<String>) {
        self.add(at, message, (Level::Unsent, Effect::None));
    }

    /// Notes what nobody reads.
    pub(super) fn note(&mut self, at: Position, message: impl Into<String>) {
        self.add(at, message, (Level::Note, Effect::None));
    }

    /// Notes what can't be read.
    pub(super) fn wrong(&mut self, at: Position, message: impl Into<String>) {
        self.add(at, message, (self.level_of_wrong(), self.effect));
    }

    fn level_of_wrong(&self) -> Level {
        match self.effect {
            Effect::Drops => Level::Unsent,
            _ => Level::Lost,
        }
    }

    fn add(&mut self, at: Position, message: impl Into<String>, means: (Level, Effect)) {
        let (level, effect) = means;
        let file = Arc::clone(&self.file);
        self.findings.push(Finding {
            problem: Problem::at(Spot { file, at }, message),
            level,
            effect,
            what: What::Matter,
        });
    }

    /// Says what the finding is about that was noted last.
    fn about(&mut self, what: What) {
        if let Some(finding) = self.findings.last_mut() {
            finding.what = what;
        }
    }

    /// Whether Postman's runner makes that of what was noted.
    pub(super) fn has(&self, effect: Effect) -> bool {
        self.findings.iter().any(|finding| finding.effect == effect)
    }

    /// Adds what would help to what was noted last.
    pub(super) fn hint(&mut self, hint: Option<String>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.problem.hint = hint;
        }
    }

    pub(super) fn wrong_kind(&mut self, key: &str, value: &Node, expected: &str) {
        let found = value.describe();
        self.wrong(value.at, format!("`{key}` is {found}, expected {expected}"));
        self.about(What::Type);
        if let Some(name) = placeholder(value) {
            let hint = format!("write `\"{{{{{name}}}}}\"`, with quotes");
            self.hint(Some(hint));
        }
    }

    /// The text of a member, where there is one.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        self.string(key, node.get(key)?)
    }

    /// A value that should be a text. What is another scalar is read as it is written, a
    /// placeholder without its quotes as one with them.
    pub(super) fn string(&mut self, key: &str, value: &Node) -> Option<String> {
        match &value.kind {
            Kind::Scalar(Value::String(text)) => Some(text.clone()),
            Kind::Scalar(Value::Null) => {
                self.odd(value.at, format!("`{key}` is empty, expected a text"));
                None
            }
            Kind::Scalar(_) => {
                let written = value.written.as_deref().unwrap_or_default();
                let found = value.describe();
                let message = format!("`{key}` is {found}, expected a text; it is read as one");
                self.odd(value.at, message);
                self.about(What::Type);
                Some(written.to_owned())
            }
            Kind::Braces(name) => {
                let read = format!("{{{{{name}}}}}");
                let message = format!(
                    "`{key}` is `{read}` without quotes, which is a map; it is read as a text"
                );
                self.odd(value.at, message);
                Some(read)
            }
            Kind::List(_) | Kind::Map(_) => {
                self.wrong_kind(key, value, "a text");
                None
            }
        }
    }

    /// Whether a member is `true`.
    pub(super) fn flag(&mut self, node: &Node, key: &str) -> bool {
        let Some(value) = node.get(key) else {
            return false;
        };
        match &value.kind {
            Kind::Scalar(Value::Bool(flag)) => return *flag,
            Kind::Scalar(Value::String(text)) if text == "true" || text == "false" => {
                let message = format!("`{key}` is the text `{text}`, expected a boolean");
                self.odd(value.at, message);
                self.about(What::Type);
                return text == "true";
            }
            Kind::Scalar(Value::Null) => {
                self.odd(value.at, format!("`{key}` is empty, expected a boolean"));
            }
            _ => self.wrong_kind(key, value, "`true` or `false`"),
        }
        false
    }

    /// Where something stands among its neighbours.
    pub(super) fn order(&mut self, node: &Node) -> f64 {
        let Some(value) = node.get("order") else {
            return 0.0;
        };
        if let Kind::Scalar(Value::Number(number)) = &value.kind {
            return number.as_f64().unwrap_or_default();
        }
        let text = value.text().unwrap_or_default();
        let found = value.describe();
        self.odd(value.at, format!("`order` is {found}, expected a number"));
        self.about(What::Type);
        text.trim()
            .parse()
            .ok()
            .filter(|order: &f64| order.is_finite())
            .unwrap_or_default()
    }

    /// Notes keys that nobody reads. One that will have been meant as another, which is not there,
    /// would be missed.
    // Differs from Postman: its runner reads over it (`a_key_that_is_mistyped_is_not_read_over`).
    pub(super) fn unknown_keys(&mut self, node: &Node, known: &[&str]) {
        let entries = node.entries().unwrap_or_default();
        let absent = known.iter().copied().filter(|key| node.get(key).is_none());
        let absent: Vec<&str> = absent.collect();
        for entry in entries
            .iter()
            .filter(|entry| !known.contains(&entry.key.as_str()))
        {
            let message = format!("unknown key `{}`", entry.key);
            let near = text::did_you_mean(&entry.key, absent.iter().copied());
            match near.filter(|_| self.manner == Manner::Documented) {
                Some(near) => {
                    let level = self.level_of_wrong();
                    let message = format!("{message}, {near}");
                    self.add(entry.at, message, (level, Effect::None));
                }
                None => self.note(entry.at, message),
            }
            self.about(What::Key);
        }
    }

    /// Notes keys of an entry for which Postman's runner does not take the whole.
    pub(super) fn strange_keys(&mut self, node: &Node, known: &[&str]) {
        let entries = node.entries().unwrap_or_default();
        for entry in entries
            .iter()
            .filter(|entry| !known.contains(&entry.key.as_str()))
        {
            self.odd(entry.at, format!("unknown key `{}`", entry.key));
            self.about(What::Key);
            let near = text::did_you_mean(&entry.key, known.iter().copied());
            self.hint(near);
        }
    }

    /// The names and values of a member: a map, or a list of entries.
    pub(super) fn pairs(&mut self, node: &Node, key: &str) -> Vec<Pair> {
        let Some(value) = node.get(key) else {
            return Vec::new();
        };
        match &value.kind {
            Kind::Map(entries) => {
                let is_query = key == "queryParams";
                let pair = |entry: &Entry| Pair {
                    key: entry.key.clone(),
                    value: (!is_query || !entry.value.is_null())
                        .then(|| self.string(&entry.key, &entry.value))
                        .flatten(),
                    ..Pair::default()
                };
                entries.iter().map(pair).collect()
            }
            Kind::List(list) => {
                let pairs = list.iter().map(|entry| self.pair(key, entry));
                pairs.collect::<Vec<_>>().into_iter().flatten().collect()
            }
            Kind::Scalar(Value::Null) => {
                self.odd(value.at, format!("`{key}` is empty, expected a map"));
                Vec::new()
            }
            _ => {
                self.wrong_kind(key, value, "a map, or a list of `key` and `value`");
                Vec::new()
            }
        }
    }

    /// An entry of a list. One that says that it has no value, as `null` does, has none.
    fn pair(&mut self, list: &str, entry: &Node) -> Option<Pair> {
        if entry.entries().is_none() {
            self.wrong_kind(list, entry, "entries of `key` and `value`");
            return None;
        }
        self.strange_keys(entry, &ENTRY_KEYS);
        let key = match entry.get("key") {
            None => {
                self.wrong(entry.at, format!("an entry of `{list}` has no `key`"));
                return None;
            }
            Some(key) if key.is_null() && list == "queryParams" => String::new(),
            Some(key) => self.string("key", key).unwrap_or_default(),
        };
        let is_nameless = entry.get("key").is_some_and(Node::is_null);
        let value = match entry.get("value") {
            None => {
                let message = format!("`{key}` of `{list}` has no `value`");
                if list == "queryParams" {
                    self.refused(entry.at, message);
                } else {
                    self.odd(entry.at, message);
                }
                None
            }
            Some(value) if value.is_null() && list == "queryParams" => None,
            Some(value) => self.string("value", value),
        };
        Some(Pair {
            key,
            is_nameless,
            value,
            disabled: self.flag(entry, "disabled"),
            note: Note::from(Noted {
                description: entry.get("description").map(Node::to_json),
                ..Noted::default()
            }),
        })
    }
}

/// The name in a placeholder without quotes.
fn placeholder(node: &Node) -> Option<&str> {
    node.braces().map(|(_, name)| name)
}
