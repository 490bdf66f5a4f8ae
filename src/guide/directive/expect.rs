//! `expect`: what a step says of its response.

use serde_json::Value;

use super::difference::difference;
use super::finding::Finding;
use super::matcher::{self, Matcher, plain};
use super::path::Path;
use super::said::what_the_server_says;
use super::schema::Schema;
use super::selector::json_body;
use super::shape::Shape;
use super::which::which;
use crate::exchange::{Exchange, Response};
use crate::guide::error::Problems;
use crate::guide::keys::{self, Keys};
use crate::guide::page::fence::{JsonSample, Samples, Which};
use crate::guide::yaml::{Entry, Kind, Node};
use crate::variables::Resolver;

/// What is expected of a response, beside its status.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    /// The status codes; `None` where none are named.
    pub status: Option<Vec<StatusRange>>,
    /// What is expected of headers, by name.
    pub headers: Vec<(String, Matcher)>,
    /// What is expected of values in the body.
    pub body: Vec<(Path, Matcher)>,
    /// What the body is expected to hold, at least.
    pub contains: Option<JsonSample>,
    /// A sample that the body is compared with as a whole.
    pub shape: Option<Shape>,
    /// The JSON Schema that the body is expected to keep.
    pub schema: Option<Schema>,
    /// The most time that the response may take, in milliseconds.
    pub time: Option<u64>,
}

/// A status code, or all codes that begin with a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusRange {
    /// That code.
    Code(u16),
    /// `2xx`, `4xx`, …
    Class(u16),
}

pub(in crate::guide) const KEYS: Keys = Keys {
    place: "`expect`",
    known: &[
        "status", "headers", "body", "contains", "sample", "like", "except", "schema", "time",
    ],
};

impl Expectations {
    /// Reads the value of `expect`. The samples of the page are those around the directive.
    pub(crate) fn read(node: &Node, samples: Samples<'_>, problems: &mut Problems) -> Self {
        let mut expectations = Self::default();
        let Some(entries) = node.entries() else {
            keys::wrong_kind(
                problems,
                "expect",
                node,
                "a map with `status`, `headers`, `body`, …",
            );
            return expectations;
        };
        KEYS.check(node, problems);
        expectations.shape = Shape::read(node, samples, problems);
        for entry in entries {
            let value = &entry.value;
            match entry.key.as_str() {
                "status" => expectations.status = read_status(value, problems),
                "headers" => expectations.headers = read_headers(value, problems),
                "body" => expectations.body = read_body(value, problems),
                "contains" => {
                    expectations.contains = read_which(value, problems)
                        .and_then(|which| samples.json(which, value.at, problems));
                }
                "schema" => {
                    let path = keys::text("schema", value, problems);
                    expectations.schema = path.map(|path| Schema::at(path, value.at));
                }
                "time" => expectations.time = read_time(value, problems),
                _ => {}
            }
        }
        expectations
    }

    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.status.is_none()
            && self.headers.is_empty()
            && self.body.is_empty()
            && self.contains.is_none()
            && self.shape.is_none()
            && self.schema.is_none()
            && self.time.is_none()
    }

    /// The names of the variables that the expectations use.
    pub(crate) fn names(&self, names: &mut Vec<String>) {
        let headers = self.headers.iter().map(|(_, matcher)| matcher);
        headers
            .chain(self.body.iter().map(|(_, matcher)| matcher))
            .for_each(|matcher| matcher.names(names));
    }

    /// Checks the status. Where none is named, any 2xx will do.
    pub(crate) fn check_status(&self, response: &Response) -> Finding {
        let expected = self.status.as_deref().unwrap_or(&[StatusRange::Class(2)]);
        let name = expected
            .iter()
            .map(|range| range.describe())
            .collect::<Vec<_>>()
            .join(" or ");
        let fits = expected.iter().any(|range| range.fits(response.code));
        let failure = (!fits).then(|| {
            let reason = if response.reason.is_empty() {
                String::new()
            } else {
                format!(" {}", response.reason)
            };
            let said =
                what_the_server_says(response).map(|said| format!("; the server says: {said}"));
            format!(
                "status is {}{reason}, expected {name}{}",
                response.code,
                said.unwrap_or_default()
            )
        });
        Finding {
            name: format!("status is {name}"),
            failure,
        }
    }

    /// Checks everything but the status.
    pub(crate) fn check(&self, exchange: &Exchange, resolver: &Resolver<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, matcher) in &self.headers {
            findings.push(check_header(
                name,
                &matcher.resolved(resolver).for_text(),
                &exchange.response,
            ));
        }
        let samples = self.contains.is_some() || self.shape.is_some();
        if !self.body.is_empty() || samples || self.schema.is_some() {
            let body = json_body(exchange);
            for (path, matcher) in &self.body {
                findings.push(check_body(path, &matcher.resolved(resolver), body.as_ref()));
            }
            findings.extend(
                self.contains
                    .as_ref()
                    .map(|sample| check_contains(&sample.value, body.as_ref())),
            );
            findings.extend(self.shape.as_ref().map(|shape| shape.check(body.as_ref())));
            findings.extend(
                self.schema
                    .as_ref()
                    .map(|schema| schema.check(body.as_ref())),
            );
        }
        findings.extend(self.time.map(|most| check_time(most, &exchange.response)));
        findings
    }
}

