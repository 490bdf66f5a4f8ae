//! A value within a JSON document together with its JSON Pointer, for messages that name the place.

use serde_json::{Map, Value};

use super::Problem;
use crate::text::{self, is_truthy};

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

    /// The member of that name where JavaScript would take it for true.
    pub(super) fn given(&self, name: &str) -> Option<Place<'a>> {
        self.own(name).filter(|member| is_truthy(member.value))
    }

    /// The text of a member that JavaScript would take for true.
    pub(super) fn given_text(&self, name: &str) -> Option<String> {
        self.given(name)
            .and_then(|member| scalar_text(member.value))
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

    /// The entries of a list as Postman's SDK fills one: an array's elements that are not `null`;
    /// what is no array is an entry itself, unless JavaScript would take it for false.
    pub(super) fn entries(&self) -> Vec<Place<'a>> {
        match self.value {
            Value::Array(_) => self.elements().collect(),
            value if is_truthy(value) => vec![self.clone()],
            _ => Vec::new(),
        }
    }

    /// Whether it is an object of names and values where a list of entries is meant.
    // Differs from Postman: its SDK takes it for one entry without a name, and loses it
    // (`one_field_is_a_list_and_an_object_of_names_is_fields`).
    pub(super) fn is_map(&self) -> bool {
        let members = self.value.as_object();
        members.is_some_and(|members| !members.is_empty() && !members.contains_key("key"))
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

    /// The member as text; numbers and booleans are taken as they are written, anything else is
    /// `None`.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value.get(name).and_then(scalar_text)
    }

    /// Whether JavaScript would take the member for true.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.given(name).is_some()
    }

    /// What is wrong with a value that should be a text or an object.
    pub(super) fn unless_text_or_object(&self) -> Option<Problem> {
        let fits = self.value.is_string() || self.value.is_object();
        (!fits).then(|| self.is_not("a string or an object"))
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
