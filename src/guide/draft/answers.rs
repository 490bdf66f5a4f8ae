//! What a page shows of answers: a sample becomes an expectation, and a value that the page uses
//! later becomes a capture: a member of a body, the end of a `Location`, a token in a header.

use serde_json::{Value, json};

use super::directive::Directive;
use crate::guide::directive::lines::{Content, Line};
use crate::guide::drift::{Subject, is_of_a_response, sections};
use crate::guide::page::fence::Fence;
use crate::guide::page::parts::is_id;
use crate::guide::run::placeholder::{folded, variable_name};
use crate::text::pointer_name;

/// The shortest value that is looked for where the page uses it later.
const SHORTEST: usize = 8;

/// A value that an answer shows.
struct Shown {
    /// What it would be called.
    names: Vec<String>,
    /// Where it is, as `capture` says it.
    selector: Value,
    /// What the author has to settle.
    choose: Option<String>,
    text: String,
}

/// Adds expectations and captures to the steps. The values of the page that variables take the place
/// of, as a line of the header.
pub(super) fn add(subject: &Subject<'_>, steps: &mut [Directive]) -> Option<Line> {
    let mut replaced: Vec<Line> = Vec::new();
    for at in 0..steps.len() {
        if !sends(&steps[at]) {
            continue;
        }
        let answers = answers(subject, steps, at);
        expect(subject, &mut steps[at], &answers);
        let shown = answers.iter().flat_map(|fence| shown(fence, &steps[at]));
        for value in shown.collect::<Vec<_>>() {
            capture(subject, (&mut *steps, at), &value, &mut replaced);
        }
    }
    (!replaced.is_empty()).then(|| Line::map("placeholders", replaced))
}

fn sends(step: &Directive) -> bool {
    let keys = ["send", "curl", "request"];
    step.lines
        .iter()
        .any(|line| keys.contains(&line.key.as_str()))
}

/// The samples between what a step sends and the next step that sends, in order, that show no
/// request.
fn answers<'a>(subject: &Subject<'a>, steps: &[Directive], at: usize) -> Vec<&'a Fence> {
    let begin = |step: &Directive| step.shown.unwrap_or(step.after);
    let from = begin(&steps[at]);
    let next = steps[at + 1..].iter().find(|step| sends(step));
    let mut sections = sections(subject.page()).into_iter();
    let ends = sections.find(|start| *start > steps[at].after.max(from));
    let to = next.map_or(usize::MAX, begin);
    let to = to.min(ends.unwrap_or(usize::MAX));
    let fences = subject.page().fences.iter();
    let between = fences.filter(|fence| (from + 1..to).contains(&fence.offset));
    between
        .filter(|fence| !fence.quoted && fence.examples().is_empty())
        .collect()
}

/// The answer is like the sample that comes next, where that is one of it.
fn expect(subject: &Subject<'_>, step: &mut Directive, answers: &[&Fence]) {
    let from = step.fence.unwrap_or(step.after);
    let is_json =
        |fence: &&Fence| fence.says_json() || fence.text.trim_start().starts_with(['{', '[']);
    let mut fences = subject.page().fences.iter();
    let next = fences.find(|fence| fence.offset > from && is_json(fence));
    let is_said = step.lines.iter().any(|line| line.key == "expect");
    let Some(next) = next.filter(|_| !is_said) else {
        return;
    };
    let value = serde_json::from_str::<Value>(&next.text).ok();
    let is_answer = answers.iter().any(|fence| fence.offset == next.offset)
        && value.is_some_and(|value| is_of_a_response(subject, next, &value));
    if is_answer {
        step.lines
            .push(Line::map("expect", vec![Line::new("like", "next")]));
    }
}

/// The values that a sample of an answer shows.
fn shown(fence: &Fence, step: &Directive) -> Vec<Shown> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(&fence.text) {
        members(&value, "", &mut found);
    }
    let mut values: Vec<Shown> = Vec::new();
    for (pointer, value) in found {
        let path = json_path(&pointer);
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let mut names = vec![variable_name(&pointer_name(name))];
        if name == "id" {
            names.splice(0..0, step.noun.iter().map(|noun| format!("{noun}Id")));
        }
        let is_of_list = path.contains("[0]") || path.contains("[1]");
        values.push(Shown {
            names,
            choose: is_of_list.then(|| "which of them is meant".to_owned()),
            selector: json!(path),
            text: value,
        });
    }
    values.extend(fence.text.lines().filter_map(of_header));
    values
}

