//! `capture`: a value out of a response, into a variable.

use serde_json::Value;

use super::selector::{Missed, Selector};
use crate::exchange::Exchange;
use crate::guide::error::Problems;
use crate::guide::keys;
use crate::guide::yaml::Node;

/// A variable and where its value comes from.
#[derive(Debug, Clone)]
pub struct Capture {
    /// The variable that is set in the environment.
    pub variable: String,
    /// Where the value is.
    pub selector: Selector,
    /// What is done where there are several values.
    pub several: Several,
}

/// What is done where a selector finds several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Several {
    /// The step fails.
    Fail,
    /// The first one is taken.
    First,
}

impl Capture {
    /// Reads the value of `capture`.
    pub(crate) fn read_all(node: &Node, problems: &mut Problems) -> Vec<Self> {
        let Some(entries) = node.entries() else {
            keys::wrong_kind(
                problems,
                "capture",
                node,
                "a map of variables and selectors",
            );
            return Vec::new();
        };
        let mut captures = Vec::new();
        for entry in entries {
            let first = keys::is_true(&entry.value, "first", problems);
            let several = if first { Several::First } else { Several::Fail };
            if let Some(selector) = Selector::read(&entry.key, &entry.value, problems) {
                captures.push(Self {
                    variable: entry.key.clone(),
                    selector,
                    several,
                });
            }
        }
        captures
    }

    /// The capture as a sentence.
    pub(crate) fn describe(&self) -> String {
        format!("{} is {}", self.variable, self.selector.describe())
    }

    /// Finds the value.
    pub(crate) fn find(&self, exchange: &Exchange) -> Result<Value, Missed> {
        let found = match self.several {
            Several::Fail => self.selector.find_one(exchange),
            Several::First => self.selector.find_first(exchange),
        };
        found.map_err(|missed| format!("`{}` is not set: {missed}", self.variable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Response;
    use serde_json::json;

    fn capture(yaml: &str, body: &str) -> Result<Value, Missed> {
        let mut problems = Problems::of("p.md");
        let captures = Capture::read_all(&Node::parse(yaml, 1).unwrap(), &mut problems);
        assert_eq!(problems.list, []);
        let response = Response {
            body: body.to_owned().into(),
            ..Response::default()
        };
        captures[0].find(&Exchange {
            response,
            ..Exchange::default()
        })
    }

    #[test]
    fn captured_values_keep_their_types() {
        assert_eq!(
            capture("actions: $.actions", r#"{"actions":{"a":[1]}}"#),
            Ok(json!({"a": [1]}))
        );
    }

    #[test]
    fn the_first_of_several_is_taken_when_asked_for() {
        assert_eq!(
            capture("id: { jsonpath: '$[*]', first: true }", "[3,4]"),
            Ok(json!(3))
        );
        assert_eq!(
            capture("id: '$[*]'", "[3,4]").unwrap_err(),
            "`id` is not set: `$[*]` found 2 values, expected one: `3`, `4`; take the first with `first: true`, or say which one"
        );
    }
}
