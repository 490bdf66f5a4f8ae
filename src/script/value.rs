//! Values on their way between the engine and us.

use rquickjs::{Ctx, FromJs, Function, Object, Type, Value};
use serde_json::json;

/// Hands a value to the engine.
pub(crate) fn to_js<'js>(
    ctx: &Ctx<'js>,
    value: &serde_json::Value,
) -> rquickjs::Result<Value<'js>> {
    Ok(match value {
        serde_json::Value::Null => Value::new_null(ctx.clone()),
        serde_json::Value::Bool(flag) => Value::new_bool(ctx.clone(), *flag),
        serde_json::Value::Number(number) => {
            Value::new_number(ctx.clone(), number.as_f64().unwrap_or(f64::NAN))
        }
        serde_json::Value::String(text) => {
            rquickjs::String::from_str(ctx.clone(), text)?.into_value()
        }
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
            ctx.json_parse(value.to_string())?
        }
    })
}

/// Takes a value from the engine as `JSON.stringify` would write it; `None` is what it leaves out:
/// `undefined`, functions, symbols.
///
/// # Errors
/// It refers to itself, or a `toJSON` of the script's threw.
pub(crate) fn from_js(value: &Value<'_>) -> rquickjs::Result<Option<serde_json::Value>> {
    Ok(match value.type_of() {
        Type::Undefined
        | Type::Uninitialized
        | Type::Symbol
        | Type::Function
        | Type::Constructor => None,
        Type::Null => Some(serde_json::Value::Null),
        Type::Bool => value.as_bool().map(Into::into),
        Type::Int => value.as_int().map(Into::into),
        Type::Float => value.as_float().map(number),
        Type::String => Some(text(value).into()),
        Type::BigInt => Some(display(value).into()),
        _ => match value.ctx().json_stringify(value.clone())? {
            Some(json) => serde_json::from_str(&text(json.as_value())).ok(),
            None => None,
        },
    })
}

/// About how much memory a value takes, in bytes.
pub(crate) fn weight(value: &serde_json::Value) -> usize {
    let inside = match value {
        serde_json::Value::String(text) => text.len(),
        serde_json::Value::Array(list) => list.iter().map(weight).sum(),
        serde_json::Value::Object(members) => members
            .iter()
            .map(|(key, member)| key.len() + weight(member))
            .sum(),
        _ => 0,
    };
    size_of::<serde_json::Value>() + inside
}

/// A number as JSON: whole where it is whole; what JSON lacks is null.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only taken where it is exact"
)]
fn number(number: f64) -> serde_json::Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// The text of a string; lone surrogates, which Rust's strings can't hold, become replacement
/// characters.
pub(crate) fn text(value: &Value<'_>) -> String {
    let Some(string) = value.as_string() else {
        return String::new();
    };
    if let Ok(text) = string.to_string() {
        return text;
    }
    well_formed(value).unwrap_or_default()
}

fn well_formed(value: &Value<'_>) -> rquickjs::Result<String> {
    let string: Object<'_> = value.ctx().globals().get("String")?;
    let mend: Function<'_> = string
        .get::<_, Object<'_>>("prototype")?
        .get("toWellFormed")?;
    mend.call((rquickjs::function::This(value.clone()),))
}

/// `String(value)`.
pub(crate) fn display(value: &Value<'_>) -> String {
    rquickjs::Coerced::<String>::from_js(value.ctx(), value.clone())
        .map(|text| text.0)
        .unwrap_or_default()
}

/// An argument that is text, as [`text`] reads it.
pub(crate) struct Text(pub(crate) String);

impl<'js> FromJs<'js> for Text {
    fn from_js(_: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        Ok(Self(text(&value)))
    }
}