impl StatusRange {
    fn read(node: &Node) -> Option<Self> {
        let text = node.text()?;
        let class = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX"));
        if let Some(digit) = class.and_then(|digit| digit.parse().ok()) {
            return (1..=5).contains(&digit).then_some(Self::Class(digit));
        }
        text.parse()
            .ok()
            .filter(|code| (100..=599).contains(code))
            .map(Self::Code)
    }

    fn fits(self, code: u16) -> bool {
        match self {
            Self::Code(expected) => expected == code,
            Self::Class(digit) => code / 100 == digit,
        }
    }

    fn describe(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Class(digit) => format!("{digit}xx"),
        }
    }
}

fn read_status(node: &Node, problems: &mut Problems) -> Option<Vec<StatusRange>> {
    let nodes = node.elements().unwrap_or(std::slice::from_ref(node));
    let mut ranges = Vec::new();
    for node in nodes {
        match StatusRange::read(node) {
            Some(range) => ranges.push(range),
            None => keys::wrong_kind(
                problems,
                "status",
                node,
                "a code such as `200`, or `2xx`, or a list of them",
            ),
        }
    }
    if nodes.is_empty() {
        keys::wrong_kind(problems, "status", node, "at least one code");
    }
    (!ranges.is_empty()).then_some(ranges)
}

fn read_headers(node: &Node, problems: &mut Problems) -> Vec<(String, Matcher)> {
    let Some(entries) = node.entries() else {
        keys::wrong_kind(
            problems,
            "headers",
            node,
            "a map of names and what is expected of them",
        );
        return Vec::new();
    };
    let read = |entry: &Entry, problems: &mut Problems| {
        Some((
            entry.key.clone(),
            Matcher::read(&entry.key, &entry.value, problems)?,
        ))
    };
    entries
        .iter()
        .filter_map(|entry| read(entry, problems))
        .collect()
}

fn read_body(node: &Node, problems: &mut Problems) -> Vec<(Path, Matcher)> {
    let Some(entries) = node.entries() else {
        keys::wrong_kind(
            problems,
            "body",
            node,
            "a map of JSONPaths and what is expected there",
        );
        return Vec::new();
    };
    let mut expected = Vec::new();
    for entry in entries {
        let matcher = Matcher::read(&entry.key, &entry.value, problems);
        match Path::parse(&entry.key) {
            Ok(path) => expected.extend(matcher.map(|matcher| (path, matcher))),
            Err(mistake) => problems.add(entry.at, mistake),
        }
    }
    expected
}

fn read_which(node: &Node, problems: &mut Problems) -> Option<Which> {
    which("contains", node, problems)
}

fn read_time(node: &Node, problems: &mut Problems) -> Option<u64> {
    let time = match &node.kind {
        Kind::Scalar(value) => value.as_u64(),
        _ => None,
    };
    if time.is_none() {
        keys::wrong_kind(problems, "time", node, "a whole number of milliseconds");
    }
    time
}

fn check_header(name: &str, matcher: &Matcher, response: &Response) -> Finding {
    let found = response
        .headers
        .get(name)
        .map(|value| Value::String(value.to_owned()));
    let failure = (!matcher.accepts(found.as_ref())).then(|| match &found {
        Some(value) => {
            format!(
                "header `{name}` is {}, expected that it {}",
                plain(value),
                matcher.describe()
            )
        }
        None => format!(
            "there is no header `{name}`, expected that it {}",
            matcher.describe()
        ),
    });
    Finding {
        name: format!("header {name} {}", matcher.describe()),
        failure,
    }
}