/// The value of a header as answers show them: `Location: /v2/subscriptions/5fd8…`.
fn of_header(line: &str) -> Option<Shown> {
    let line = line.trim_start_matches(['<', '>', ' ']);
    let (name, value) = line.split_once(':')?;
    let (name, value) = (name.trim().to_lowercase(), value.trim());
    if name == "location" {
        let mut parts = value.trim_end_matches('/').rsplit('/');
        let (id, of) = (parts.next()?, parts.next()?);
        return Some(Shown {
            names: vec![format!("{}Id", singular(of))],
            selector: json!({"header": "location", "regex": "([^/?]+)/?$"}),
            choose: None,
            text: id.to_owned(),
        });
    }
    let is_token = name.ends_with("token")
        && name
            .bytes()
            .all(|each| each.is_ascii_alphanumeric() || each == b'-');
    is_token.then(|| Shown {
        names: vec![variable_name(&name)],
        selector: json!({"header": name}),
        choose: None,
        text: value.to_owned(),
    })
}

/// The scalars of a sample with their pointers.
fn members(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members_of) => {
            for (name, value) in members_of {
                members(
                    value,
                    &format!("{at}/{}", crate::text::pointer_token(name)),
                    found,
                );
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                members(value, &format!("{at}/{index}"), found);
            }
        }
        Value::String(text) => found.push((at.to_owned(), text.clone())),
        Value::Number(number) => found.push((at.to_owned(), number.to_string())),
        _ => {}
    }
}

fn json_path(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1).map(|part| {
        let name = pointer_name(part);
        let is_plain = name
            .bytes()
            .all(|each| each.is_ascii_alphanumeric() || each == b'_');
        match name.parse::<usize>() {
            Ok(index) => format!("[{index}]"),
            Err(_) if is_plain && !name.is_empty() => format!(".{name}"),
            Err(_) => format!("[{}]", Value::from(name)),
        }
    });
    format!("${}", parts.collect::<String>())
}

/// `users` is `user`, `policies` is `policy`.
pub(super) fn singular(noun: &str) -> String {
    let noun = noun.to_lowercase();
    match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s').unwrap_or(&noun).to_owned(),
    }
}

/// Captures a value of a step's answer that a later step uses: by the variable that it takes, or as
/// it stands in what the page shows.
fn capture(
    subject: &Subject<'_>,
    place: (&mut [Directive], usize),
    value: &Shown,
    replaced: &mut Vec<Line>,
) {
    let (steps, at) = place;
    let is_set = |name: &String| steps[..=at].iter().any(|step| step.sets.contains(name));
    let later = || steps[at + 1..].iter();
    let used = later().flat_map(|step| &step.uses).find(|name| {
        let is_called = |called: &String| folded(called) == folded(name);
        value.names.iter().any(is_called) && !is_set(name)
    });
    let is_telling = value.text.len() >= SHORTEST && is_id(&value.text);
    let shows = |step: &Directive| {
        let fences = subject.page().fences.iter();
        let mut sent = fences.filter(|fence| Some(fence.offset) == step.shown);
        sent.any(|fence| fence.text.contains(&value.text))
    };
    let stands = is_telling && later().any(shows) && !steps[..=at].iter().any(shows);
    let name = match (used, stands) {
        (Some(name), _) => name.clone(),
        (None, true) => value.names[0].clone(),
        (None, false) => return,
    };
    if is_set(&name) {
        return;
    }
    if stands && !replaced.iter().any(|line| line.key == value.text) {
        replaced.push(Line::new(value.text.clone(), format!("{{{{{name}}}}}")));
    }
    let step = &mut steps[at];
    step.sets.push(name.clone());
    let line = Line::new(name, value.selector.clone()).choose(value.choose.clone());
    let captures = step.lines.iter_mut().find(|line| line.key == "capture");
    match captures.map(|line| &mut line.value) {
        Some(Content::Map(lines)) => lines.push(line),
        _ => step.lines.push(Line::map("capture", vec![line])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_an_answer_is_a_path() {
        for (pointer, path) in [
            ("/id", "$.id"),
            ("/list/0/a~1b", "$.list[0][\"a/b\"]"),
            ("", "$"),
        ] {
            assert_eq!(json_path(pointer), path);
        }
        assert_eq!(
            (singular("Policies"), singular("users")),
            ("policy".into(), "user".into())
        );
    }

    #[test]
    fn the_end_of_a_location_and_a_token_are_values() {
        let location = of_header("< Location: https://h/v2/subscriptions/5fd8").unwrap();
        assert_eq!(
            (location.names[0].as_str(), location.text.as_str()),
            ("subscriptionId", "5fd8")
        );
        let token = of_header("X-Subject-Token: abc").unwrap();
        assert_eq!(
            (token.names[0].as_str(), token.selector),
            ("xSubjectToken", json!({"header": "x-subject-token"}))
        );
        assert!(of_header("Content-Type: text/plain").is_none());
    }
}
