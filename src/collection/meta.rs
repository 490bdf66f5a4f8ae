//! What Postman keeps for itself in a file: members whose names begin with `_`.

use serde_json::{Map, Value};

use super::place::Place;

/// The members, their names without the `_`.
pub type Meta = Map<String, Value>;

/// The members of a value that are Postman's own.
pub(super) fn read(place: &Place<'_>) -> Meta {
    let members = place.value.as_object().into_iter().flatten();
    let own = members.filter_map(|(name, value)| Some((name.strip_prefix('_')?, value)));
    // Where they stand together already, as reports and exports have them, the SDK does not look.
    own.filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

/// Writes them into what they belong to in the form of Postman's SDK, together under `_`.
pub(crate) fn write(meta: &Meta, json: &mut Map<String, Value>) {
    if !meta.is_empty() {
        json.insert("_".into(), Value::Object(meta.clone()));
    }
}
