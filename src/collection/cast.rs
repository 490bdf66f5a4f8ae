//! A variable's declared type applied to its value, as Postman's SDK does (`Variable.types`), and
//! its value as text.

use serde_json::{Value, json};

use crate::text::is_truthy;

/// Casts `value` to the declared type; types that Postman does not know leave it alone.
pub(crate) fn cast(kind: Option<&str>, value: Value) -> Value {
    match kind {
        Some("string") => json!(text_of(&value)),
        Some("boolean") => json!(is_truthy(&value)),
        Some("number") => number(value),
        Some("array" | "object") => match &value {
            Value::String(text) => serde_json::from_str(text).unwrap_or(value),
            _ => value,
        },
        _ => value,
    }
}

/// The value as the SDK keeps and shows it: an array or an object is the text of one.
pub(super) fn stored(kind: Option<&str>, value: &Value) -> Value {
    match kind {
        Some("array" | "object") if !value.is_string() => json!(value.to_string()),
        Some("array" | "object") => value.clone(),
        _ => cast(kind, value.clone()),
    }
}

/// A JSON value as JavaScript's `String(value)` would write it.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "null".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number_text(number),
        Value::Array(list) => {
            let parts = list.iter().map(|entry| {
                if entry.is_null() {
                    String::new()
                } else {
                    text_of(entry)
                }
            });
            parts.collect::<Vec<_>>().join(",")
        }
        Value::Object(_) => "[object Object]".into(),
    }
}

/// A number as JavaScript writes it: `10000.0` is `10000`.
fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) => ryu_js::Buffer::new().format(float).to_owned(),
        None => number.to_string(),
    }
}

/// JavaScript's `Number(value)`: nothing is zero. What is no number stays as it is, for JSON has no
/// `NaN`.
fn number(value: Value) -> Value {
    let parsed = match &value {
        Value::Null => Some(0.0),
        Value::String(text) if text.trim().is_empty() => Some(0.0),
        Value::String(text) => text.trim().parse::<f64>().ok(),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        Value::Array(list) if list.is_empty() => Some(0.0),
        Value::Array(list) if list.len() == 1 => return number(list[0].clone()),
        _ => None,
    };
    parsed.map_or(value, whole_or_fraction)
}

/// A number as JavaScript writes it: without a fraction where it has none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only taken where it is exact"
)]
fn whole_or_fraction(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_types_are_applied_as_the_sdk_does() {
        for (kind, value, expected) in [
            (Some("string"), json!(5), json!("5")),
            (Some("boolean"), json!("false"), json!(true)),
            (Some("number"), json!("5"), json!(5)),
            (Some("number"), json!(null), json!(0)),
            (Some("number"), json!(" "), json!(0)),
            (Some("number"), json!(["7"]), json!(7)),
            (Some("number"), json!("x"), json!("x")),
            (Some("array"), json!("[1]"), json!([1])),
            (Some("secret"), json!("x"), json!("x")),
            (None, json!("5"), json!("5")),
        ] {
            assert_eq!(cast(kind, value), expected);
        }
    }
}
