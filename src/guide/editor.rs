//! The vocabulary of directives as a JSON Schema, for editors of YAML.

/// The JSON Schema of a side-car. Its `$defs` has that of a header and that of a step, as they stand
/// in a page.
pub const SCHEMA: &str = include_str!("directives.schema.json");

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::guide::directive::{ask, expect, matcher, retry, selector, step};
    use crate::guide::error::Problems;
    use crate::guide::keys::Keys;
    use crate::guide::page::{Page, header};
    use crate::guide::yaml;

    fn schema() -> Value {
        serde_json::from_str(SCHEMA).unwrap()
    }

    #[test]
    fn the_schema_has_the_keys_that_are_read() {
        let schema = schema();
        let keys = |pointer: &str| {
            let properties = schema.pointer(pointer).and_then(Value::as_object);
            let mut keys: Vec<String> = properties.unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let known = |read: &Keys, more: &[&str]| {
            let all = read.known.iter().chain(more);
            let mut keys: Vec<String> = all.map(|key| (*key).to_owned()).collect();
            keys.sort();
            keys
        };
        for (pointer, read, more) in [
            ("/properties", &header::SIDECAR_KEYS, &[][..]),
            ("/$defs/header/properties", &header::KEYS, &[]),
            ("/$defs/step/properties", &step::KEYS, &[]),
            ("/properties/steps/items/properties", &step::KEYS, &["at"]),
            ("/$defs/expect/properties", &expect::KEYS, &[]),
            ("/$defs/selector/anyOf/1/properties", &selector::KEYS, &[]),
            ("/$defs/step/properties/retry/properties", &retry::KEYS, &[]),
            (
                "/$defs/step/properties/ask/additionalProperties/anyOf/1/properties",
                &ask::KEYS,
                &[],
            ),
        ] {
            assert_eq!(keys(pointer), known(read, more), "{pointer}");
        }
        let mut matchers = matcher::KEYS.to_vec();
        matchers.sort_unstable();
        assert_eq!(keys("/$defs/matcher/anyOf/1/properties"), matchers);
    }

    /// A page's directives as a side-car.
    fn as_sidecar(text: &str) -> Value {
        let page = Page::read(text, &mut Problems::of("p.md"));
        let comments = page.comments.iter();
        let mut directives =
            comments.map(|comment| yaml::parse(&comment.yaml, 1).unwrap().to_json());
        let mut sidecar = directives.next().unwrap();
        sidecar["steps"] = directives.collect();
        sidecar
    }

    #[test]
    fn the_shipped_guides_keep_the_schema() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for guide in [
            include_str!("../../guides/delete-all-stay-signed-in-sessions.md"),
            include_str!("../../guides/order-of-global-session-policies.md"),
        ] {
            let sidecar = as_sidecar(guide);
            assert!(!sidecar["steps"].as_array().unwrap().is_empty());
            let errors: Vec<String> = validator
                .iter_errors(&sidecar)
                .map(|error| format!("{} at {}", error, error.instance_path()))
                .collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }

    #[test]
    fn what_is_no_directive_does_not_keep_the_schema() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let sidecar = |key: &str, value: Value| {
            let step: Map<String, Value> =
                [("send".to_owned(), json!("A")), (key.to_owned(), value)]
                    .into_iter()
                    .collect();
            json!({"steps": [step]})
        };
        for (key, value, keeps) in [
            ("expct", json!({}), false),
            (
                "expect",
                json!({"status": "2xx", "body": {"$.a": {"above": 1}}}),
                true,
            ),
            ("expect", json!({"status": "ok"}), false),
            ("expect", json!({"body": {"a": 1}}), false),
            ("capture", json!({"a": "$.a", "b": {"header": "x"}}), true),
            ("capture", json!({"a": {"hedr": "x"}}), false),
            (
                "retry",
                json!({"until": {"status": 200}, "every": "2s"}),
                true,
            ),
            ("retry", json!({"every": "2s"}), false),
            ("query", json!({"a": null, "b": 1}), true),
            ("path", json!({"a": null}), false),
            ("edit", json!({"/a": {"b": 1}}), true),
            ("edit", json!({"a": 1}), false),
        ] {
            assert_eq!(
                validator.is_valid(&sidecar(key, value.clone())),
                keeps,
                "{key}: {value}"
            );
        }
    }
}
