//! What a file says of an entry of a list beside its name and value.

use serde_json::{Map, Value, json};

use super::place::Place;

/// What an entry is called and described with, and what it says of being on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// A name beside its key, as old files have it.
    pub name: Option<Value>,
    /// The description, as written.
    pub description: Option<Value>,
    /// Whether it says that it is not disabled, which it need not.
    pub says_enabled: bool,
}

impl Note {
    pub(super) fn read(place: &Place<'_>) -> Self {
        Self {
            name: place.member("name").map(|name| name.value.clone()),
            description: place.member("description").map(|text| text.value.clone()),
            says_enabled: place.value.get("disabled") == Some(&Value::Bool(false)),
        }
    }

    /// Writes the note into the entry that it belongs to.
    pub(super) fn write(&self, disabled: bool, entry: &mut Map<String, Value>) {
        if let Some(name) = &self.name {
            entry.insert("name".into(), name.clone());
        }
        if let Some(description) = &self.description {
            entry.insert("description".into(), description_json(description));
        }
        if disabled || self.says_enabled {
            entry.insert("disabled".into(), json!(disabled));
        }
    }
}

/// A description in the SDK's form: text with its media type.
pub(super) fn description_json(description: &Value) -> Value {
    match description.as_str() {
        Some(text) => json!({"content": text, "type": "text/plain"}),
        None => description.clone(),
    }
}
