//! Fenced requests of a page, compared with the requests of their steps.

use super::finding::{Code, Finding};
use super::talk::{Talk, Talks, planned};
use super::{Subject, Words, names};
use crate::collection::Variable;
use crate::guide::directive::sending::Sending;
use crate::guide::directive::source::Source;
use crate::guide::page::example::{Difference, Example};
use crate::guide::page::fence::Fence;
use crate::guide::run::resolve::Requests;
use crate::runner::Planned;

/// A fence and the request that it shows.
struct Shown<'a> {
    fence: &'a Fence,
    example: &'a Example,
}

/// Compares every example with the request that it belongs to.
pub(super) fn check(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    for fence in &subject.page.fences {
        let Some(example) = Example::of(fence) else {
            continue;
        };
        if is_sent_itself(subject, fence) {
            continue;
        }
        let around = talks.around(fence.offset, fence.item);
        let candidates: Vec<&Planned> = around
            .iter()
            .filter_map(|talk| planned(talk, subject.bound))
            .collect();
        let differences: Vec<(&Planned, Vec<Difference>)> = candidates
            .iter()
            .map(|planned| (*planned, differences(subject, &example, planned)))
            .collect();
        if differences
            .iter()
            .any(|(_, differences)| differences.is_empty())
        {
            continue;
        }
        // What comes only later may agree with an example, but is not contradicted by it.
        let talk = around.iter().find(|talk| {
            let is_before =
                talk.offset < fence.offset || (talk.item.is_some() && talk.item == fence.item);
            is_before && planned(talk, subject.bound).is_some()
        });
        let blamed = talk
            .filter(|talk| belongs(subject, talk, fence))
            .and_then(|talk| planned(talk, subject.bound))
            .and_then(|blamed| {
                differences
                    .iter()
                    .find(|(planned, _)| planned.item.id == blamed.item.id)
            });
        match blamed {
            Some((planned, differences)) => {
                let example = &example;
                let shown = Shown { fence, example };
                findings.push(disagree(subject, &shown, planned, differences));
            }
            None => findings.extend(unknown(subject, fence, &example)),
        }
    }
}

/// Whether an example is near enough to a request to be held against it: its item, or a list or
/// paragraph before.
fn belongs(subject: &Subject<'_>, talk: &Talk<'_>, fence: &Fence) -> bool {
    if talk.item.is_some() && talk.item == fence.item {
        return true;
    }
    // Once the reader has sent the request, what follows in another item may be about something
    // else.
    let between = talk.offset.min(fence.offset)..talk.offset.max(fence.offset);
    let sends = |block: &&crate::guide::prose::Block| {
        between.contains(&block.range.start) && block.marked.to_lowercase().contains("**send**")
    };
    subject.is_about_collections() && subject.page.blocks.iter().filter(sends).count() == 0
}

/// Whether a directive sends the example itself.
fn is_sent_itself(subject: &Subject<'_>, fence: &Fence) -> bool {
    let shown = crate::guide::curl::parse(&fence.text).ok();
    let sends = |sending: &Sending| match &sending.source {
        Source::Curl(command) => shown.as_ref() == Some(&**command),
        _ => false,
    };
    subject
        .steps()
        .iter()
        .filter_map(super::Step::sending)
        .any(sends)
}

fn differences(subject: &Subject<'_>, example: &Example, planned: &Planned) -> Vec<Difference> {
    let Some(request) = planned.item.request() else {
        return Vec::new();
    };
    example.differences(&request.method, &url(subject, planned))
}

/// The URL of a request with the variable that it begins with, where the environment has its value.
pub(super) fn url(subject: &Subject<'_>, planned: &Planned) -> String {
    let Some(request) = planned.item.request() else {
        return String::new();
    };
    let url = request.url.to_string();
    let Some((name, rest)) = url
        .strip_prefix("{{")
        .and_then(|inner| inner.split_once("}}"))
    else {
        return url;
    };
    let value = subject
        .scopes
        .and_then(|scopes| scopes.find(name))
        .map(Variable::text);
    match value.filter(|value| value.contains("://")) {
        Some(value) => format!("{}{rest}", value.trim_end_matches('/')),
        None => url,
    }
}

fn disagree(
    subject: &Subject<'_>,
    shown: &Shown<'_>,
    planned: &Planned,
    differences: &[Difference],
) -> Finding {
    let Shown { fence, example } = *shown;
    let name = &planned.item.name;
    // An example that is another request's is one mistake, not three.
    let other = matching(subject, example);
    let suggestion =
        other.map(|other| format!("it is what `{}` sends", names::path(other)[1..].join(" / ")));
    let words = differences.iter().map(|difference| match difference {
        Difference::Method { shown, sent } | Difference::Path { shown, sent } => {
            format!("the page shows `{shown}`, and `{name}` sends `{sent}`")
        }
        Difference::Query(words) => format!("of `{name}`: {words}"),
    });
    let words: Vec<String> = words.collect();
    let place = place(subject, fence, example);
    let collection = Some(names::path(planned).join(" / "));
    let finding = subject.finding(Code::ExampleMismatch, place, words.join("; "));
    Finding {
        collection,
        suggestion,
        ..finding
    }
}

fn unknown(subject: &Subject<'_>, fence: &Fence, example: &Example) -> Option<Finding> {
    if subject.collections().is_empty()
        || example.method.is_none()
        || matching(subject, example).is_some()
    {
        return None;
    }
    let mut all = subject.collections().iter().flat_map(Requests::requests);
    let described = example.describe();
    let same_path = |planned: &&Planned| {
        !differences(subject, example, planned)
            .iter()
            .any(|one| matches!(one, Difference::Path { .. }))
    };
    let near = all.find(same_path);
    let (message, collection, suggestion) = match near {
        Some(planned) => (
            format!("no request of the collection is `{described}` as the page shows it"),
            Some(names::path(planned).join(" / ")),
            Some(format!(
                "the nearest is `{}`: {}",
                planned.item.name,
                summary(planned)
            )),
        ),
        None => (
            format!("`{described}` is in none of the collections: it exists only as this example"),
            None,
            Some("send it with a directive: `curl: next`".to_owned()).filter(|_| example.is_curl),
        ),
    };
    let place = place(subject, fence, example);
    Some(Finding {
        collection,
        suggestion,
        ..subject.finding(Code::ExampleUnknown, place, message)
    })
}

fn summary(planned: &Planned) -> String {
    planned
        .item
        .request()
        .map(|request| format!("{} {}", request.method, request.url))
        .unwrap_or_default()
}

/// The request of the collections that an example shows.
pub(crate) fn matching<'a>(subject: &Subject<'a>, example: &Example) -> Option<&'a Planned> {
    let mut all = subject.collections().iter().flat_map(Requests::requests);
    all.find(|planned| differences(subject, example, planned).is_empty())
}

/// The place of an example's URL in the page.
pub(super) fn place(subject: &Subject<'_>, fence: &Fence, example: &Example) -> Words {
    let found = subject.find_from(fence.offset, &example.url);
    let length = example.url.chars().count();
    found.map_or(Words::at(fence.at), |offset| Words {
        at: subject.position(offset),
        length,
    })
}
