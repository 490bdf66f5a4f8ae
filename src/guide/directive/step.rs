//! A step of a guide: what a directive says to send, to expect and to keep.

use std::ops::Range;

use serde_json::Value;

use super::capture::Capture;
use super::edit::{Edit, Pointer};
use super::expect::{Expectations, which};
use super::value;
use crate::collection::{Auth, Body, Header, Request, Url};
use crate::guide::curl::{self, CurlCommand};
use crate::guide::error::{Mistake, Position, Problems};
use crate::guide::keys::{self, Keys, wrong_kind};
use crate::guide::page::comment::Comment;
use crate::guide::page::fence::{Fence, Sample, Samples};
use crate::guide::page::sentence::Sentence;
use crate::guide::yaml::{Entry, Kind, Node};

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

/// A request to be sent, and how it is changed before.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Where the request comes from.
    pub source: Source,
    /// What replaces scheme and host of its URL.
    pub base: Option<String>,
    /// Headers to set or to replace.
    pub headers: Vec<(String, String)>,
    /// Variables to set before.
    pub set: Vec<(String, Value)>,
    /// What is sent instead of the saved body.
    pub body: Option<Value>,
    /// Changes to the body, in order.
    pub edits: Vec<Edit>,
    /// Whether the resource is put back when the guide ends.
    pub restore: Restore,
    /// Why it is sent only with leave.
    pub destructive: Option<String>,
}

/// Where a request comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A request of a collection, by its name.
    Named {
        /// The names, joined by ` / `.
        name: String,
        /// Where the name stands.
        at: Position,
    },
    /// A curl command of the page.
    Curl(Box<CurlCommand>),
    /// A request that the directive itself writes down.
    Written(Box<Request>),
}

/// Whether a changed resource is put back when the guide ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Restore {
    /// It stays changed.
    #[default]
    Never,
    /// It is put back, whatever happened.
    Always,
    /// It is put back if the guide failed or was interrupted.
    OnFailure,
}

const KEYS: Keys = Keys {
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
        "expect",
        "capture",
        "restore",
        "destructive",
        "needs",
        "name",
    ],
};

/// The keys that say what to send.
const SENDING: [&str; 3] = ["send", "curl", "request"];

/// The keys that change what is sent.
const CHANGING: [&str; 8] = [
    "base",
    "headers",
    "set",
    "body",
    "edit",
    "remove",
    "restore",
    "destructive",
];

impl Step {
    /// Whether a directive says to send something or to look at something.
    pub(crate) fn is_one(node: &Node) -> bool {
        SENDING
            .iter()
            .chain(&["expect", "capture"])
            .any(|key| node.get(key).is_some())
    }

    /// Reads a step. `None` when nothing can be made of it; the problems tell why.
    pub(crate) fn read(
        node: &Node,
        comment: &Comment,
        fences: &[Fence],
        problems: &mut Problems,
    ) -> Option<Self> {
        if node.entries().is_none_or(<[_]>::is_empty) {
            problems.add(comment.at, Mistake::Empty);
            return None;
        }
        KEYS.check(node, problems);
        let samples = Samples {
            fences,
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
        let name = node
            .get("name")
            .and_then(|value| keys::text("name", value, problems));
        let deed = read_deed(node, samples, problems)?;
        Some(Self {
            at: comment.at,
            sentence: comment.sentence.clone(),
            name,
            deed,
            expect: expect.unwrap_or_default(),
            captures: captures.unwrap_or_default(),
            needs: needs.unwrap_or_default(),
            offset: comment.offset,
            source: comment.offset..comment.end,
            said: node.to_json(),
        })
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
            let source = read_source(key, node.get(key)?, samples, problems);
            let known = source.is_some();
            let source = source.unwrap_or_else(|| Source::Written(Box::default()));
            let sending = read_sending(node, source, samples, problems);
            known.then(|| Deed::Send(Box::new(sending)))
        }
        [first, second, ..] => {
            problems.add(node.get(second)?.at, Mistake::TwoActions { first, second });
            None
        }
    }
}

fn read_source(
    key: &str,
    node: &Node,
    samples: Samples<'_>,
    problems: &mut Problems,
) -> Option<Source> {
    match key {
        "send" => Some(Source::Named {
            name: keys::text(key, node, problems)?,
            at: node.at,
        }),
        "curl" => {
            let which = which(key, node, problems)?;
            let read = samples.nearest(which, Sample::Curl).and_then(|fence| {
                curl::parse(&fence.text).map_err(|cause| Mistake::Curl {
                    line: fence.at.line + 1,
                    cause,
                })
            });
            match read {
                Ok(command) => Some(Source::Curl(Box::new(command))),
                Err(mistake) => {
                    problems.add(node.at, mistake);
                    None
                }
            }
        }
        _ => read_request(node, problems).map(|request| Source::Written(Box::new(request))),
    }
}

fn read_sending(
    node: &Node,
    source: Source,
    samples: Samples<'_>,
    problems: &mut Problems,
) -> Sending {
    let text = |key: &str, problems: &mut Problems| {
        node.get(key)
            .and_then(|value| keys::text(key, value, problems))
    };
    let body = node.get("body").and_then(|value| {
        let which = which("body", value, problems)?;
        samples.json(which, value.at, problems)
    });
    let headers = node
        .get("headers")
        .map(|value| keys::text_map("headers", value, problems));
    Sending {
        source,
        base: text("base", problems),
        headers: headers.unwrap_or_default(),
        set: node
            .get("set")
            .map(|value| read_set(value, problems))
            .unwrap_or_default(),
        body,
        edits: read_edits(node, problems),
        restore: node
            .get("restore")
            .map(|value| read_restore(value, problems))
            .unwrap_or_default(),
        destructive: text("destructive", problems),
    }
}

