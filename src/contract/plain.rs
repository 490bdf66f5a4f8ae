//! Keywords of schemas that hold no other schema.

use serde_json::{Map, Value, json};

use super::library::Part;
use super::operation::Version;
use crate::document::{Kind, Node};

/// The types that JSON has.
const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// The keywords that say something and hold no schema.
const KEYWORDS: [&str; 20] = [
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "uniqueItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
    "dependentRequired",
];

/// Whether a keyword is one of these.
pub(super) fn is_known(keyword: &str) -> bool {
    KEYWORDS.contains(&keyword)
}

/// A keyword in JSON Schema; `None` where it says nothing there, or can't be what it is.
pub(super) fn keyword(keyword: &str, part: &Part<'_>, version: Version) -> Option<Value> {
    let value = part.node.to_json();
    match keyword {
        "type" => types(&value),
        "enum" => value
            .as_array()
            .is_some_and(|list| !list.is_empty())
            .then_some(value),
        "const" if version == Version::Later => Some(value),
        "format" | "pattern" => value.is_string().then_some(value),
        "uniqueItems" => value.is_boolean().then_some(value),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            value.is_number().then_some(value)
        }
        "multipleOf" => value
            .as_f64()
            .is_some_and(|number| number > 0.0)
            .then_some(value),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        | "minContains" | "maxContains" => value.is_u64().then_some(value),
        "dependentRequired" if version == Version::Later => {
            let is_names = |value: &Value| {
                let all = value.as_array();
                all.is_some_and(|all| all.iter().all(Value::is_string))
            };
            let all = value.as_object();
            let is_right = all.is_some_and(|all| all.values().all(is_names));
            is_right.then_some(value)
        }
        _ => None,
    }
}

/// Whether a keyword is one that says something, and can't be what it is.
pub(super) fn is_malformed(keyword: &str, part: &Part<'_>) -> bool {
    let value = part.node.to_json();
    match keyword {
        // Swagger's word for any.
        "type" => types(&value).is_none() && value != "file",
        // Flags, before 3.1.
        "exclusiveMinimum" | "exclusiveMaximum" => !value.is_number() && !value.is_boolean(),
        "minimum" | "maximum" => !value.is_number(),
        "enum" => !value.is_array(),
        "format" | "pattern" => !value.is_string(),
        "uniqueItems" => !value.is_boolean(),
        "multipleOf" => value.as_f64().is_none_or(|number| number <= 0.0),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            !value.is_u64()
        }
        _ => false,
    }
}

/// The types that there are; a file is any.
fn types(value: &Value) -> Option<Value> {
    let is_known = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match value {
        Value::Array(all) if !all.is_empty() && all.iter().all(is_known) => Some(value.clone()),
        Value::String(_) if is_known(value) => Some(value.clone()),
        _ => None,
    }
}

/// What a schema says of numbers and enumerations in words of its own.
pub(super) fn limits(part: &Part<'_>, converted: &mut Map<String, Value>) {
    for (limit, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if part.is(exclusive)
            && let Some(value) = converted.remove(limit)
        {
            converted.insert(exclusive.into(), value);
        }
    }
    let width = match part.text("format").as_deref() {
        Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        Some("int64") => Some((i64::MIN, i64::MAX)),
        _ => None,
    };
    if let Some((least, most)) = width {
        let is_open =
            |low: &str, high: &str| !converted.contains_key(low) && !converted.contains_key(high);
        let (no_least, no_most) = (
            is_open("minimum", "exclusiveMinimum"),
            is_open("maximum", "exclusiveMaximum"),
        );
        converted.extend(no_least.then(|| ("minimum".into(), json!(least))));
        converted.extend(no_most.then(|| ("maximum".into(), json!(most))));
    }
    if part.text("type").as_deref() == Some("string")
        && let Some(Value::Array(all)) = converted.get_mut("enum")
    {
        let written = part.get("enum");
        let words = written.iter().flat_map(Part::elements);
        all.extend(words.filter_map(|word| unquoted(word.node)));
    }
}

/// A number or the like of YAML that stands among texts: it will be one, without its quotes.
fn unquoted(node: &Node) -> Option<Value> {
    let is_text = matches!(node.kind, Kind::Scalar(Value::String(_) | Value::Null));
    let written = node.written.as_deref().filter(|_| !is_text)?;
    Some(written.into())
}
