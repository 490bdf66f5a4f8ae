//! Reads what a script threw, without calling anything that it could have replaced. Members of its own
//! it may compute, as in Postman; those that can't be read are empty.

use rquickjs::{Object, Value};

use super::Failure;
use super::failure::Compared;
use super::value::{clear, string_of, text};
use crate::text::utf8_prefix;

/// How many bytes of text stand well in a message.
const SHORT: usize = 60;

/// How many bytes of a compared value are kept.
const LONGEST: usize = 4_000;

/// What is told of a thrown value: its parts if it is an error, else its text, or its JSON.
pub(crate) fn failure_of(thrown: &Value<'_>) -> Failure {
    let Some(object) = thrown.as_object().filter(|_| !thrown.is_function()) else {
        return Failure::new("Error", string_of(thrown));
    };
    let message = member(object, "message");
    if !thrown.is_error() && !message.as_ref().is_some_and(Value::is_string) {
        return Failure::new("Error", json_of(thrown));
    }
    let name = member(object, "name").filter(|name| !name.is_null() && !name.is_undefined());
    let name = name.map_or_else(|| "Error".into(), |name| string_of(&name));
    let stack = member(object, "stack").filter(|stack| !stack.is_null() && !stack.is_undefined());
    let message = message.map(|message| string_of(&message));
    let failure = Failure::with_stack(
        name,
        message.unwrap_or_default(),
        stack.map(|stack| string_of(&stack)).unwrap_or_default(),
    );
    Failure {
        compared: compared(object).map(Box::new),
        ..failure
    }
}

/// What chai compared, where it wants the difference to be shown and the message says it badly:
/// values of several parts, and long texts.
fn compared(object: &Object<'_>) -> Option<Compared> {
    let shows = member(object, "showDiff")?.as_bool()?;
    let (expected, actual) = (member(object, "expected")?, member(object, "actual")?);
    let is_of_parts = |value: &Value<'_>| {
        let is_long =
            |text: &rquickjs::String<'_>| text.to_string().is_ok_and(|text| text.len() > SHORT);
        value.is_object() || value.as_string().is_some_and(is_long)
    };
    (shows && (is_of_parts(&expected) || is_of_parts(&actual))).then(|| Compared {
        expected: shown(&expected),
        actual: shown(&actual),
    })
}

/// A text as it is, anything else as JSON with line breaks; the beginning of what is long.
fn shown(value: &Value<'_>) -> String {
    let whole = if value.is_string() {
        text(value)
    } else {
        let json = value.ctx().json_stringify_replacer_space(
            value.clone(),
            Value::new_null(value.ctx().clone()),
            2,
        );
        let json = json.inspect_err(|_| clear(value.ctx())).ok().flatten();
        json.map_or_else(|| string_of(value), |json| text(json.as_value()))
    };
    match utf8_prefix(whole.as_bytes(), LONGEST) {
        Some(prefix) if prefix.len() < whole.len() => format!("{prefix}\n…"),
        _ => whole,
    }
}

fn member<'js>(object: &Object<'js>, name: &str) -> Option<Value<'js>> {
    let value = object.get(name);
    value.inspect_err(|_| clear(object.ctx())).ok()
}

/// `JSON.stringify(value)`; `null` for what has no JSON.
fn json_of(value: &Value<'_>) -> String {
    let json = value.ctx().json_stringify(value.clone());
    let json = json.inspect_err(|_| clear(value.ctx())).ok().flatten();
    json.map_or_else(|| "null".into(), |json| text(json.as_value()))
}
