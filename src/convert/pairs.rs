//! Lists of names and values: headers, parameters, fields of a form.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::Losses;
use crate::collection::{Header, Note, QueryParam, UrlEncodedParam, Variable};

/// An entry of a list of names and values.
#[derive(Debug, Default)]
pub(super) struct Pair {
    /// The name; `None` where there is none, not even an empty one.
    pub(super) key: Option<String>,
    /// The value; `None` where there is none, not even an empty one.
    pub(super) value: Option<String>,
    /// Switched off by the user.
    pub(super) disabled: bool,
    /// What its author says of it.
    pub(super) description: Option<String>,
}

/// The entries as a map, where it says as much as a list; else as a list.
pub(super) fn map_or_list(pairs: &[Pair]) -> Value {
    let mut names = HashSet::new();
    let fits = |pair: &Pair| {
        let is_new = pair
            .key
            .as_ref()
            .is_some_and(|key| names.insert(key.clone()));
        is_new && !pair.disabled && pair.description.is_none()
    };
    if !pairs.iter().all(fits) {
        return pairs.iter().map(Pair::to_json).collect();
    }
    let members = pairs
        .iter()
        .map(|pair| (pair.key.clone().unwrap_or_default(), json!(pair.value)));
    Value::Object(members.collect())
}

impl Pair {
    fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("key".into(), json!(self.key));
        entry.insert("value".into(), json!(self.value));
        finish(&mut entry, self.disabled, self.description.as_ref());
        Value::Object(entry)
    }

    pub(super) fn of_header(header: &Header, losses: &mut Losses) -> Self {
        Self {
            key: Some(header.key.clone()),
            value: Some(header.value.clone()),
            disabled: header.disabled,
            description: noted(&header.note, losses),
        }
    }

    pub(super) fn of_query(param: &QueryParam, losses: &mut Losses) -> Self {
        Self {
            key: param.key.clone(),
            value: param.value.clone(),
            disabled: param.disabled,
            description: noted(&param.note, losses),
        }
    }

    pub(super) fn of_field(field: &UrlEncodedParam, losses: &mut Losses) -> Self {
        Self {
            key: Some(field.key.clone()),
            value: Some(field.value.clone().unwrap_or_default()),
            disabled: field.disabled,
            description: noted(&field.note, losses),
        }
    }

    /// A variable of a path, unless it says nothing.
    // Only a text is put into a path; another value is written as the text that is not.
    pub(super) fn of_path_variable(variable: &Variable, losses: &mut Losses) -> Option<Self> {
        let description = described(variable.extra.get("description"), losses);
        let is_text = variable.value.as_ref().is_none_or(Value::is_string);
        if !is_text {
            losses.tell(format!(
                "the path variable `{}` has a value that is no text: an empty one is written, which \
                 leaves the segment as it is, too",
                variable.key
            ));
        }
        let value = variable.value.as_ref().and_then(Value::as_str);
        let says_something = value.is_some() || description.is_some() || variable.disabled;
        says_something.then(|| Self {
            key: Some(variable.key.clone()),
            value: Some(value.unwrap_or_default().to_owned()),
            disabled: variable.disabled,
            description,
        })
    }
}

/// Adds to an entry what says that it is off, and what it is for.
pub(super) fn finish(entry: &mut Map<String, Value>, disabled: bool, description: Option<&String>) {
    if disabled {
        entry.insert("disabled".into(), json!(true));
    }
    if let Some(description) = description {
        entry.insert("description".into(), json!(description));
    }
}

/// What is said of an entry: its description. An `id` is of no use to anybody.
pub(super) fn noted(note: &Note, losses: &mut Losses) -> Option<String> {
    described(note.description.as_ref(), losses)
}

/// A description as text.
pub(super) fn described(description: Option<&Value>, losses: &mut Losses) -> Option<String> {
    let (content, kind) = match description? {
        Value::Object(members) => (members.get("content")?, members.get("type")),
        content => (content, None),
    };
    let kind = kind.and_then(Value::as_str).unwrap_or_default();
    if !matches!(kind, "" | "text/plain" | "text/markdown") {
        losses.tell(format!(
            "the description is `{kind}`: it is written as text"
        ));
    }
    content
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