fn check_body(path: &Path, matcher: &Matcher, body: Result<&Value, &String>) -> Finding {
    let name = format!("{} {}", path.text, matcher.describe());
    let body = match body {
        Ok(body) => body,
        Err(missed) => {
            return Finding {
                name,
                failure: Some(missed.clone()),
            };
        }
    };
    let found = path.find(body);
    let expected = format!("expected that it {}", matcher.describe());
    let failure = match found[..] {
        [] if matcher.accepts_absence() => None,
        [] => Some(format!(
            "`{}` found nothing, {expected}; {}",
            path.text,
            path.what_stands(body)
        )),
        [one] if matcher.accepts(Some(one)) => None,
        [one] => Some(format!("`{}` is {}, {expected}", path.text, plain(one))),
        // Whether there is anything does not depend on how much.
        [first, ..] if matches!(matcher, Matcher::Exists(_)) && matcher.accepts(Some(first)) => {
            None
        }
        _ => Some(format!(
            "`{}` found {} values, expected one: {}",
            path.text,
            found.len(),
            path.show_found(&found)
        )),
    };
    Finding { name, failure }
}

fn check_contains(sample: &Value, body: Result<&Value, &String>) -> Finding {
    let name = "the response contains the sample".to_owned();
    let failure = match body {
        Ok(body) if matcher::contains(body, sample) => None,
        Ok(body) => Some(format!(
            "the response does not contain the sample: {}",
            difference(sample, body, "$")
        )),
        Err(missed) => Some(missed.clone()),
    };
    Finding { name, failure }
}

