//! What Postman keeps for itself in a file: members whose names begin with `_`.

use serde_json::{Map, Value};

use super::place::Place;

/// The members, their names without the `_`.
pub type Meta = Map<String, Value>;

/// The members of a value that are Postman's own.
pub(super) fn read(place: &Place<'_>) -> Meta {
    let members = place.value.as_object().into_iter().flatten();
    let own = members.filter_map(|(name, value)| Some((name.strip_prefix('_')?, value)));
    let (kept, own): (Vec<_>, Vec<_>) = own.partition(|(name, _)| name.is_empty());
    // What was written by us or by Newman has them together already.
    let kept = kept.into_iter().filter_map(|(_, members)| members.as_object()).flatten();
    kept.map(|(name, value)| (name.as_str(), value))
        .chain(own)
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

/// Writes them into what they belong to in the form of Postman's SDK, together under `_`.
pub(crate) fn write(meta: &Meta, json: &mut Map<String, Value>) {
    if !meta.is_empty() {
        json.insert("_".into(), Value::Object(meta.clone()));
    }
}
