//! Values on their way between the engine and us.

use rquickjs::{Ctx, Exception, FromJs, Type, Value};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::raw;

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
            Some(json) => Some(read(value.ctx(), &text(json.as_value()))?),
            None => None,
        },
    })
}

/// Reads JSON that the engine wrote.
///
/// # Errors
/// Throws what is wrong with it: what is lost must not be lost in silence.
pub(crate) fn read<T: DeserializeOwned>(ctx: &Ctx<'_>, json: &str) -> rquickjs::Result<T> {
    read_json(json).map_err(|error| Exception::throw_range(ctx, &unreadable(&error)))
}

/// The words for JSON of a script's that can't be read.
pub(crate) fn unreadable(error: &serde_json::Error) -> String {
    format!("a value is nested too deep, or is no JSON: {error}")
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
    match string.to_string() {
        Ok(text) => text,
        Err(_) => raw::lossy(string).unwrap_or_default(),
    }
}

/// How deep JSON may be nested: what `JSON.stringify` can write, our own stack can take.
const DEEPEST: usize = 2_000;

/// Reads JSON that `JSON.stringify` wrote: deeper than JSON that comes from elsewhere, and lone
/// surrogates, which it writes as escapes, become replacement characters.
///
/// # Errors
/// It is nested too deep, or none.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    let first = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if nesting(text) > DEEPEST {
        return Err(first);
    }
    let mended = without_lone_surrogates(text);
    let mut reader = serde_json::Deserializer::from_str(&mended);
    reader.disable_recursion_limit();
    T::deserialize(&mut reader)
}

/// How deep JSON is nested at most.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Puts replacement characters in the place of escapes of surrogates: `JSON.stringify` writes only
/// those that are lone, pairs as they are.
fn without_lone_surrogates(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let escape = rest.get(at..at + 6).unwrap_or_default();
        let is_surrogate = [
            "\\ud8", "\\ud9", "\\uda", "\\udb", "\\udc", "\\udd", "\\ude", "\\udf",
        ]
        .iter()
        .any(|begin| escape.starts_with(begin));
        let (kept, length) = if is_surrogate { (at, 6) } else { (at + 2, 2) };
        mended.push_str(rest.get(..kept).unwrap_or(rest));
        if is_surrogate {
            mended.push(char::REPLACEMENT_CHARACTER);
        }
        rest = rest.get(at + length..).unwrap_or_default();
    }
    mended.push_str(rest);
    mended
}

/// `String(value)`.
pub(crate) fn display(value: &Value<'_>) -> String {
    rquickjs::Coerced::<String>::from_js(value.ctx(), value.clone())
        .map(|text| text.0)
        .unwrap_or_default()
}

/// `String(value)`; empty for what has no text.
pub(crate) fn string_of(value: &Value<'_>) -> String {
    match value.type_of() {
        Type::String => text(value),
        Type::Symbol => {
            let description = value
                .as_symbol()
                .and_then(|symbol| symbol.description().ok());
            let description = description.filter(Value::is_string);
            format!(
                "Symbol({})",
                description.as_ref().map(text).unwrap_or_default()
            )
        }
        _ => {
            let text = display(value);
            clear(value.ctx());
            text
        }
    }
}

/// Forgets what was thrown while we read.
pub(crate) fn clear(ctx: &Ctx<'_>) {
    if ctx.has_exception() {
        drop(ctx.catch());
    }
}

/// An argument that is text, as [`text`] reads it.
pub(crate) struct Text(pub(crate) String);

impl<'js> FromJs<'js> for Text {
    fn from_js(_: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        Ok(Self(text(&value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scripts run with as much stack as this at least.
    const STACK: usize = 15 << 20;

    #[test]
    fn json_of_a_script_may_be_deep_and_no_deeper() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let work = move || {
            let read: serde_json::Value = read_json(&nested(2_000)).unwrap();
            assert_eq!(read.to_string(), nested(2_000));
            assert!(read_json::<serde_json::Value>(&nested(2_001)).is_err());
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
        thread.unwrap().join().unwrap();
    }

    #[test]
    fn lone_surrogates_of_a_script_become_replacement_characters() {
        let lone = r#"["a\ud83db","\\ud83d","\n\udfff","\u0001","ä\\"]"#;
        let read: Vec<String> = read_json(lone).unwrap();
        assert_eq!(
            read,
            ["a\u{fffd}b", "\\ud83d", "\n\u{fffd}", "\u{1}", "ä\\"]
        );
        assert!(read_json::<serde_json::Value>("[").is_err());
    }
}
