//! Bodies: edits that have no place, samples that show another body than the one that is sent, and
//! changes that the page tells its readers to make and that no step makes.

use serde_json::Value;

use super::alike::has_twin;
use super::examples::sent_as_shown;
use super::finding::{Code, Finding};
use super::talk::{Talk, Talks, planned};
use super::{Subject, Words, names};
use crate::collection::{Mode, Request};
use crate::guide::directive::edit::{Edit, Pointer};
use crate::guide::directive::path::shortened;
use crate::guide::directive::sending::Sending;
use crate::guide::directive::step::Step;
use crate::guide::error::listed;
use crate::guide::page::contents;
use crate::guide::page::fence::Fence;
use crate::guide::prose::{Block, BodyChange, Instruction, instructions};
use crate::guide::run::bound::{Choice, Chosen};
use crate::runner::Planned;
use crate::text;

/// Compares what the page and its steps say of bodies with those that are saved.
pub(super) fn check(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    for choice in subject.bound.choices() {
        edits(subject, &choice, findings);
        fields(subject, &choice, findings);
    }
    for fence in &subject.page.fences {
        sample(subject, talks, fence, findings);
    }
    for block in &subject.page.blocks {
        changes(subject, talks, block, findings);
    }
}

/// The saved body of a request as JSON, where it is JSON.
fn saved(planned: &Planned) -> Option<Value> {
    planned.item.request()?.sent_body()?.json()
}

fn edits(subject: &Subject<'_>, choice: &Choice<'_>, findings: &mut Vec<Finding>) {
    let Choice {
        step,
        sending,
        chosen,
    } = *choice;
    if sending.edits.is_empty() {
        return;
    }
    let collection = chosen
        .collection
        .map(|_| names::path(&chosen.planned).join(" / "));
    let Some(mut body) = sending.body.clone().or_else(|| saved(&chosen.planned)) else {
        let raw = chosen.planned.item.request().and_then(Request::sent_body);
        // A placeholder in the place of a number is JSON only when it has its value.
        let may_be_json =
            raw.is_some_and(|body| matches!(&body.mode, Mode::Raw(text) if text.contains("{{")));
        if !may_be_json {
            let words = subject.words_of_step(step, &sending.edits[0].pointer().text);
            let message = format!(
                "`{}` has no JSON body that could be edited",
                chosen.planned.item.name
            );
            findings.push(Finding {
                collection,
                ..subject.in_directives(Code::EditNowhere, words, message)
            });
        }
        return;
    };
    for edit in &sending.edits {
        if is_within_a_variable(&body, edit.pointer()) {
            continue;
        }
        if let Err(error) = edit.apply(&mut body) {
            let words = subject.words_of_step(step, &edit.pointer().text);
            let finding = subject.in_directives(Code::EditNowhere, words, error.to_string());
            findings.push(Finding {
                collection: collection.clone(),
                ..finding
            });
        }
    }
}

fn fields(subject: &Subject<'_>, choice: &Choice<'_>, findings: &mut Vec<Finding>) {
    let Some(mut request) = choice.chosen.planned.item.request().cloned() else {
        return;
    };
    if let Err(error) = choice.sending.fields.apply(&mut request) {
        let words = subject.words_of_step(choice.step, &error.name);
        let finding = subject.in_directives(Code::EditNowhere, words, error.to_string());
        let saved = choice.chosen.collection;
        findings.push(Finding {
            collection: saved.map(|_| names::path(&choice.chosen.planned).join(" / ")),
            ..finding
        });
    }
}

/// Whether a pointer leads into a text that is one placeholder, of whose value nothing is known.
fn is_within_a_variable(body: &Value, pointer: &Pointer) -> bool {
    let ends = pointer
        .text
        .match_indices('/')
        .map(|(at, _)| at)
        .chain([pointer.text.len()]);
    let mut before = ends.filter_map(|end| body.pointer(&pointer.text[..end]));
    before.any(|value| value.as_str().is_some_and(is_one_placeholder))
}

fn is_one_placeholder(text: &str) -> bool {
    let inner = |open, close| {
        text.strip_prefix(open)
            .and_then(|rest: &str| rest.strip_suffix(close))
    };
    inner("{{", "}}").or_else(|| inner("<<", ">>")).is_some()
}

/// The body of a step as it will be sent, as far as it is known before.
fn edited(sending: &Sending, planned: &Planned) -> Option<Value> {
    let mut body = sending.body.clone().or_else(|| saved(planned))?;
    for edit in &sending.edits {
        if !is_within_a_variable(&body, edit.pointer()) {
            // What has no place is told on its own.
            let _ = edit.apply(&mut body);
        }
    }
    Some(body)
}

/// The step that sends a request.
fn step_of<'a>(subject: &Subject<'a>, planned: &Planned) -> Option<(&'a Step, &'a Sending)> {
    let pairs = subject.steps().iter().zip(&subject.bound.chosen);
    let sends = |chosen: &Chosen| chosen.planned.item.id == planned.item.id;
    pairs
        .filter(|(_, chosen)| chosen.as_ref().is_some_and(sends))
        .find_map(|(step, _)| Some((step, step.sending()?)))
}

