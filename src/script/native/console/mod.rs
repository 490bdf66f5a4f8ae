//! What scripts log: read from the engine, shown as JSON for events and as Node shows it for
//! people.

mod inspect;

use crate::script::value::read_json;
use serde_json::{Map, Value};

use crate::script::{ConsoleLine, Level};

/// The width beyond which an object is broken into lines; Newman's, where the output is no
/// terminal.
const BREAK_LENGTH: usize = 44;

/// A logged value, as `sandbox/src/console.js` encodes it.
#[derive(Debug, Clone, PartialEq)]
enum Logged {
    /// What JSON can say of itself, and all that is shown as text in quotes.
    Plain(Value),
    /// Shown as it stands: `NaN`, a date, a regular expression, a symbol, a `BigInt`.
    Bare(String),
    /// `undefined`, which JSON leaves out of objects.
    Undefined,
    Array(Vec<Logged>),
    Object(Vec<(String, Logged)>),
    Map(Vec<(Logged, Logged)>),
    Set(Vec<Logged>),
    /// A typed array: the name of its class, and its numbers.
    Typed(String, Vec<Logged>),
    Buffer(Vec<u8>),
    /// An object that holds itself, with the number by which it is referred to.
    Circle(u64, Box<Logged>),
}

/// Makes a console line of a call; none of a level that there is not.
pub(super) fn line(level: &str, encoded: &str) -> Option<ConsoleLine> {
    let level = match level {
        "log" => Level::Log,
        "info" => Level::Info,
        "warn" => Level::Warn,
        "error" => Level::Error,
        "debug" => Level::Debug,
        "clear" => Level::Clear,
        _ => return None,
    };
    let arguments: Vec<Value> = read_json(encoded).ok()?;
    let arguments: Vec<Logged> = arguments.into_iter().map(Logged::decode).collect();
    let text: Vec<String> = arguments
        .iter()
        .map(|argument| inspect::inspect(argument, BREAK_LENGTH))
        .collect();
    let messages = arguments.into_iter().map(Logged::into_json).collect();
    Some(ConsoleLine {
        level,
        messages,
        text: text.join(", "),
    })
}

impl Logged {
    fn decode(value: Value) -> Self {
        let Value::Object(tagged) = value else {
            return Self::Plain(value);
        };
        let Some((tag, content)) = tagged.into_iter().next() else {
            return Self::Undefined;
        };
        match (tag.as_str(), content) {
            ("n" | "y" | "r" | "d", Value::String(text)) => Self::Bare(text),
            ("x", Value::String(digits)) => {
                Self::Plain(digits.parse::<f64>().unwrap_or_default().into())
            }
            ("i", Value::String(digits)) => Self::Bare(format!("{digits}n")),
            ("c", number) => Self::Bare(format!("[Circular *{number}]")),
            ("f" | "t", Value::Array(pair)) => Self::pair(pair).unwrap_or(Self::Undefined),
            ("b", bytes) => Self::Buffer(serde_json::from_value(bytes).unwrap_or_default()),
            ("a", Value::Array(list)) => Self::Array(list.into_iter().map(Self::decode).collect()),
            ("s", Value::Array(list)) => Self::Set(list.into_iter().map(Self::decode).collect()),
            ("o", Value::Array(list)) => {
                Self::Object(list.into_iter().filter_map(Self::member).collect())
            }
            ("m", Value::Array(list)) => {
                Self::Map(list.into_iter().filter_map(Self::entry).collect())
            }
            _ => Self::Undefined,
        }
    }

    /// A number or a name, and what it stands for.
    fn pair(pair: Vec<Value>) -> Option<Self> {
        let [first, second] = <[Value; 2]>::try_from(pair).ok()?;
        match (first, second) {
            (Value::String(class), Value::Array(numbers)) => Some(Self::Typed(
                class,
                numbers.into_iter().map(Self::decode).collect(),
            )),
            (number, value) => Some(Self::Circle(
                number.as_u64()?,
                Box::new(Self::decode(value)),
            )),
        }
    }

    fn member(pair: Value) -> Option<(String, Self)> {
        match Self::entry(pair)? {
            (Self::Plain(Value::String(key)), value) => Some((key, value)),
            _ => None,
        }
    }

    fn entry(pair: Value) -> Option<(Self, Self)> {
        let Value::Array(pair) = pair else {
            return None;
        };
        let [key, value] = <[Value; 2]>::try_from(pair).ok()?;
        Some((Self::decode(key), Self::decode(value)))
    }

    fn into_json(self) -> Value {
        match self {
            Self::Plain(value) => value,
            Self::Bare(text) => Value::String(text),
            Self::Undefined => Value::Null,
            Self::Circle(_, value) => value.into_json(),
            Self::Buffer(bytes) => serde_json::json!({"type": "Buffer", "data": bytes}),
            Self::Array(list) | Self::Set(list) | Self::Typed(_, list) => {
                list.into_iter().map(Self::into_json).collect()
            }
            Self::Map(entries) => entries
                .into_iter()
                .map(|(key, value)| Value::Array(vec![key.into_json(), value.into_json()]))
                .collect(),
            Self::Object(members) => {
                let said = members
                    .into_iter()
                    .filter(|(_, value)| *value != Self::Undefined);
                Value::Object(
                    said.map(|(key, value)| (key, value.into_json()))
                        .collect::<Map<_, _>>(),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_json_lacks_becomes_text() {
        let line = line(
            "warn",
            concat!(
                r#"["a",{"u":1},{"n":"NaN"},{"d":"1970-01-01T00:00:00.000Z"},"#,
                r#"{"o":[["x",{"u":1}],["y",1]]},{"m":[[1,2]]}]"#
            ),
        );
        let line = line.unwrap();
        let expected = [
            json!("a"),
            json!(null),
            json!("NaN"),
            json!("1970-01-01T00:00:00.000Z"),
        ];
        assert_eq!(line.messages[..4], expected);
        assert_eq!(line.messages[4..], [json!({"y": 1}), json!([[1, 2]])]);
        let text = "'a', undefined, NaN, 1970-01-01T00:00:00.000Z, { x: undefined, y: 1 }, \
                    Map(1) { 1 => 2 }";
        assert_eq!(line.text, text);
    }

    #[test]
    fn clear_is_a_line_like_others() {
        let line = line("clear", r#"["x"]"#).unwrap();
        assert_eq!((line.level, line.text.as_str()), (Level::Clear, "'x'"));
    }

    #[test]
    fn objects_that_hold_themselves_are_numbered() {
        let line = line("log", r#"[{"f":[1,{"o":[["a",{"c":1}]]}]}]"#).unwrap();
        assert_eq!(line.text, "<ref *1> { a: [Circular *1] }");
        assert_eq!(line.messages, [json!({"a": "[Circular *1]"})]);
    }

    #[test]
    fn buffers_and_typed_arrays_are_shown_as_such() {
        let line = line(
            "log",
            r#"[{"b":[104,105]},{"b":[]},{"t":["Uint8Array",[1,2]]},{"x":"0.1"}]"#,
        )
        .unwrap();
        assert_eq!(
            line.text,
            "<Buffer 68 69>, <Buffer >, Uint8Array(2) [ 1, 2 ], 0.1"
        );
        assert_eq!(
            line.messages[0],
            json!({"type": "Buffer", "data": [104, 105]})
        );
    }
}
