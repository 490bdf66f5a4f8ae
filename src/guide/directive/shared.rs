//! What the header says for all steps that send: headers, and what is expected.

use super::step::SENDING;
use crate::guide::error::Problems;
use crate::guide::keys::{Keys, wrong_kind};
use crate::guide::yaml::{Entry, Kind, Node};

/// What all steps share that send something, as the header says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    headers: Option<Node>,
    expect: Option<Node>,
}

/// What can be expected of every response: a sample belongs to one.
const EXPECT: Keys = Keys {
    place: "`expect` of the header",
    known: &["status", "headers", "body", "schema", "time"],
};

/// The keys whose members are put together one by one.
const MAPS: [&str; 2] = ["headers", "body"];

impl Shared {
    /// Reads the keys of a header. Their values are read with each step.
    pub(crate) fn read(node: &Node, problems: &mut Problems) -> Self {
        let mut map = |key: &str| {
            let value = node.get(key)?;
            if value.entries().is_none() {
                wrong_kind(problems, key, value, "a map");
                return None;
            }
            Some(value.clone())
        };
        let (headers, mut expect) = (map("headers"), map("expect"));
        if let Some(expect) = &mut expect {
            EXPECT.check(expect, problems);
            // Told here, and not with each step again.
            if let Kind::Map(entries) = &mut expect.kind {
                entries.retain(|entry| EXPECT.known.contains(&entry.key.as_str()));
            }
        }
        Self { headers, expect }
    }

    /// A step with what it shares with others; what it says itself comes first.
    pub(crate) fn within(&self, step: &Node) -> Node {
        let Kind::Map(entries) = &step.kind else {
            return step.clone();
        };
        if !SENDING.iter().any(|key| step.get(key).is_some()) {
            return step.clone();
        }
        let mut entries = entries.clone();
        let shared = [("headers", &self.headers), ("expect", &self.expect)];
        for (key, shared) in shared {
            if let Some(shared) = shared {
                add(&mut entries, key, shared);
            }
        }
        Node::new(step.at, Kind::Map(entries))
    }
}

/// Adds a key with its members, but for those that are there.
fn add(entries: &mut Vec<Entry>, key: &str, shared: &Node) {
    let there = entries
        .iter_mut()
        .find(|entry| entry.key.eq_ignore_ascii_case(key));
    let Some(there) = there else {
        entries.push(Entry {
            key: key.to_owned(),
            at: shared.at,
            value: shared.clone(),
        });
        return;
    };
    let (Kind::Map(own), Some(members)) = (&mut there.value.kind, shared.entries()) else {
        return;
    };
    for member in members {
        let same = |own: &Entry| own.key.eq_ignore_ascii_case(&member.key);
        if !own.iter().any(same) || MAPS.contains(&member.key.as_str()) {
            add(own, &member.key, &member.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_step_says_what_it_says_and_takes_the_rest() {
        let header = Node::parse(
            "headers: { Accept: a, X: 1 }\nexpect: { status: 200, headers: { x: y }, time: 5 }",
            1,
        )
        .unwrap();
        let mut problems = Problems::of("p.md");
        let shared = Shared::read(&header, &mut problems);
        assert_eq!(problems.list, []);
        let within = |yaml: &str| shared.within(&Node::parse(yaml, 1).unwrap()).to_json();
        assert_eq!(
            within("send: A\nheaders: { accept: b }\nexpect: { status: 404, headers: { z: 1 } }"),
            json!({"send": "A", "headers": {"accept": "b", "X": 1},
                "expect": {"status": 404, "headers": {"z": 1, "x": "y"}, "time": 5}})
        );
        assert_eq!(within("curl: next")["expect"]["status"], json!(200));
        assert_eq!(
            within("capture: { a: $.b }"),
            json!({"capture": {"a": "$.b"}})
        );
    }

    #[test]
    fn a_sample_is_no_expectation_of_all_steps() {
        let mut problems = Problems::of("p.md");
        let header = Node::parse("headers: x\nexpect: { like: next }", 1).unwrap();
        let shared = Shared::read(&header, &mut problems);
        let step = Node::parse("send: A", 1).unwrap();
        assert_eq!(shared.within(&step).to_json()["expect"], json!({}));
        let seen: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            seen,
            [
                "p.md:1:10: `headers` is the text `x`, expected a map",
                "p.md:2:11: unknown key `like` in `expect` of the header; there are `status`, `headers`, `body`, `schema`, `time`",
            ]
        );
    }
}
