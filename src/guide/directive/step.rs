//! A step of a guide: what a directive says to send, to expect and to keep.

use std::ops::Range;

use serde_json::Value;

use super::ask::Question;
use super::capture::Capture;
use super::expect::Expectations;
use super::sending::Sending;
use super::source::Source;
use crate::guide::error::{Mistake, Position, Problems};
use crate::guide::keys::{self, Keys};
use crate::guide::page::comment::Comment;
use crate::guide::page::fence::{Fence, Samples, Taken};
use crate::guide::page::sentence::Sentence;
use crate::guide::yaml::{Entry, Node};

/// A step of a guide.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where its directive stands.
    pub at: Position,
    /// The words of the page that it proves.
    pub sentence: Sentence,
    /// Its name; the request's where it has none.
    pub name: Option<String>,
    /// What it does.
    pub deed: Deed,
    /// What it expects of the response.
    pub expect: Expectations,
    /// What it keeps of the response.
    pub captures: Vec<Capture>,
    /// Variables that this step needs.
    pub needs: Vec<String>,
    /// What it asks the reader first.
    pub questions: Vec<Question>,
    /// The alternatives of the page that it is a step of; none where it is one of all.
    pub when: Vec<String>,
    /// The alternative that it is run for, with its number from 0.
    pub tab: Option<(usize, String)>,
    /// The page that it stands on, where that is not the guide's own.
    pub page: Option<String>,
    /// The offset into the page at which it stands.
    pub(crate) offset: usize,
    /// Its directive, in the file that holds the directives.
    pub(crate) source: Range<usize>,
    /// The directive as JSON.
    pub(crate) said: Value,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Sends a request.
    Send(Box<Sending>),
    /// Looks at the response of the step before.
    Look,
}

/// The fences that steps take their samples from, and what of them is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shelf<'a> {
    pub(crate) fences: &'a [Fence],
    pub(crate) taken: &'a Taken,
}

pub(in crate::guide) const KEYS: Keys = Keys {
    place: "a step",
    known: &[
        "send",
        "curl",
        "request",
        "base",
        "headers",
        "set",
        "body",
        "edit",
        "remove",
        "query",
        "path",
        "form",
        "retry",
        "ask",
        "expect",
        "capture",
        "restore",
        "destructive",
        "needs",
        "name",
        "when",
        "include",
    ],
};

/// The keys that say what to send.
pub(super) const SENDING: [&str; 3] = ["send", "curl", "request"];

/// The keys that change what is sent.
const CHANGING: [&str; 12] = [
    "base",
    "headers",
    "set",
    "body",
    "edit",
    "remove",
    "query",
    "path",
    "form",
    "retry",
    "restore",
    "destructive",
];

impl Step {
    /// Whether a directive says to send something or to look at something.
    pub(crate) fn is_one(node: &Node) -> bool {
        SENDING
            .iter()
            .chain(&["expect", "capture", "include"])
            .any(|key| node.get(key).is_some())
    }

    /// Reads a step. `None` when nothing can be made of it; the problems tell why.
    /// What the header says for all steps is in the node already.
    pub(crate) fn read(
        node: &Node,
        comment: &Comment,
        shelf: Shelf<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        if node.entries().is_none_or(<[_]>::is_empty) {
            problems.add(comment.at, Mistake::Empty);
            return None;
        }
        KEYS.check(node, problems);
        let samples = Samples {
            fences: shelf.fences,
            taken: shelf.taken,
            offset: comment.offset,
        };
        let expect = node
            .get("expect")
            .map(|value| Expectations::read(value, samples, problems));
        let captures = node
            .get("capture")
            .map(|value| Capture::read_all(value, problems));
        let needs = node
            .get("needs")
            .map(|value| keys::texts("needs", value, problems));
        let when = node
            .get("when")
            .map(|value| keys::texts("when", value, problems));
        let questions = node
            .get("ask")
            .map(|value| Question::read_all(value, problems));
        let name = keys::text_of(node, "name", problems);
        let deed = read_deed(node, samples, problems)?;
        Some(Self {
            at: comment.at,
            sentence: comment.sentence.clone(),
            name,
            deed,
            expect: expect.unwrap_or_default(),
            captures: captures.unwrap_or_default(),
            needs: needs.unwrap_or_default(),
            questions: questions.unwrap_or_default(),
            when: when.unwrap_or_default(),
            tab: None,
            page: None,
            offset: comment.offset,
            source: comment.offset..comment.end,
            said: node.to_json(),
        })
    }

