//! Collections and the tree of their items.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::meta::Meta;
use super::note::description_json;
use super::place::Place;
use super::{Auth, ItemEvent, Request, Saved, Variable};

/// `protocolProfileBehavior`: how a request is to be sent, by Postman's names.
pub type Behavior = Map<String, Value>;

/// A collection of requests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collection {
    /// Its id; made up when the file gives none.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version, as written.
    pub version: Option<Value>,
    /// What its author says of it.
    pub description: Option<Value>,
    /// Its requests and folders in order.
    pub items: Vec<Arc<Item>>,
    /// Scripts that run around every request.
    pub events: Vec<Arc<ItemEvent>>,
    /// Its variables.
    pub variables: Vec<Variable>,
    /// The authentication of requests that name none.
    pub auth: Option<Auth>,
    /// Settings of requests that name none.
    pub behavior: Option<Behavior>,
    /// The URL of the schema that the file says it follows.
    pub schema: Option<String>,
    /// What Postman keeps for itself.
    pub meta: Meta,
}

/// A request or a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id; made up when the file gives none.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What its author says of it.
    pub description: Option<Box<Value>>,
    /// Scripts that run around the request, or around every request below.
    pub events: Vec<Arc<ItemEvent>>,
    /// A folder's authentication for the requests below; a request's own is in the request.
    pub auth: Option<Box<Auth>>,
    /// Settings, nearest wins.
    pub behavior: Option<Box<Behavior>>,
    /// A folder's variables for the requests below.
    pub variables: Vec<Variable>,
    /// What Postman keeps for itself.
    pub meta: Meta,
    /// The JSON Pointer of the item in its file; in a collection that is a folder, the path of its
    /// own file or folder in that.
    pub pointer: String,
    /// What it is.
    pub kind: ItemKind,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// A folder and what is in it.
    Folder(Vec<Arc<Item>>),
    /// A request and its saved responses, as written.
    Request {
        /// The request.
        request: Box<Request>,
        /// Its saved responses.
        responses: Vec<Saved>,
    },
}

/// The name, or the id of what has none.
pub(crate) fn name_or_id<'a>(name: &'a str, id: &'a str) -> &'a str {
    if name.is_empty() { id } else { name }
}

impl Collection {
    /// Its name, or its id where it has none.
    pub fn label(&self) -> &str {
        name_or_id(&self.name, &self.id)
    }

    /// The collection as JSON in the form of schema 2.1.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert(
            "item".into(),
            self.items.iter().map(|item| item.to_json()).collect(),
        );
        json.insert(
            "event".into(),
            self.events.iter().map(|event| event.to_json()).collect(),
        );
        json.insert("variable".into(), written(&self.variables));
        if let Some(auth) = &self.auth {
            json.insert("auth".into(), auth.to_json());
        }
        json.insert("info".into(), self.info());
        write_behavior(self.behavior.as_ref(), &mut json);
        self.meta.write(&mut json);
        Value::Object(json)
    }

    /// What the collection says of itself, as JSON.
    pub fn info(&self) -> Value {
        let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
        let mut info = Map::new();
        info.insert("_postman_id".into(), json!(self.id));
        if !self.name.is_empty() {
            info.insert("name".into(), json!(self.name));
        }
        info.extend(
            self.version
                .as_ref()
                .map(|version| ("version".to_owned(), version_json(version))),
        );
        info.insert("schema".into(), json!(schema));
        if let Some(description) = &self.description {
            info.insert("description".into(), description_json(description));
        }
        Value::Object(info)
    }
}

impl Item {
    /// An item that is a request and nothing else, where none is in a file.
    pub fn of_request(id: String, name: impl Into<String>, request: Request) -> Self {
        Self {
            id,
            name: name.into(),
            description: None,
            events: Vec::new(),
            auth: None,
            behavior: None,
            variables: Vec::new(),
            meta: Meta::new(),
            pointer: String::new(),
            kind: ItemKind::Request {
                request: Box::new(request),
                responses: Vec::new(),
            },
        }
    }

    /// Its name, or its id where it has none.
    pub fn label(&self) -> &str {
        name_or_id(&self.name, &self.id)
    }

