//! What a text in a URL, a header or a form is, as its schema has it.

use serde_json::{Number, Value};

use super::library::Part;
use super::operation::Form;

/// The value that texts stand for; `None` where that can't be told.
pub(super) fn read(schema: &Part<'_>, form: Form, texts: &[String]) -> Option<Value> {
    let last = texts.last()?;
    match form {
        Form::Json => serde_json::from_str(last).ok(),
        Form::Other => None,
        Form::Joined(_) | Form::Repeated => match kind(schema)?.as_str() {
            "array" => {
                let items = schema.follow("items");
                let elements: Vec<&str> = match form {
                    Form::Joined(sign) => last.split(sign).collect(),
                    _ => texts.iter().map(String::as_str).collect(),
                };
                let read = |text: &str| match &items {
                    None => Some(text.into()),
                    Some(items) => one(&kind(items)?, text),
                };
                elements.into_iter().map(|text| read(text.trim())).collect()
            }
            kind => one(kind, last),
        },
    }
}

/// The one type of a schema, beside null.
fn kind(schema: &Part<'_>) -> Option<String> {
    let schema = schema.target()?;
    if let Some(kind) = schema.text("type") {
        return Some(kind);
    }
    let types = schema.get("type");
    let types = types.iter().flat_map(Part::elements);
    let mut types = types
        .filter_map(|kind| kind.node.text())
        .filter(|kind| kind != "null");
    let first = types.next()?;
    types.next().is_none().then_some(first)
}

/// A text as a value of a type; as text where it is none.
fn one(kind: &str, text: &str) -> Option<Value> {
    match kind {
        "integer" | "number" => {
            let number = text.parse::<Number>();
            Some(number.map_or_else(|_| text.into(), Value::Number))
        }
        "boolean" => Some(match text {
            "true" => true.into(),
            "false" => false.into(),
            other => other.into(),
        }),
        "string" => Some(text.into()),
        _ => None,
    }
}
