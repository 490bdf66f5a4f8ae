//! What a file says of a request, or of an entry of a list, beside what is sent.

use std::ops::Deref;

use serde_json::{Map, Value, json};

use super::meta::Meta;
use super::place::Place;

/// What a file says so. Most say nothing, and take no room for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note(Option<Box<Noted>>);

/// What a request or an entry is known by, called and described with, and what it says of being on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    /// An id.
    pub id: Option<Value>,
    /// A name; of an entry, one beside its key, as old files have it.
    pub name: Option<Value>,
    /// The description, as written.
    pub description: Option<Value>,
    /// Whether it says that it is not disabled, which it need not.
    pub says_enabled: bool,
    /// What Postman keeps for itself.
    pub meta: Meta,
}

impl From<Noted> for Note {
    fn from(noted: Noted) -> Self {
        Self((noted != Noted::NOTHING).then(|| Box::new(noted)))
    }
}

impl Deref for Note {
    type Target = Noted;

    fn deref(&self) -> &Noted {
        static NOTHING: Noted = Noted::NOTHING;
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl Noted {
    const NOTHING: Self = Self {
        id: None,
        name: None,
        description: None,
        says_enabled: false,
        meta: Meta::new(),
    };
}

impl Note {
    /// What is said, to be changed; `None` where nothing is.
    pub fn noted_mut(&mut self) -> Option<&mut Noted> {
        self.0.as_deref_mut()
    }

    pub(super) fn read(place: &Place<'_>) -> Self {
        Self::from(Noted {
            id: place.member("id").map(|id| id.value.clone()),
            name: place.member("name").map(|name| name.value.clone()),
            description: description(place),
            says_enabled: place.value.get("disabled") == Some(&Value::Bool(false)),
            meta: Meta::read(place),
        })
    }

    /// Writes the note into the request or entry that it belongs to.
    pub(super) fn write(&self, disabled: bool, entry: &mut Map<String, Value>) {
        for (name, value) in [("id", &self.id), ("name", &self.name)] {
            entry.extend(value.as_ref().map(|value| (name.to_owned(), value.clone())));
        }
        if let Some(description) = &self.description {
            entry.insert("description".into(), description_json(description));
        }
        if disabled || self.says_enabled {
            entry.insert("disabled".into(), json!(disabled));
        }
        self.meta.write(entry);
    }
}

/// The description of whatever stands there; `null` is one that says nothing.
pub(super) fn description(place: &Place<'_>) -> Option<Value> {
    place.value.get("description").cloned()
}

/// A description in the SDK's form: text with its media type.
pub(super) fn description_json(description: &Value) -> Value {
    let (content, kind) = match description {
        Value::Null | Value::Bool(false) => return json!({}),
        Value::Object(members) => (members.get("content"), members.get("type")),
        content => (Some(content), None),
    };
    let mut json = Map::new();
    json.extend(content.map(|content| ("content".to_owned(), content.clone())));
    let kind = kind.and_then(Value::as_str).filter(|kind| !kind.is_empty());
    json.insert("type".into(), json!(kind.unwrap_or("text/plain")));
    Value::Object(json)
}
