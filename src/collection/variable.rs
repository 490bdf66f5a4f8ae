//! A variable as it stands in a collection, an environment or a list of path variables.

use serde_json::{Map, Value};

use super::cast::{stored, text_of};
use super::meta::Meta;
use super::note::description_json;
use super::place::Place;
use super::reference::Reference;

/// A named value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variable {
    /// The name.
    pub key: String,
    /// The value, with its JSON type; absent where the file gives none.
    pub value: Option<Value>,
    /// Where the value is fetched from when it is first used; there is no other then.
    pub reference: Option<Reference>,
    /// The declared type, such as `string`, `secret`, `any`.
    pub kind: Option<String>,
    /// Switched off by the user: neither substituted nor returned.
    pub disabled: bool,
    /// What Postman keeps for itself.
    pub meta: Meta,
    /// What the file says beside that.
    pub extra: Map<String, Value>,
}

impl Variable {
    /// A variable with a value and nothing else.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            key: key.into(),
            value: Some(value.into()),
            ..Self::default()
        }
    }

    /// A variable whose value is kept somewhere else.
    pub fn fetched(key: impl Into<String>, reference: Reference) -> Self {
        Self {
            key: key.into(),
            reference: Some(reference),
            kind: Some("secret".to_owned()),
            ..Self::default()
        }
    }

    /// The value; one that is kept somewhere else is fetched, and is none where that fails.
    pub fn held(&self) -> Option<&Value> {
        match &self.reference {
            Some(reference) => reference.value().ok(),
            None => self.value.as_ref(),
        }
    }

    /// Why its value could not be fetched, if it is one that had to be.
    pub fn failure(&self) -> Option<&str> {
        self.reference.as_ref()?.value().err()
    }

    /// Whether its value must never be shown.
    pub fn is_secret(&self) -> bool {
        let kind = self.kind.as_deref().unwrap_or_default();
        kind.eq_ignore_ascii_case("secret") || self.extra.get("secret") == Some(&Value::Bool(true))
    }

    /// The value as it is put in place of a placeholder (`Variable.toString` of Postman's SDK):
    /// `null` is the word, an array its elements joined by commas, an object `[object Object]`.
    pub fn text(&self) -> String {
        self.held().map(text_of).unwrap_or_default()
    }

    /// The value as a script gets it: nothing, where it is said to be an array or an object and is
    /// none.
    pub fn given(&self) -> Option<&Value> {
        let fits = match self.kind.as_deref() {
            Some("array") => self.held().is_some_and(Value::is_array),
            Some("object") => self.held().is_some_and(Value::is_object),
            _ => true,
        };
        self.held().filter(|_| fits)
    }

    /// The variable as JSON in the form of Postman's SDK, which leaves out what it does not know. A
    /// value that is kept somewhere else is there if it was fetched.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        self.meta.write(&mut json);
        let said = ["id", "name", "system"]
            .into_iter()
            .filter_map(|name| self.extra.get_key_value(name));
        json.extend(said.map(|(name, value)| (name.clone(), value.clone())));
        if let Some(description) = self.extra.get("description") {
            json.insert("description".into(), description_json(description));
        }
        if self.disabled || self.extra.contains_key("disabled") {
            json.insert("disabled".into(), self.disabled.into());
        }
        json.insert("type".into(), shown_kind(self.kind.as_deref()).into());
        let known = self.reference.as_ref().and_then(Reference::known);
        if let Some(value) = self.value.as_ref().or(known) {
            json.insert("value".into(), stored(self.kind.as_deref(), value));
        }
        json.insert("key".into(), self.key.clone().into());
        Value::Object(json)
    }

    /// The variable as it is exported: as JSON, all that the file says beside it, and `enabled`, as
    /// the app writes it.
    pub fn exported(&self) -> Value {
        let mut json = self.to_json();
        let extra = self
            .extra
            .iter()
            .filter(|(name, _)| json.get(name).is_none());
        let extra: Map<String, Value> = extra
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if let Some(members) = json.as_object_mut() {
            members.extend(extra);
            members.insert("enabled".to_owned(), (!self.disabled).into());
        }
        json
    }

    /// Reads one entry of a `variable` or `values` list. Both `disabled: true` and `enabled: false`
    /// switch it off.
    // Differs from Postman: Newman ignores `enabled: false` and uses the value
    // (`enabled_false_disables`).
    pub(super) fn read(place: &Place<'_>) -> Option<Self> {
        let object = place.value.as_object()?;
        let key = ["key", "id", "name"]
            .iter()
            .find_map(|name| place.text(name))?;
        let disabled = place.flag("disabled") || object.get("enabled") == Some(&Value::Bool(false));
        let known = ["key", "value", "type"];
        let extra = object.iter().filter(|&(name, value)| {
            !known.contains(&name.as_str())
                && !name.starts_with('_')
                && (name != "disabled" || *value == Value::Bool(false))
        });
        Some(Self {
            key,
            value: object.get("value").cloned(),
            reference: None,
            kind: place.text("type").filter(|kind| kind != "any"),
            disabled,
            meta: Meta::read(place),
            extra: extra
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        })
    }

    /// Reads a list of variables, one variable, or an object of names and values.
    pub(super) fn read_list(place: &Place<'_>) -> Vec<Self> {
        if place.is_map() {
            return place
                .members()
                .map(|(key, member)| Self::new(key.clone(), member.value.clone()))
                .collect();
        }
        place.entries().iter().filter_map(Self::read).collect()
    }
}

