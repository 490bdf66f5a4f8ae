//! A value within a JSON document together with its JSON Pointer, for messages that name the place.

use serde_json::{Map, Value};

use super::Problem;
use crate::text;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: String,
}

impl<'a> Place<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            value,
            pointer: String::new(),
        }
    }

    /// The member of that name; absent and `null` are the same, as they are for Postman.
    pub(super) fn member(&self, name: &str) -> Option<Place<'a>> {
        self.own(name).filter(|member| !member.value.is_null())
    }

    /// The member of that name, be it `null`.
    pub(super) fn own(&self, name: &str) -> Option<Place<'a>> {
        let value = self.value.get(name)?;
        Some(Place {
            value,
            pointer: format!("{}/{}", self.pointer, text::pointer_token(name)),
        })
    }

    /// The array's elements that are not `null`.
    pub(super) fn elements(&self) -> impl Iterator<Item = Place<'a>> + '_ {
        let list = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .enumerate()
            .filter(|(_, value)| !value.is_null())
            .map(|(index, value)| self.element(index, value))
    }

    /// The elements of an array or the members of an object, without those that are `null`.
    pub(super) fn values(&self) -> Vec<Place<'a>> {
        let members = self
            .members()
            .map(|(_, member)| member)
            .filter(|member| !member.value.is_null());
        self.elements().chain(members).collect()
    }

    /// The object's members in order.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a String, Place<'a>)> + '_ {
        self.value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                (
                    name,
                    Place {
                        value,
                        pointer: format!("{}/{}", self.pointer, text::pointer_token(name)),
                    },
                )
            })
    }

    pub(super) fn object(&self) -> Result<&'a Map<String, Value>, Problem> {
        self.value
            .as_object()
            .ok_or_else(|| self.is_not("an object"))
    }

    pub(super) fn array(&self) -> Result<&'a Vec<Value>, Problem> {
        self.value.as_array().ok_or_else(|| self.is_not("an array"))
    }

    /// The member as text; numbers and booleans are taken as they are written, anything else is
    /// `None`.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value.get(name).and_then(scalar_text)
    }

    /// Whether the member is what JavaScript holds to be true.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.value.get(name).is_some_and(text::is_truthy)
    }

    pub(super) fn is_not(&self, expected: &str) -> Problem {
        Problem::new(
            self.pointer.clone(),
            format!("is {}, expected {expected}", kind_of(self.value)),
        )
    }

    fn element(&self, index: usize, value: &'a Value) -> Place<'a> {
        Place {
            value,
            pointer: format!("{}/{index}", self.pointer),
        }
    }
}

/// A scalar as text; `None` for `null`, objects and arrays.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What kind of value it is, with its article.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
