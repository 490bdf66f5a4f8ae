//! What scripts throw, as we report it.

use rquickjs::{CaughtError, Value};
use serde_json::{Map, json};

use super::value::string_of;

/// How the file of a user's script is called in stacks.
pub(crate) const SCRIPT_FILE: &str = "script.js";

/// An error that a script threw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// The error's name, such as `AssertionError` or `TypeError`.
    pub name: String,
    /// The error's message.
    pub message: String,
    /// The stack as the engine wrote it, without our own frames; empty where there is none.
    pub stack: String,
    /// Line of the user's script, from 1.
    pub line: Option<u32>,
    /// Column in that line, from 1.
    pub column: Option<u32>,
    /// What was compared, where an assertion compared two values of several parts.
    pub compared: Option<Box<Compared>>,
}

/// The two values of an assertion, as text: JSON with line breaks, or what the text was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub actual: String,
}

impl Failure {
    /// An error without a place in a script.
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            ..Self::default()
        }
    }

    /// The error as the event stream shows it, less the members that Newman adds to identify it.
    pub fn to_json(&self) -> Map<String, serde_json::Value> {
        let mut json = Map::new();
        json.insert("type".into(), json!("Error"));
        json.insert("name".into(), json!(self.name));
        json.insert("message".into(), json!(self.message));
        let frame = self
            .line
            .map(|line| json!({"lineNumber": line, "columnNumber": self.column}));
        json.insert("stacktrace".into(), frame.into_iter().collect());
        json
    }

    /// An error with its stack, which tells its place.
    pub(crate) fn with_stack(name: String, message: String, stack: String) -> Self {
        let (line, column) = place(&stack).unzip();
        Self {
            name,
            message,
            stack,
            line,
            column,
            compared: None,
        }
    }

    /// Reads an error that the engine itself caught.
    pub(crate) fn from_caught(caught: CaughtError<'_>) -> Self {
        match caught {
            CaughtError::Exception(exception) => {
                let name = exception.as_object().get::<_, Value<'_>>("name");
                Self::with_stack(
                    name.map_or_else(|_| "Error".into(), |name| string_of(&name)),
                    exception.message().unwrap_or_default(),
                    exception.stack().unwrap_or_default(),
                )
            }
            CaughtError::Value(value) => Self::new("Error", string_of(&value)),
            CaughtError::Error(error) => Self::new("Error", error.to_string()),
        }
    }
}

/// Line and column of the innermost frame that lies in a script: `    at f (script.js:3:7)`.
fn place(stack: &str) -> Option<(u32, u32)> {
    let mut frames = stack.lines().filter(|line| line.starts_with("    at "));
    let frame = frames.find(|frame| frame.contains(SCRIPT_FILE))?;
    let mut parts = frame.trim_end_matches(')').rsplit(':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_that_of_the_innermost_frame_in_a_script() {
        let stack = "TypeError: no script.js:1:1\n    at map (native)\n    at f (script.js:3:7)\n    at script.js:9:1";
        assert_eq!(place(stack), Some((3, 7)));
        assert_eq!(place("Error: x\n    at native"), None);
    }
}
