//! What Postman keeps for itself in a file: members whose names begin with `_`.

use serde_json::{Map, Value};

use super::place::Place;

/// The members, their names without the `_`. Most have none, and take no room for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta(Option<Box<Map<String, Value>>>);

impl Meta {
    /// No members.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.as_deref().into_iter().flatten()
    }

    /// Those of a value that are Postman's own.
    pub(super) fn read(place: &Place<'_>) -> Self {
        let members = place.value.as_object().into_iter().flatten();
        let own = members.filter_map(|(name, value)| Some((name.strip_prefix('_')?, value)));
        // Where they stand together already, as reports and exports have them, the SDK does not look.
        own.filter(|(name, _)| !name.is_empty())
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }

    /// Writes them into what they belong to in the form of Postman's SDK, together under `_`.
    pub(crate) fn write(&self, json: &mut Map<String, Value>) {
        if let Some(members) = &self.0 {
            json.insert("_".into(), Value::Object(Map::clone(members)));
        }
    }
}

impl FromIterator<(String, Value)> for Meta {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let members: Map<String, Value> = members.into_iter().collect();
        Self((!members.is_empty()).then(|| Box::new(members)))
    }
}
