//! `ask`: values that a reader types in: a code from an e-mail, a name of their own.

use crate::guide::error::Problems;
use crate::guide::keys::{self, Keys, wrong_kind};
use crate::guide::yaml::{Entry, Node};

/// A value that is asked for where its variable has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The variable that it is kept in.
    pub variable: String,
    /// What is asked.
    pub question: String,
    /// What counts where nothing is typed in.
    pub default: Option<String>,
    /// The variable of the process's environment that answers where nobody sits at a terminal.
    pub from: Option<String>,
}

pub(in crate::guide) const KEYS: Keys = Keys {
    place: "a question",
    known: &["question", "default", "from"],
};

impl Question {
    /// Reads `ask` of a step.
    pub(super) fn read_all(node: &Node, problems: &mut Problems) -> Vec<Self> {
        let Some(entries) = node.entries() else {
            wrong_kind(problems, "ask", node, "a map of variables and questions");
            return Vec::new();
        };
        let read = entries
            .iter()
            .filter_map(|entry| Self::read(entry, problems));
        read.collect()
    }

    fn read(entry: &Entry, problems: &mut Problems) -> Option<Self> {
        let Entry { key, value, .. } = entry;
        let variable = key.clone();
        if value.entries().is_none() {
            return Some(Self {
                variable,
                question: keys::text(key, value, problems)?,
                default: None,
                from: None,
            });
        }
        KEYS.check(value, problems);
        let asked = keys::text_of(value, "question", problems);
        if asked.is_none() {
            wrong_kind(problems, key, value, "a map with a `question`");
        }
        Some(Self {
            variable,
            question: asked?,
            default: keys::text_of(value, "default", problems),
            from: keys::text_of(value, "from", problems),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> (Vec<Question>, Vec<String>) {
        let mut problems = Problems::of("p.md");
        let questions = Question::read_all(&Node::parse(yaml, 1).unwrap(), &mut problems);
        let problems = problems.list.iter().map(ToString::to_string).collect();
        (questions, problems)
    }

    #[test]
    fn a_question_is_a_text_or_says_more() {
        let (questions, problems) = read(
            "code: Which code came?\nteam: { question: Which team?, default: docs, from: TEAM }",
        );
        assert_eq!(problems, Vec::<String>::new());
        let [code, team] = &questions[..] else {
            panic!()
        };
        assert_eq!(
            (code.question.as_str(), &code.default),
            ("Which code came?", &None)
        );
        assert_eq!(team.default.as_deref(), Some("docs"));
        assert_eq!(team.from.as_deref(), Some("TEAM"));
    }

    #[test]
    fn what_asks_nothing_is_told() {
        for (yaml, problem) in [
            (
                "x",
                "p.md:1:1: `ask` is the text `x`, expected a map of variables and questions",
            ),
            (
                "code: { default: 1 }",
                "p.md:1:7: `code` is a map, expected a map with a `question`",
            ),
        ] {
            assert_eq!(read(yaml).1, [problem]);
        }
    }
}
