//! What a text in a URL, a header or a form is, as its schema has it.

use serde_json::{Number, Value};

use super::library::Part;
use super::operation::Form;

/// How deep schemas are put together before that is no longer looked into.
const DEEPEST: usize = 8;

/// The value that texts stand for; `None` where that can't be told.
pub(super) fn read(schema: &Part<'_>, form: Form, texts: &[String]) -> Option<Value> {
    let schema = &typed(schema, DEEPEST)?;
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
                    Some(items) => one(&kind(&typed(items, DEEPEST)?)?, text),
                };
                elements.into_iter().map(|text| read(text.trim())).collect()
            }
            kind => one(kind, last),
        },
    }
}

/// The part of a schema that has its type: itself, what it is put together from, or the only choice
/// beside null.
fn typed<'l>(schema: &Part<'l>, depth: usize) -> Option<Part<'l>> {
    let schema = schema.target()?;
    if depth == 0 || kind(&schema).is_some() {
        return Some(schema);
    }
    let below = |key: &str| -> Vec<Part<'l>> {
        let all = schema.get(key);
        let all = all.iter().flat_map(Part::elements);
        let typed = all.filter_map(|part| typed(&part, depth - 1));
        typed
            .filter(|part| kind(part).as_deref() != Some("null"))
            .collect()
    };
    let bases = below("allOf").into_iter();
    let mut bases = bases.filter(|base| kind(base).is_some());
    bases.next().or_else(|| {
        let mut choices = [below("oneOf"), below("anyOf")].concat();
        choices.pop().filter(|_| choices.is_empty())
    })
}

/// The one type of a schema, beside null.
fn kind(schema: &Part<'_>) -> Option<String> {
    if let Some(kind) = schema.text("type") {
        return Some(kind);
    }
    if schema.get("type").is_none()
        && let Some(words) = schema.get("enum")
    {
        let mut words = words.elements();
        let is_text = |word: Part<'_>| word.node.to_json().is_string();
        return words.all(is_text).then(|| "string".to_owned());
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
