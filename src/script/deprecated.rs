//! What scripts had before `pm`, and what there is instead.

use std::collections::BTreeMap;

/// The old names, each with what to use in its place, as Postman's app says it; the warnings of
/// `--warn-deprecated` are made of the same table.
const TABLE: &str = include_str!("../../sandbox/src/deprecated.json");

/// The old names, each with what to use in its place where there is something.
pub fn deprecated() -> BTreeMap<&'static str, Option<String>> {
    serde_json::from_str(TABLE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_can_be_read() {
        let table = super::deprecated();
        assert_eq!(table["tests"].as_deref(), Some("\"pm.test()\""));
        assert_eq!(table["Backbone"], None);
    }
}