/// A declared type as it is shown: one that Postman's SDK does not know is `any`.
// Differs from Postman: the SDK does not know `secret`, and an exported secret would be none any
// more (`an_environment_is_exported_with_what_is_secret_and_what_is_off`).
pub(super) fn shown_kind(kind: Option<&str>) -> String {
    let kind = kind.unwrap_or_default().to_lowercase();
    let known = ["string", "boolean", "number", "array", "object", "secret"];
    if known.contains(&kind.as_str()) {
        kind
    } else {
        "any".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_become_text_as_in_javascript() {
        for (value, text) in [
            (json!(null), "null"),
            (json!([1, [2, null], "x"]), "1,2,,x"),
            (json!({"a": 1}), "[object Object]"),
            (json!(false), "false"),
            (json!(1.5), "1.5"),
            (json!(10000.0), "10000"),
            (json!(1e21), "1e+21"),
        ] {
            assert_eq!(Variable::new("x", value).text(), text);
        }
    }

    #[test]
    fn a_script_gets_no_value_that_is_not_of_its_type() {
        for (kind, value, fits) in [
            ("array", json!([1]), true),
            ("array", json!({}), false),
            ("object", json!({"a": 1}), true),
            ("object", json!("{bad"), false),
            ("object", json!(null), false),
            ("string", json!("x"), true),
        ] {
            let mut variable = Variable::new("a", value);
            variable.kind = Some(kind.into());
            assert_eq!(variable.given().is_some(), fits, "{kind}");
        }
    }

    #[test]
    fn a_secret_is_one_however_its_type_is_written() {
        for (kind, secret) in [("secret", true), ("Secret", true), ("string", false)] {
            let json = json!({"key": "a", "type": kind});
            let variable = Variable::read(&Place::root(&json)).unwrap();
            assert_eq!(variable.is_secret(), secret, "{kind}");
        }
    }

    #[test]
    fn enabled_false_disables() {
        let json = json!([{"key": "a", "value": 1, "enabled": false}, {"key": "b", "disabled": true}, {"id": "c"}]);
        let list = Variable::read_list(&Place::root(&json));
        let seen: Vec<_> = list
            .iter()
            .map(|variable| (variable.key.as_str(), variable.disabled))
            .collect();
        assert_eq!(seen, [("a", true), ("b", true), ("c", false)]);
    }

    #[test]
    fn one_variable_is_a_list_and_an_object_of_names_is_variables() {
        for (json, expected) in [
            (json!({"key": "a", "value": "1"}), vec![("a", "1")]),
            (json!({"a": "1", "b": 2}), vec![("a", "1"), ("b", "2")]),
            (
                json!([null, 5, "x", [], {"key": "a", "value": 1}]),
                vec![("a", "1")],
            ),
            (json!({}), vec![]),
            (json!("a"), vec![]),
            (json!(5), vec![]),
        ] {
            let list = Variable::read_list(&Place::root(&json));
            let seen: Vec<_> = list
                .iter()
                .map(|variable| (variable.key.clone(), variable.text()))
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect();
            assert_eq!(seen, expected, "{json}");
        }
    }
}
