//! What scripts throw, as we report it.

use rquickjs::{CaughtError, Object, Value};

use super::Failure;
use super::value::{display, text};

impl Failure {
    /// Reads what `describe` of `sandbox/src/errors` made of a thrown value: {name, message,
    /// stack}.
    pub(super) fn from_described(described: &Object<'_>) -> Self {
        let member = |name: &str| {
            let value = described.get::<_, Value<'_>>(name).ok()?;
            value.is_string().then(|| text(&value))
        };
        let stack = member("stack").unwrap_or_default();
        let (line, column) = place(&stack).unzip();
        let name = member("name").unwrap_or_else(|| "Error".into());
        Self {
            name,
            message: member("message").unwrap_or_default(),
            stack,
            line,
            column,
        }
    }

    /// Reads an error that the engine itself caught.
    pub(super) fn from_caught(caught: CaughtError<'_>) -> Self {
        match caught {
            CaughtError::Exception(exception) => {
                let object = exception.as_object();
                let name = object
                    .get::<_, Value<'_>>("name")
                    .map(|name| display(&name));
                let stack = exception.stack().unwrap_or_default();
                let (line, column) = place(&stack).unzip();
                let message = exception.message().unwrap_or_default();
                Self {
                    name: name.unwrap_or_else(|_| "Error".into()),
                    message,
                    stack,
                    line,
                    column,
                }
            }
            CaughtError::Value(value) => Self::new("Error", display(&value)),
            CaughtError::Error(error) => Self::new("Error", error.to_string()),
        }
    }
}

/// Line and column of the innermost frame that lies in a script: `    at f (script-1.js:3:7)`.
fn place(stack: &str) -> Option<(u32, u32)> {
    let frame = stack
        .lines()
        .find(|line| line.contains(super::engine::SCRIPT_FILE))?;
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
        let stack =
            "TypeError: x\n    at map (native)\n    at f (script-2.js:3:7)\n    at script-2.js:9:1";
        assert_eq!(place(stack), Some((3, 7)));
        assert_eq!(place("Error: x\n    at native"), None);
    }
}