fn sample(subject: &Subject<'_>, talks: &Talks<'_>, fence: &Fence, findings: &mut Vec<Finding>) {
    let Ok(shown @ Value::Object(_)) = serde_json::from_str::<Value>(&fence.text) else {
        return;
    };
    if is_of_a_response(subject, fence, &shown) {
        return;
    }
    let around = talks.around(fence.offset, fence.item);
    let Some(planned) = around.iter().find_map(|talk| planned(talk, subject.bound)) else {
        return;
    };
    let of_step = step_of(subject, planned).and_then(|(_, sending)| edited(sending, planned));
    let is_of_step = of_step.is_some();
    let Some(body) = of_step.or_else(|| saved(planned)) else {
        return;
    };
    let shares = shown
        .as_object()
        .zip(body.as_object())
        .is_some_and(|(shown, body)| shown.keys().any(|key| body.contains_key(key)));
    let mut missing = Vec::new();
    members_missing(&shown, &body, "", &mut missing);
    let name = &planned.item.name;
    let (first, message, suggestion) = if let Some(first) = missing.first().filter(|_| shares) {
        let what = listed(&missing);
        let message = format!("the sample has {what}, which the body of `{name}` will not have");
        let suggestion = "edit the body so that it has them, or take them out of the sample";
        (first.clone(), message, suggestion)
    } else if let Some(other) = value_differs(&shown, &body, "").filter(|_| is_of_step && shares) {
        let [shown, sent] = [other.shown, other.sent].map(|value| shortened(&value.to_string()));
        let message = format!(
            "the sample has {shown} at `{}`, and the body of `{name}` will have {sent}",
            other.at
        );
        let suggestion = "edit the body so that it has the value, or correct the sample";
        (other.at, message, suggestion)
    } else {
        return;
    };
    let key = format!("\"{}\"", first.rsplit('/').next().unwrap_or_default());
    let found = subject.find_from(fence.offset, &key);
    let place = found.map_or(Words::at(fence.at), |offset| Words {
        at: subject.position(offset),
        length: key.chars().count(),
    });
    findings.push(Finding {
        collection: Some(names::path(planned).join(" / ")),
        suggestion: Some(suggestion.to_owned()),
        ..subject.finding(Code::SampleMembers, place, message)
    });
}

/// A value of a sample that is another in the body.
struct Other<'v> {
    at: String,
    shown: &'v Value,
    sent: &'v Value,
}

/// The first value of a sample that a body has otherwise; a text may be any other text, as each
/// reader has other names.
fn value_differs<'v>(shown: &'v Value, sent: &'v Value, at: &str) -> Option<Other<'v>> {
    match (shown, sent) {
        (Value::Object(shown), Value::Object(sent)) => shown.iter().find_map(|(name, value)| {
            let at = format!("{at}/{}", text::pointer_token(name));
            value_differs(value, sent.get(name)?, &at)
        }),
        (Value::Array(shown), Value::Array(sent)) if shown.len() == sent.len() => {
            let mut pairs = shown.iter().zip(sent).enumerate();
            pairs.find_map(|(number, (shown, sent))| {
                value_differs(shown, sent, &format!("{at}/{number}"))
            })
        }
        (Value::Number(_) | Value::Bool(_), Value::Number(_) | Value::Bool(_)) => {
            let at = at.to_owned();
            (!contents::same(shown, sent)).then_some(Other { at, shown, sent })
        }
        _ => None,
    }
}

/// Whether a sample shows what comes back, not what is sent.
pub(crate) fn is_of_a_response(subject: &Subject<'_>, fence: &Fence, shown: &Value) -> bool {
    let by_servers = [
        "_links",
        "_embedded",
        "created",
        "lastUpdated",
        "errorCode",
        "error",
    ];
    if by_servers.iter().any(|member| shown.get(member).is_some()) {
        return true;
    }
    let expected = |step: &Step| {
        let shape = step.expect.shape.as_ref().map(|shape| &shape.sample);
        let mut samples = step.expect.contains.iter().chain(shape);
        samples.any(|sample| sample.fence == fence.offset)
    };
    if subject.steps().iter().any(expected) {
        return true;
    }
    let before = |offset: usize| {
        let mut blocks = subject.page.blocks.iter().rev();
        blocks.find(|block| block.range.start < offset)
    };
    let says = |block: &Block| {
        let words = block.plain().to_lowercase();
        RESPONSE.iter().any(|word| words.contains(word))
    };
    // What stands right below a request, without a word between, is its answer.
    let fences = subject.page.fences.iter();
    let above = fences.rev().find(|above| above.offset < fence.offset);
    let words = before(fence.offset);
    let follows = above.is_some_and(|above| {
        let has_words = words.is_some_and(|block| block.range.start > above.offset);
        !has_words && (above.is_shell() || above.message().is_some())
    });
    follows || words.is_some_and(says)
}

