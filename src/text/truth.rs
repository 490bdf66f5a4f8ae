//! What JavaScript holds to be true.

use serde_json::Value;

/// `Boolean(value)`: `"false"` and `[]` are true, for Postman doesn't check a value's type.
pub fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
