//! A JSON Schema that a response is expected to keep.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use super::finding::Finding;
use super::path::shortened;
use crate::guide::error::Position;

/// How many violations are told.
const TOLD: usize = 3;

/// A schema in a file that a directive names.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The path as written, seen from the file that holds the directives.
    pub path: String,
    /// Where the path stands.
    pub at: Position,
    validator: Option<Arc<Validator>>,
}

impl Schema {
    pub(crate) fn at(path: String, at: Position) -> Self {
        Self {
            path,
            at,
            validator: None,
        }
    }

    /// Takes the content of the schema's file.
    ///
    /// # Errors
    /// It is not JSON, or not a JSON Schema.
    pub fn load(&mut self, text: &str) -> Result<(), String> {
        let json: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        self.validator = Some(Arc::new(
            jsonschema::validator_for(&json).map_err(|error| error.to_string())?,
        ));
        Ok(())
    }

    pub(crate) fn check(&self, body: Result<&Value, &String>) -> Finding {
        let name = format!("the body keeps the schema {}", self.path);
        let failure = match (body, &self.validator) {
            (Err(missed), _) => Some(missed.clone()),
            (Ok(_), None) => Some(format!("the schema `{}` was not loaded", self.path)),
            (Ok(body), Some(validator)) => violations(validator, body),
        };
        Finding { name, failure }
    }
}

/// What a body violates, the first few.
fn violations(validator: &Validator, body: &Value) -> Option<String> {
    let mut all = validator.iter_errors(body).map(|error| {
        let place = error.instance_path().to_string();
        let place = if place.is_empty() {
            "the body".to_owned()
        } else {
            format!("`{place}`")
        };
        format!("{place}: {}", shortened(&error.to_string()))
    });
    let told: Vec<String> = all.by_ref().take(TOLD).collect();
    let more = all.count();
    let rest = if more > 0 {
        format!("; and {more} more")
    } else {
        String::new()
    };
    (!told.is_empty()).then(|| {
        format!(
            "the body does not keep the schema: {}{rest}",
            told.join("; ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema(json: &Value) -> Schema {
        let mut schema = Schema::at("s.json".into(), Position::default());
        schema.load(&json.to_string()).unwrap();
        schema
    }

    #[test]
    fn what_a_body_violates_is_told_with_its_place() {
        let schema = schema(
            &json!({"type": "object", "required": ["id"], "properties": {"n": {"type": "number"}}}),
        );
        let failure = |body: &Value| schema.check(Ok(body)).failure;
        assert_eq!(failure(&json!({"id": 1, "n": 2})), None);
        assert_eq!(
            failure(&json!({"n": "x"})).unwrap(),
            "the body does not keep the schema: the body: \"id\" is a required property; `/n`: \"x\" is not of type \"number\""
        );
    }

    #[test]
    fn what_is_no_schema_is_told() {
        let mut schema = Schema::at("s.json".into(), Position::default());
        assert!(schema.load("{").unwrap_err().contains("EOF"));
        assert!(schema.load(r#"{"type": "nothing"}"#).is_err());
    }
}