/// The words that announce what comes back.
const RESPONSE: [&str; 13] = [
    "response",
    "respond",
    "return",
    "answer",
    "result",
    "output",
    "look like",
    "looks like",
    "antwort",
    "réponse",
    "respuesta",
    "レスポンス",
    "応答",
];

/// The places of a sample that a body does not have; only the uppermost of each branch.
fn members_missing(shown: &Value, body: &Value, at: &str, missing: &mut Vec<String>) {
    let (Value::Object(shown), Value::Object(body)) = (shown, body) else {
        return;
    };
    for (name, value) in shown {
        let place = format!("{at}/{}", text::pointer_token(name));
        match body.get(name) {
            Some(there) => members_missing(value, there, &place, missing),
            None => missing.push(place),
        }
    }
}

fn changes(subject: &Subject<'_>, talks: &Talks<'_>, block: &Block, findings: &mut Vec<Finding>) {
    if subject.collections().is_empty() {
        return;
    }
    for (at, instruction) in instructions(block) {
        let Instruction::Change(change) = instruction else {
            continue;
        };
        let offset = block.source(at);
        let around = talks.around(offset, block.item);
        // An address that is mentioned in passing is nothing that is sent.
        let is_one = |talk: &Talk<'_>| !talk.by_address || talk.is_said;
        // Nor does it say which of several is meant.
        let is_known = |talk: &Talk<'_>| {
            let named = planned(talk, subject.bound).filter(|_| talk.by_address);
            named.is_none_or(|named| !has_twin(subject, named))
        };
        let around = around
            .into_iter()
            .filter(|talk| is_one(talk) && is_known(talk));
        let around = around.collect::<Vec<_>>();
        let Some(planned) = around.iter().find_map(|talk| planned(talk, subject.bound)) else {
            continue;
        };
        let Some(body) = saved(planned) else { continue };
        if !is_made(subject, planned, &change)
            && let Some(message) = difference(&planned.item.name, &change, &body)
        {
            let length = change.member().chars().count();
            let member = subject.find_from(offset, change.member()).unwrap_or(offset);
            let place = Words {
                at: subject.position(member),
                length,
            };
            let suggestion = Some(
                "sent as it is saved, the request does something else; make the change with `edit`"
                    .to_owned(),
            );
            let collection = Some(names::path(planned).join(" / "));
            findings.push(Finding {
                collection,
                suggestion,
                ..subject.finding(Code::EditNotMade, place, message)
            });
        }
    }
}

/// Whether a step that sends the request makes a change to that member.
fn is_made(subject: &Subject<'_>, planned: &Planned, change: &BodyChange) -> bool {
    if step_of(subject, planned).is_none() {
        // What the page shows is sent as it is shown.
        let mut shown = sent_as_shown(subject).into_iter();
        return shown.any(|shown| shown.item.id == planned.item.id);
    }
    let member = change.member().rsplit('.').next().unwrap_or_default();
    let touches = |edit: &Edit| edit.pointer().text.split('/').any(|token| token == member);
    // Another step may send it as it is saved.
    let mut choices = subject.bound.choices();
    choices.any(
        |Choice {
             sending, chosen, ..
         }| {
            let makes = sending.body.is_some() || sending.edits.iter().any(touches);
            makes && chosen.planned.item.id == planned.item.id
        },
    )
}

/// What the saved body has instead of what the page wants; `None` where it has that.
fn difference(name: &str, change: &BodyChange, body: &Value) -> Option<String> {
    let member = change.member();
    let there = find_member(body, member.rsplit('.').next().unwrap_or_default());
    match (change, there) {
        (BodyChange::Put { value, .. }, Some(there)) if there == value => None,
        (BodyChange::Put { value, .. }, Some(there)) => Some(format!(
            "the page sets `{member}` to `{value}`, and the saved body of `{name}` has {}",
            shortened(&there.to_string())
        )),
        (BodyChange::Put { value, .. }, None) => Some(format!(
            "the page sets `{member}` to `{value}`, and the saved body of `{name}` has no `{member}`"
        )),
        (BodyChange::TakeOver { .. }, Some(there)) => Some(format!(
            "the page puts a copied `{member}` into the body of `{name}`, which is saved with {}",
            shortened(&there.to_string())
        )),
        (BodyChange::TakeOver { .. }, None) => Some(format!(
            "the page replaces `{member}` in the body of `{name}`, and the saved body has no `{member}`"
        )),
        (BodyChange::Remove { .. }, Some(_)) => Some(format!(
            "the page removes `{member}` from the body of `{name}`, which is saved with it"
        )),
        (BodyChange::Remove { .. }, None) => None,
    }
}

/// The first member of that name, at any depth.
fn find_member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(name).or_else(|| {
            members
                .values()
                .find_map(|member| find_member(member, name))
        }),
        Value::Array(list) => list.iter().find_map(|element| find_member(element, name)),
        _ => None,
    }
}
