//! Reads what a script threw, without calling anything that it could have replaced. Members of its own
//! it may compute, as in Postman; those that can't be read are empty.

use rquickjs::{Object, Value};

use super::Failure;
use super::value::{clear, string_of, text};

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
    Failure::with_stack(
        name,
        message.unwrap_or_default(),
        stack.map(|stack| string_of(&stack)).unwrap_or_default(),
    )
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
