//! The members of a line: added, and read by their kind. One that is absent or something else is empty.

use serde_json::{Map, Value};

use crate::collection::Problem;

/// The members of a line.
pub(super) type Members = Map<String, Value>;

/// Members to which others are added.
pub(super) trait With {
    fn with(self, name: &str, value: Value) -> Self;
}

impl With for Members {
    fn with(mut self, name: &str, value: Value) -> Self {
        self.insert(name.to_owned(), value);
        self
    }
}

/// What was read, or what is wrong with the line.
pub(super) type Read<T> = Result<T, String>;

pub(super) fn wrong(what: &str, problem: &Problem) -> String {
    format!("`{what}`: {problem}")
}

pub(super) fn text<'j>(json: &'j Value, name: &str) -> &'j str {
    json[name].as_str().unwrap_or_default()
}

pub(super) fn owned(json: &Value, name: &str) -> Option<String> {
    json[name].as_str().map(str::to_owned)
}

pub(super) fn count(json: &Value, name: &str) -> usize {
    let number = json[name].as_u64().unwrap_or_default();
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub(super) fn flag(json: &Value, name: &str) -> bool {
    json[name] == true
}

pub(super) fn list<'j>(json: &'j Value, name: &str) -> impl Iterator<Item = &'j Value> {
    json[name].as_array().into_iter().flatten()
}