    /// A step for each request of the folder that it sends. What is expected of all is the status;
    /// the rest is said of the last response.
    pub(crate) fn of_each(&self, requests: Vec<String>) -> Vec<Self> {
        let count = requests.len();
        let steps = requests.into_iter().enumerate().map(|(number, request)| {
            let mut step = self.clone();
            step.name = None;
            if number > 0 {
                step.questions.clear();
            }
            if let Deed::Send(sending) = &mut step.deed
                && let Source::Named { id, .. } = &mut sending.source
            {
                *id = Some(request);
            }
            if number + 1 < count {
                step.captures.clear();
                step.expect = Expectations {
                    status: self.expect.status.clone(),
                    ..Expectations::default()
                };
                if let Some(said) = step.said.as_object_mut() {
                    said.retain(|key, _| key != "expect" && key != "capture");
                }
            }
            step
        });
        steps.collect()
    }

    /// Whether another step may be of the same run.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let (one, other) = (&self.when, &other.when);
        one.is_empty() || other.is_empty() || one.iter().any(|tab| other.contains(tab))
    }

    /// What the step sends; `None` for one that only looks.
    pub fn sending(&self) -> Option<&Sending> {
        match &self.deed {
            Deed::Send(sending) => Some(sending),
            Deed::Look => None,
        }
    }
}

