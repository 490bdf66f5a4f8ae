//! What a script does that others must learn of, while it runs: assertions, console lines, errors.

use serde_json::{Value, json};

use super::Failure;
use super::value::weight;

/// The outcome of a `pm.test`, or of an entry of the legacy `tests` object.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// The test's name.
    pub name: String,
    /// Whether the test took a callback to say when it is done.
    pub asynchronous: bool,
    /// Whether it was skipped on purpose.
    pub skipped: bool,
    /// Why it failed; `None` when it passed or was skipped.
    pub error: Option<Failure>,
    /// The number of tests before it in its script.
    pub index: usize,
}

/// How loud a console line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `console.log`.
    Log,
    /// `console.info`.
    Info,
    /// `console.warn`.
    Warn,
    /// `console.error`.
    Error,
    /// `console.debug`.
    Debug,
    /// `console.clear`, which Newman shows as a line like the others.
    Clear,
}

/// One call of a `console` function.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsoleLine {
    /// Which function was called.
    pub level: Level,
    /// The arguments as JSON; what JSON can't say is a string such as `[Function: f]`.
    pub messages: Vec<Value>,
    /// The arguments as Node's `util.inspect` writes them, joined by `, `.
    pub text: String,
}

impl ConsoleLine {
    /// A warning of ours.
    pub fn warning(words: impl Into<String>) -> Self {
        let words = words.into();
        let text = format!("'{words}'");
        Self {
            level: Level::Warn,
            messages: vec![words.into()],
            text,
        }
    }
}

/// What happened within a script, in the order in which it happened.
#[derive(Debug, Clone, PartialEq)]
pub enum ScriptEvent {
    /// Assertions that were made: one of `pm.test`, or all of the legacy `tests` at once.
    Assertions(Vec<Assertion>),
    /// A console line.
    Console(ConsoleLine),
    /// An error that did not end the script: in a timer, in a rejected promise that nobody handles.
    Exception(Failure),
}

impl ScriptEvent {
    /// About how much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let of_failure = |failure: &Failure| {
            let compared = failure.compared.as_ref();
            let compared = compared.map_or(0, |both| both.expected.len() + both.actual.len());
            failure.name.len() + failure.message.len() + failure.stack.len() + compared
        };
        let of_assertion = |assertion: &Assertion| {
            assertion.name.len() + assertion.error.as_ref().map_or(0, of_failure)
        };
        match self {
            Self::Assertions(list) => list
                .iter()
                .map(|assertion| size_of::<Assertion>() + of_assertion(assertion))
                .sum(),
            Self::Console(line) => {
                size_of::<ConsoleLine>()
                    + line.text.len()
                    + line.messages.iter().map(weight).sum::<usize>()
            }
            Self::Exception(failure) => size_of::<Failure>() + of_failure(failure),
        }
    }
}

impl Assertion {
    /// Whether it counts as passed; a skipped one does.
    pub fn passed(&self) -> bool {
        self.error.is_none()
    }

    /// The assertion as the event stream shows it.
    pub fn to_json(&self) -> Value {
        let error = self.error.as_ref().map(|error| {
            let mut json = json!({"type": "Error", "name": error.name, "message": error.message});
            if let Some(both) = &error.compared {
                json["compared"] = json!({"expected": both.expected, "actual": both.actual});
            }
            json
        });
        json!({
            "name": self.name,
            "async": self.asynchronous, "skipped": self.skipped, "passed": self.passed(),
            "error": error, "index": self.index
        })
    }
}

impl Level {
    /// The level of that name; `log` for one that is not known.
    pub fn of_name(name: &str) -> Self {
        let all = [
            Self::Info,
            Self::Warn,
            Self::Error,
            Self::Debug,
            Self::Clear,
        ];
        let named = all.into_iter().find(|level| level.name() == name);
        named.unwrap_or(Self::Log)
    }

    /// The name of the function that was called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Debug => "debug",
            Self::Clear => "clear",
        }
    }
}