fn read_set(node: &Node, problems: &mut Problems) -> Vec<(String, Value)> {
    let Some(entries) = node.entries() else {
        wrong_kind(problems, "set", node, "a map of variables and values");
        return Vec::new();
    };
    entries
        .iter()
        .map(|entry| (entry.key.clone(), entry.value.to_json()))
        .collect()
}

/// The changes to the body, in the order in which the directive names them.
fn read_edits(node: &Node, problems: &mut Problems) -> Vec<Edit> {
    let mut edits = Vec::new();
    for entry in node.entries().unwrap_or_default() {
        match entry.key.as_str() {
            "edit" => read_puts(&entry.value, &mut edits, problems),
            "remove" => {
                for (text, at) in texts_with_places(&entry.value, problems) {
                    edits.extend(pointer(&text, at, problems).map(Edit::Remove));
                }
            }
            _ => {}
        }
    }
    edits
}

fn read_puts(node: &Node, edits: &mut Vec<Edit>, problems: &mut Problems) {
    let Some(entries) = node.entries() else {
        wrong_kind(problems, "edit", node, "a map of JSON Pointers and values");
        return;
    };
    for entry in entries {
        let value = entry.value.to_json();
        edits.extend(
            pointer(&entry.key, entry.at, problems).map(|pointer| Edit::Put(pointer, value)),
        );
    }
}

fn texts_with_places(node: &Node, problems: &mut Problems) -> Vec<(String, Position)> {
    let nodes = node.elements().unwrap_or(std::slice::from_ref(node));
    nodes
        .iter()
        .filter_map(|node| Some((keys::text("remove", node, problems)?, node.at)))
        .collect()
}

fn pointer(text: &str, at: Position, problems: &mut Problems) -> Option<Pointer> {
    match Pointer::parse(text) {
        Ok(pointer) => Some(pointer),
        Err(mistake) => {
            problems.add(at, mistake);
            None
        }
    }
}

fn read_restore(node: &Node, problems: &mut Problems) -> Restore {
    match &node.kind {
        Kind::Scalar(Value::Bool(true)) => Restore::Always,
        Kind::Scalar(Value::Bool(false)) => Restore::Never,
        Kind::Scalar(Value::String(text)) if text == "failure" => Restore::OnFailure,
        _ => {
            wrong_kind(problems, "restore", node, "`true`, `false` or `failure`");
            Restore::Never
        }
    }
}

const REQUEST: Keys = Keys {
    place: "`request`",
    known: &["method", "url", "headers", "body"],
};

/// Reads `request: {method, url, headers?, body?}`. A body that is not text is sent as JSON.
fn read_request(node: &Node, problems: &mut Problems) -> Option<Request> {
    if node.entries().is_none() {
        wrong_kind(
            problems,
            "request",
            node,
            "a map with `method`, `url`, `headers`, `body`",
        );
        return None;
    }
    REQUEST.check(node, problems);
    let Some(url) = node.get("url") else {
        wrong_kind(problems, "request", node, "a map with a `url`");
        return None;
    };
    let url = keys::text("url", url, problems)?;
    let method = node
        .get("method")
        .and_then(|value| keys::text("method", value, problems));
    let pairs = node
        .get("headers")
        .map(|value| keys::text_map("headers", value, problems));
    let mut headers: Vec<Header> = pairs
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| Header::new(name, value))
        .collect();
    let body = node.get("body").map(|body| match body.text() {
        Some(text) => Body::raw(text),
        None => json_body(&body.to_json(), &mut headers),
    });
    Some(Request {
        method: method.unwrap_or_else(|| {
            if body.is_some() {
                "POST".into()
            } else {
                "GET".into()
            }
        }),
        url: Url::parse(&url),
        headers,
        body,
        auth: Some(Auth::none()),
        ..Request::default()
    })
}

/// A JSON body, announced as one where no header says what it is.
pub(crate) fn json_body(value: &Value, headers: &mut Vec<Header>) -> Body {
    if !headers
        .iter()
        .any(|header| header.key.eq_ignore_ascii_case("content-type"))
    {
        headers.push(Header::new("Content-Type", "application/json"));
    }
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string());
    Body::raw_in("json", text)
}

impl Sending {
    /// Adds the names of the variables that the changes use.
    pub(crate) fn names(&self, names: &mut Vec<String>) {
        self.base
            .iter()
            .for_each(|base| value::names_in(base, names));
        self.headers
            .iter()
            .for_each(|(_, value)| value::names_in(value, names));
        self.set
            .iter()
            .for_each(|(_, value)| value::names_in_value(value, names));
        self.body
            .iter()
            .for_each(|body| value::names_in_value(body, names));
        for edit in &self.edits {
            if let Edit::Put(_, value) = edit {
                value::names_in_value(value, names);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
            fences,
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
        assert_eq!(names, ["url", "b"]);
    }

    #[test]
    fn the_three_sources_of_a_request_are_told_apart() {
        let Source::Curl(command) = sending("curl: next").source else {
            panic!()
        };
        assert_eq!(command.request.method, "DELETE");
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
                &["p.md:1:7: `curl` is the text `above`, expected `next` or `previous`"],
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
                    "p.md:1:10: `request` is the text `x`, expected a map with `method`, `url`, `headers`, `body`",
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
            ["p.md:1:7: the curl command at line 8: `--cert` is not supported"]
        );
    }
}