/// Reads what is done: one of the keys that send, or none of them and nothing that changes what is
/// sent.
fn read_deed(node: &Node, samples: Samples<'_>, problems: &mut Problems) -> Option<Deed> {
    let said: Vec<&'static str> = SENDING
        .into_iter()
        .filter(|key| node.get(key).is_some())
        .collect();
    match said[..] {
        [] => {
            let entries = node.entries().unwrap_or_default();
            let changing = entries
                .iter()
                .filter(|entry| CHANGING.contains(&entry.key.as_str()));
            let mut changes = false;
            for entry in changing {
                changes = true;
                problems.add(
                    entry.at,
                    Mistake::NothingSent {
                        key: entry.key.clone(),
                    },
                );
            }
            let is_known = |entry: &Entry| KEYS.known.contains(&entry.key.as_str());
            if !changes && !Step::is_one(node) && entries.iter().all(is_known) {
                problems.add(node.at, Mistake::Empty);
            }
            Step::is_one(node).then_some(Deed::Look)
        }
        [key] => {
            // Everything is read even where the source is wrong, so that all problems are told.
            let source = Source::read(key, node.get(key)?, samples, problems);
            let known = source.is_some();
            let source = source.unwrap_or_else(|| Source::Written(Box::default()));
            let sending = Sending::read(node, source, samples, problems);
            known.then(|| Deed::Send(Box::new(sending)))
        }
        [first, second, ..] => {
            problems.add(node.get(second)?.at, Mistake::TwoActions { first, second });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection::Header;
    use crate::guide::directive::sending::Restore;

    fn read(yaml: &str, fences: &[Fence]) -> (Option<Step>, Vec<String>) {
        let mut problems = Problems::of("p.md");
        let comment = Comment {
            at: Position { line: 1, column: 1 },
            offset: 10,
            ..Comment::default()
        };
        let step = Step::read(
            &Node::parse(yaml, 1).unwrap(),
            &comment,
            Shelf {
                fences,
                taken: &Taken::default(),
            },
            &mut problems,
        );
        (
            step,
            problems.list.iter().map(ToString::to_string).collect(),
        )
    }

    fn sending(yaml: &str) -> Sending {
        let (step, problems) = read(yaml, &fences());
        assert_eq!(problems, Vec::<String>::new());
        step.unwrap().sending().unwrap().clone()
    }

    fn fences() -> Vec<Fence> {
        let fence = |offset, text: &str| Fence {
            offset,
            text: text.into(),
            fenced: true,
            ..Fence::default()
        };
        vec![
            fence(5, "{\"a\": 1}"),
            fence(20, "curl -X DELETE https://h/x"),
        ]
    }

    #[test]
    fn every_key_of_a_sending_step_is_read() {
        let sending = sending(
            "send: A / B\nbase: '{{url}}'\nheaders: { X: 1 }\nset: { v: [1] }\nbody: previous\nremove: /a\n\
             edit: { /b: '{{b}}', /c/d: 2 }\nrestore: failure\ndestructive: it ends things\nneeds: token\nname: N\n",
        );
        assert!(matches!(&sending.source, Source::Named { name, .. } if name == "A / B"));
        assert_eq!(sending.headers, [("X".to_owned(), "1".to_owned())]);
        assert_eq!(sending.set, [("v".to_owned(), json!([1]))]);
        assert_eq!(sending.body, Some(json!({"a": 1})));
        let places: Vec<&str> = sending
            .edits
            .iter()
            .map(|edit| edit.pointer().text.as_str())
            .collect();
        assert_eq!(places, ["/a", "/b", "/c/d"]);
        assert_eq!(sending.restore, Restore::OnFailure);
        let mut names = Vec::new();
        sending.names(&mut names);
        assert_eq!(names, ["b"]);
    }

    #[test]
    fn the_three_sources_of_a_request_are_told_apart() {
        let Source::Shown(shown) = sending("curl: next").source else {
            panic!()
        };
        assert_eq!(shown.command.request.method, "DELETE");
        let yaml = "request: { url: 'https://h/a', headers: { A: b }, body: { x: '{{y}}' } }";
        let Source::Written(request) = sending(yaml).source else {
            panic!()
        };
        assert_eq!(
            (request.method.as_str(), request.headers.len()),
            ("POST", 2)
        );
        assert_eq!(
            request.headers[1],
            Header::new("Content-Type", "application/json")
        );
    }

    #[test]
    fn a_step_that_only_looks_sends_nothing() {
        let (step, problems) = read("capture: { id: $.id }\nexpect: { body: { $.a: 1 } }", &[]);
        assert_eq!(problems, Vec::<String>::new());
        assert!(step.unwrap().sending().is_none());
    }

    #[test]
    fn every_mistake_of_a_step_is_told() {
        for (yaml, expected) in [
            (
                "",
                &[
                    "p.md:1:1: the directive is empty, expected `send`, `curl`, `request`, `expect` or `capture`",
                ][..],
            ),
            (
                "name: x",
                &[
                    "p.md:1:1: the directive is empty, expected `send`, `curl`, `request`, `expect` or `capture`",
                ],
            ),
            (
                "send: A\ncurl: next",
                &["p.md:2:7: the step has both `send` and `curl`, expected one of them"],
            ),
            (
                "edit: { /a: 1 }",
                &["p.md:1:1: `edit` needs `send`, `curl` or `request` in the same directive"],
            ),
            (
                "snd: A\nexpect: { status: 200 }",
                &["p.md:1:1: unknown key `snd` in a step; did you mean `send`?"],
            ),
            (
                "curl: above",
                &[
                    "p.md:1:7: `curl` is the text `above`, expected `next`, `previous` or the command's number",
                ],
            ),
            (
                "curl: previous\nedit: { a: 1 }\nrestore: maybe",
                &[
                    "p.md:1:7: there is no fenced curl command above the directive",
                    "p.md:2:9: `a` is not a JSON Pointer, expected `/member/…`; did you mean `/a`?",
                    "p.md:3:10: `restore` is the text `maybe`, expected `true`, `false` or `failure`",
                ],
            ),
            (
                "request: x",
                &[
                    "p.md:1:10: `request` is the text `x`, expected a map with `method`, `url`, `headers`, `body`, or `next` or `previous`",
                ],
            ),
            (
                "request: { method: GET }",
                &["p.md:1:10: `request` is a map, expected a map with a `url`"],
            ),
        ] {
            assert_eq!(read(yaml, &fences()).1, expected, "{yaml}");
        }
    }

    #[test]
    fn a_curl_command_that_is_not_understood_is_told_with_its_line() {
        let fence = Fence {
            offset: 20,
            text: "curl --cert x h".into(),
            at: Position { line: 7, column: 1 },
            fenced: true,
            ..Fence::default()
        };
        let (_, problems) = read("curl: next", &[fence]);
        assert_eq!(
            problems,
            ["p.md:1:7: the curl command at line 8, column 1: `--cert` is not supported"]
        );
    }
}
