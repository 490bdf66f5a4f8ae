//! Reads the members of a request body, collecting what is wrong with them, as Okta reports it: all
//! causes in one answer.

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::ids::looks_like_an_id;
use super::refusal::Refusal;

/// The longest name that a policy or a rule may have.
const MAX_NAME: usize = 50;

/// The network zone that stands for all of them.
const ALL_ZONES: &str = "ALL_ZONES";

/// Reads a body that must be a JSON object.
pub(crate) fn object(bytes: &Bytes) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Refusal::malformed()),
    }
}

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Causes(Vec<String>);

/// A value of a request's body, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) value: &'a Value,
    /// The names of the members down to it, with dots between them.
    pub(crate) path: &'a str,
}

impl<'a> Place<'a> {
    pub(crate) fn of(value: &'a Value, path: &'a str) -> Self {
        Self { value, path }
    }
}

impl Causes {
    /// Notes that `field` is not acceptable, and why.
    pub(crate) fn add(&mut self, field: &str, why: &str) {
        self.0.push(format!("{field}: {why}"));
    }

    /// Fails if anything was noted.
    pub(crate) fn settle(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusal::validation(self.0))
        }
    }

    /// Notes that `field` is missing.
    pub(crate) fn blank(&mut self, field: &str) {
        self.add(field, "The field cannot be left blank");
    }

    /// Reads the `name` of a policy or rule.
    pub(crate) fn name(&mut self, body: &Map<String, Value>) -> String {
        match body.get("name") {
            Some(Value::String(name)) if !name.trim().is_empty() => {
                if name.chars().count() > MAX_NAME {
                    self.add(
                        "name",
                        &format!("The field must be at most {MAX_NAME} characters"),
                    );
                }
                name.clone()
            }
            None | Some(Value::Null | Value::String(_)) => {
                self.blank("name");
                String::new()
            }
            Some(_) => {
                self.add("name", "The field must be a string");
                String::new()
            }
        }
    }

    /// Notes that the member `name` of a value is none of `allowed`; a missing one is fine.
    pub(crate) fn one_of(&mut self, place: Place<'_>, name: &str, allowed: &[&str]) {
        let Place { value, path } = place;
        let found = &value[name];
        if found.is_null() || found.as_str().is_some_and(|text| allowed.contains(&text)) {
            return;
        }
        let list = allowed.join(", ");
        self.add(
            &format!("{path}.{name}"),
            &format!("{found} is not one of {list}"),
        );
    }

    /// Notes that the member `name` of a value is there and not a boolean.
    pub(crate) fn boolean(&mut self, place: Place<'_>, name: &str) {
        let Place { value, path } = place;
        let found = &value[name];
        if !found.is_null() && !found.is_boolean() {
            self.add(
                &format!("{path}.{name}"),
                &format!("{found} is not a boolean"),
            );
        }
    }

    /// Notes that the member `name` of a value is there and not a whole number of zero or more.
    pub(crate) fn count(&mut self, place: Place<'_>, name: &str) {
        let Place { value, path } = place;
        let found = &value[name];
        if !found.is_null() && !found.is_u64() {
            self.add(
                &format!("{path}.{name}"),
                &format!("{found} is not a whole number of zero or more"),
            );
        }
    }

    /// Notes each entry of the lists `include` and `exclude` of a value that cannot be an id.
    pub(crate) fn ids(&mut self, place: Place<'_>) {
        for name in ["include", "exclude"] {
            let path = format!("{}.{name}", place.path);
            match &place.value[name] {
                Value::Null => {}
                Value::Array(entries) => {
                    for entry in entries.iter().filter(|entry| !is_id(entry)) {
                        self.add(
                            &path,
                            &format!("{entry} is not the id of a resource of this org"),
                        );
                    }
                }
                other => self.add(&path, &format!("{other} is not a list of ids")),
            }
        }
    }
}

fn is_id(entry: &Value) -> bool {
    entry
        .as_str()
        .is_some_and(|text| text == ALL_ZONES || looks_like_an_id(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn name_is_fine(body: &Value) -> bool {
        let mut causes = Causes::default();
        causes.name(body.as_object().unwrap());
        causes.settle().is_ok()
    }

    #[test]
    fn a_name_is_a_text_of_up_to_fifty_characters() {
        for (body, fine) in [
            (json!({ "name": "Okta Corp Policy" }), true),
            (json!({ "name": "x".repeat(50) }), true),
            (json!({ "name": "x".repeat(51) }), false),
            (json!({ "name": " " }), false),
            (json!({ "name": null }), false),
            (json!({ "name": 7 }), false),
            (json!({}), false),
        ] {
            assert_eq!(name_is_fine(&body), fine, "{body}");
        }
    }

    #[test]
    fn a_body_that_is_no_json_object_is_malformed() {
        for text in ["", "{", "[]", "null", "{\"a\": {{x}}}"] {
            assert_eq!(
                object(&Bytes::from(text)),
                Err(Refusal::malformed()),
                "{text}"
            );
        }
        assert!(object(&Bytes::from("{}")).is_ok());
    }
}