    /// The item's request; `None` for a folder.
    pub fn request(&self) -> Option<&Request> {
        match &self.kind {
            ItemKind::Request { request, .. } => Some(request),
            ItemKind::Folder(_) => None,
        }
    }

    /// The items below; none for a request.
    pub fn items(&self) -> &[Arc<Item>] {
        match &self.kind {
            ItemKind::Folder(items) => items,
            ItemKind::Request { .. } => &[],
        }
    }

    /// The item as JSON in the form of schema 2.1.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), json!(self.id));
        if !self.name.is_empty() {
            json.insert("name".into(), json!(self.name));
        }
        if let Some(description) = &self.description {
            json.insert("description".into(), description_json(description));
        }
        match &self.kind {
            ItemKind::Folder(items) => {
                json.insert(
                    "item".into(),
                    items.iter().map(|item| item.to_json()).collect(),
                );
            }
            ItemKind::Request { request, responses } => {
                json.insert("request".into(), request.to_json());
                json.insert(
                    "response".into(),
                    responses.iter().map(Saved::to_json).collect(),
                );
            }
        }
        json.insert(
            "event".into(),
            self.events.iter().map(|event| event.to_json()).collect(),
        );
        if !self.variables.is_empty() {
            json.insert("variable".into(), written(&self.variables));
        }
        if let Some(auth) = &self.auth {
            json.insert("auth".into(), auth.to_json());
        }
        write_behavior(self.behavior.as_deref(), &mut json);
        self.meta.write(&mut json);
        Value::Object(json)
    }
}

fn written(variables: &[Variable]) -> Value {
    variables.iter().map(Variable::to_json).collect()
}

/// A version in the SDK's form: its parts.
fn version_json(version: &Value) -> Value {
    const PARTS: [&str; 6] = ["raw", "major", "minor", "patch", "prerelease", "build"];
    let Some(raw) = version.as_str() else {
        let members = version.as_object().into_iter().flatten();
        let known = members.filter(|(name, _)| PARTS.contains(&name.as_str()));
        return known
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
    };
    let (string, build) = raw.split_once('+').unwrap_or((raw, ""));
    let (core, prerelease) = string.split_once('-').unwrap_or((string, ""));
    let numbers: Vec<u64> = core
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [major, minor, patch] = numbers[..] else {
        return json!({});
    };
    let listed = |text: &str| {
        if text.is_empty() {
            json!([])
        } else {
            json!(text.replace('.', ","))
        }
    };
    json!({"raw": raw, "major": major, "minor": minor, "patch": patch, "prerelease": listed(prerelease), "build": listed(build),
        "string": string})
}

/// Reads the settings of a collection, a folder or a request.
pub(super) fn read_behavior(place: &Place<'_>) -> Option<Behavior> {
    place
        .member("protocolProfileBehavior")
        .and_then(|behavior| behavior.value.as_object().cloned())
}

fn write_behavior(behavior: Option<&Behavior>, json: &mut Map<String, Value>) {
    json.extend(behavior.map(|behavior| {
        (
            "protocolProfileBehavior".to_owned(),
            behavior.clone().into(),
        )
    }));
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// A collection of 50 MB has a hundred thousand of them.
    #[test]
    fn what_a_request_seldom_has_takes_little_room_where_it_is_missing() {
        let sizes = [
            size_of::<Item>(),
            size_of::<Request>(),
            size_of::<ItemEvent>(),
        ];
        assert!(sizes.iter().sum::<usize>() <= 650, "{sizes:?}");
    }

    /// What `tests/newman/record-sdk.mjs` recorded.
    #[test]
    fn a_collection_is_shown_as_postmans_sdk_shows_it() {
        let recorded: Value =
            serde_json::from_str(include_str!("../../tests/data/sdk.json")).unwrap();
        let read = crate::collection::parse(&recorded["given"], &mut String::new)
            .unwrap()
            .to_json();
        for part in ["_", "item", "event", "variable", "info"] {
            for (index, expected) in recorded["shown"][part]
                .as_array()
                .into_iter()
                .flatten()
                .enumerate()
            {
                assert_eq!(read[part][index], *expected, "{part}/{index}");
            }
            assert_eq!(read[part], recorded["shown"][part], "{part}");
        }
        assert_eq!(read, recorded["shown"]);
    }
}