fn check_time(most: u64, response: &Response) -> Finding {
    let millis = response.millis();
    let failure = (millis > most)
        .then(|| format!("the response took {millis} ms, expected at most {most} ms"));
    Finding {
        name: format!("response takes at most {most} ms"),
        failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::page::fence::Fence;
    use crate::guide::page::fence::Taken;
    use crate::variables::Scopes;
    use crate::world::World;
    use std::time::Duration;

    fn none(taken: &Taken) -> Samples<'_> {
        Samples {
            fences: &[],
            taken,
            offset: 0,
        }
    }

    fn expect(yaml: &str) -> Expectations {
        let mut problems = Problems::of("p.md");
        let node = Node::parse(yaml, 1).unwrap();
        let expectations = Expectations::read(&node, none(&Taken::default()), &mut problems);
        assert_eq!(problems.list, [], "{yaml}");
        expectations
    }

    fn response(code: u16, body: &str) -> Response {
        let mut response = Response {
            code,
            body: body.to_owned().into(),
            ..Response::default()
        };
        response.headers.push("Content-Type", "application/json");
        response.headers.push("Content-Length", "42");
        response.time = Duration::from_millis(120);
        response
    }

    fn check(yaml: &str, code: u16, body: &str) -> Vec<Finding> {
        let (scopes, world) = (Scopes::default(), World::fixed(0, 0));
        let exchange = Exchange {
            response: response(code, body),
            ..Exchange::default()
        };
        let expectations = expect(yaml);
        let mut findings = vec![expectations.check_status(&exchange.response)];
        findings.extend(expectations.check(&exchange, &Resolver::new(&scopes, &world)));
        findings
    }

    const RULE: &str = r#"{"id":"0pr","actions":{"signon":{"session":{"usePersistentCookie":true}}},"list":[1,2]}"#;

    #[test]
    fn what_holds_is_told_as_a_sentence() {
        let yaml = "status: [200, 204]\nheaders: { content-type: { contains: json }, content-length: 42 }\n\
                    body: { $.actions.signon.session.usePersistentCookie: true, $.gone: { exists: false }, '$.list[*]': { exists: true } }\ntime: 200\n";
        let findings = check(yaml, 200, RULE);
        let names: Vec<&str> = findings
            .iter()
            .map(|finding| finding.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "status is 200 or 204",
                "header content-type contains \"json\"",
                "header content-length is \"42\"",
                "$.actions.signon.session.usePersistentCookie is true",
                "$.gone does not exist",
                "$.list[*] exists",
                "response takes at most 200 ms"
            ]
        );
        assert!(
            findings.iter().all(|finding| finding.failure.is_none()),
            "{findings:?}"
        );
    }

    #[test]
    fn what_does_not_hold_says_what_was_found() {
        for (yaml, failure) in [
            (
                "body: { $.actions.signon.session.usePersistentCookie: false }",
                "`$.actions.signon.session.usePersistentCookie` is true, expected that it is false",
            ),
            (
                "body: { $.actions.signon.x: 1 }",
                "`$.actions.signon.x` found nothing, expected that it is 1; `$.actions.signon` is an object with `session`",
            ),
            (
                "body: { '$.list[*]': 1 }",
                "`$.list[*]` found 2 values, expected one: `1`, `2`",
            ),
            (
                "body: { $.id: { exists: false } }",
                "`$.id` is \"0pr\", expected that it does not exist",
            ),
            (
                "headers: { x-a: 1 }",
                "there is no header `x-a`, expected that it is \"1\"",
            ),
            (
                "headers: { content-length: 1 }",
                "header `content-length` is \"42\", expected that it is \"1\"",
            ),
            (
                "time: 100",
                "the response took 120 ms, expected at most 100 ms",
            ),
        ] {
            let failures: Vec<String> = check(yaml, 200, RULE)
                .into_iter()
                .filter_map(|finding| finding.failure)
                .collect();
            assert_eq!(failures, [failure], "{yaml}");
        }
    }

    #[test]
    fn a_status_that_is_wrong_comes_with_what_the_server_says() {
        let okta =
            r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorCauses":[]}"#;
        let causes = r#"{"errorCode":"E1","errorSummary":"Failed","errorCauses":[{"errorSummary":"a"},{"errorSummary":"b"}]}"#;
        for (yaml, code, body, failure) in [
            (
                "{}",
                401,
                okta,
                Some(
                    "status is 401, expected 2xx; the server says: Invalid token provided (E0000011)",
                ),
            ),
            (
                "status: 200",
                400,
                causes,
                Some("status is 400, expected 200; the server says: Failed: a; b (E1)"),
            ),
            (
                "status: 200",
                502,
                "\n Bad gateway\n",
                Some("status is 502, expected 200; the server says: Bad gateway"),
            ),
            (
                "status: 200",
                404,
                "<html>",
                Some("status is 404, expected 200"),
            ),
            ("status: [2xx, 404]", 404, "", None),
            ("{}", 204, "", None),
        ] {
            assert_eq!(
                check(yaml, code, body)[0].failure.as_deref(),
                failure,
                "{yaml} {code}"
            );
        }
    }

    #[test]
    fn the_sample_of_a_page_is_part_of_the_response() {
        let fence = |text: &str| Fence {
            offset: 5,
            language: "json".into(),
            text: text.into(),
            fenced: true,
            ..Fence::default()
        };
        let read = |text: &str| {
            let mut problems = Problems::of("p.md");
            let node = Node::parse("contains: next", 1).unwrap();
            let taken = Taken::default();
            let samples = Samples {
                taken: &taken,
                fences: &[fence(text)],
                offset: 0,
            };
            Expectations::read(&node, samples, &mut problems)
        };
        let (scopes, world) = (Scopes::default(), World::fixed(0, 0));
        let exchange = Exchange {
            response: response(200, RULE),
            ..Exchange::default()
        };
        for (sample, failure) in [
            (r#"{"actions":{"signon":{}}}"#, None),
            (
                r#"{"actions":{"signon":{"session":{"usePersistentCookie":false}}}}"#,
                Some(
                    "the response does not contain the sample: `$.actions.signon.session.usePersistentCookie` is `true`, the sample has `false`",
                ),
            ),
            (
                r#"{"actions":{"other":1}}"#,
                Some("the response does not contain the sample: `$.actions.other` is not there"),
            ),
        ] {
            let findings = read(sample).check(&exchange, &Resolver::new(&scopes, &world));
            assert_eq!(findings[0].failure.as_deref(), failure);
        }
    }

    #[test]
    fn every_mistake_of_an_expect_is_told() {
        let yaml = "stats: 200\nstatus: 20\nheaders: []\nbody: { id: 1, $.a: { exists: 5 } }\ncontains: next\ntime: soon\n";
        let mut problems = Problems::of("p.md");
        Expectations::read(
            &Node::parse(yaml, 1).unwrap(),
            none(&Taken::default()),
            &mut problems,
        );
        let seen: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            seen,
            [
                "p.md:1:1: unknown key `stats` in `expect`; did you mean `status`?",
                "p.md:2:9: `status` is the number `20`, expected a code such as `200`, or `2xx`, or a list of them",
                "p.md:3:10: `headers` is a list, expected a map of names and what is expected of them",
                "p.md:4:9: `id` is not a JSONPath: it does not begin with `$`; did you mean `$.id`?",
                "p.md:4:31: `exists` is the number `5`, expected `true` or `false`",
                "p.md:5:11: there is no fenced JSON sample below the directive",
                "p.md:6:7: `time` is the text `soon`, expected a whole number of milliseconds",
            ]
        );
    }
}
