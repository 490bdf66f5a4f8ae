//! Reading the keys and values of a directive, with what is wrong told where it stands.

use regex::Regex;
use serde_json::Value;

use super::yaml::{Kind, Node};
use crate::guide::error::{Mistake, Problems};
use crate::text::did_you_mean;

/// The keys that a map may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    /// What has them, for a message: `a step`.
    pub(crate) place: &'static str,
    pub(crate) known: &'static [&'static str],
}

impl Keys {
    /// Notes every key that is not known.
    pub(crate) fn check(&self, node: &Node, problems: &mut Problems) {
        for entry in node.entries().unwrap_or_default() {
            if !self.known.contains(&entry.key.as_str()) {
                let mistake = Mistake::UnknownKey {
                    key: entry.key.clone(),
                    place: self.place,
                    suggestion: self.suggestion(&entry.key),
                };
                problems.add(entry.at, mistake);
            }
        }
    }

    fn suggestion(&self, key: &str) -> Option<String> {
        let all = || {
            let names: Vec<String> = self.known.iter().map(|name| format!("`{name}`")).collect();
            format!("there are {}", names.join(", "))
        };
        did_you_mean(key, self.known.iter().copied()).or_else(|| Some(all()))
    }
}

/// Notes that the value of a key is of the wrong kind.
pub(crate) fn wrong_kind(problems: &mut Problems, key: &str, node: &Node, expected: &str) {
    let mistake = Mistake::WrongKind {
        key: key.to_owned(),
        found: node.describe(),
        expected: expected.to_owned(),
    };
    problems.add(node.at, mistake);
}

/// The value of a key as text; numbers and booleans count as what they are written like.
pub(crate) fn text(key: &str, node: &Node, problems: &mut Problems) -> Option<String> {
    let text = node.text().filter(|text| !text.is_empty());
    if text.is_none() {
        wrong_kind(problems, key, node, "text");
    }
    text
}

/// The text of a member, where it is there.
pub(crate) fn text_of(node: &Node, key: &str, problems: &mut Problems) -> Option<String> {
    node.get(key).and_then(|value| text(key, value, problems))
}

/// The value of a key as a list of texts; one text is a list of one.
pub(crate) fn texts(key: &str, node: &Node, problems: &mut Problems) -> Vec<String> {
    match node.elements() {
        Some(elements) => elements
            .iter()
            .filter_map(|element| text(key, element, problems))
            .collect(),
        None => text(key, node, problems).into_iter().collect(),
    }
}

/// The entries of a map of texts.
pub(crate) fn text_map(key: &str, node: &Node, problems: &mut Problems) -> Vec<(String, String)> {
    let Some(entries) = node.entries() else {
        wrong_kind(problems, key, node, "a map of names and texts");
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for entry in entries {
        match entry.value.text() {
            Some(value) => pairs.push((entry.key.clone(), value)),
            None => wrong_kind(problems, &entry.key, &entry.value, "text"),
        }
    }
    pairs
}

/// Whether a key is there and `true`; any other value is a problem.
pub(crate) fn is_true(node: &Node, key: &str, problems: &mut Problems) -> bool {
    match node.get(key) {
        None => false,
        Some(Node {
            kind: Kind::Scalar(Value::Bool(true)),
            ..
        }) => true,
        Some(other) => {
            wrong_kind(problems, key, other, "`true`");
            false
        }
    }
}

/// A regular expression.
pub(crate) fn regex(pattern: &str, node: &Node, problems: &mut Problems) -> Option<Regex> {
    match Regex::new(pattern) {
        Ok(regex) => Some(regex),
        Err(error) => {
            let text = error.to_string();
            let message = text
                .lines()
                .last()
                .unwrap_or(&text)
                .trim_start_matches("error: ")
                .to_owned();
            problems.add(
                node.at,
                Mistake::Regex {
                    pattern: pattern.to_owned(),
                    message,
                },
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_answered_with_the_nearest_or_with_all() {
        let keys = Keys {
            place: "a step",
            known: &["send", "expect"],
        };
        let mut problems = Problems::of("p.md");
        keys.check(
            &Node::parse("expct: 1\nsend: A\nother: 2", 4).unwrap(),
            &mut problems,
        );
        let seen: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            seen,
            [
                "p.md:4:1: unknown key `expct` in a step; did you mean `expect`?",
                "p.md:6:1: unknown key `other` in a step; there are `send`, `expect`"
            ]
        );
    }

    #[test]
    fn a_text_may_stand_for_a_list_of_one() {
        let mut problems = Problems::of("p.md");
        let mut read = |yaml: &str| texts("needs", &Node::parse(yaml, 1).unwrap(), &mut problems);
        assert_eq!(read("url"), ["url"]);
        assert_eq!(read("[url, 5]"), ["url", "5"]);
        assert_eq!(read("[[a]]"), Vec::<String>::new());
        assert_eq!(
            problems.list[0].mistake.to_string(),
            "`needs` is a list, expected text"
        );
    }
}
