//! Steps against the words of the page: requests that no step sends, steps that expect nothing,
//! marks that are not settled.

use std::collections::HashSet;

use super::finding::{Code, Finding};
use super::talk::{About, Talks};
use super::{Subject, Words, examples, names};
use crate::guide::directive::step::Step;

/// Finds what the steps leave open.
pub(super) fn check(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    if subject.has_steps() {
        not_sent(subject, talks, findings);
    }
    let steps = subject.steps();
    for (at, step) in steps.iter().enumerate() {
        let looks = steps[at + 1..]
            .iter()
            .take_while(|next| next.sending().is_none());
        let silent = |step: &Step| {
            step.said
                .get("expect")
                .or(step.said.get("capture"))
                .is_none()
        };
        // What another page says is checked with that page.
        let is_known = subject.bound.chosen[at].is_some() && step.page.is_none();
        if is_known && silent(step) && looks.into_iter().all(silent) {
            let message =
                "the step expects nothing of its response but a status from 200 to 299".to_owned();
            let suggestion =
                Some("say what the page promises: `expect: { status: 200 }`".to_owned());
            let words = ["send", "curl", "request"]
                .into_iter()
                .find(|word| source(subject, step).contains(word));
            let words = subject.words_of_step(step, words.unwrap_or_default());
            let finding = subject.in_directives(Code::NoExpectation, words, message);
            findings.push(Finding {
                suggestion,
                ..finding
            });
        }
    }
}

fn source<'a>(subject: &Subject<'a>, step: &Step) -> &'a str {
    subject
        .directives
        .text
        .get(step.source.clone())
        .unwrap_or_default()
}

fn not_sent(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    let shown = examples::sent_as_shown(subject);
    let sent: HashSet<&str> = subject
        .sent()
        .chain(shown)
        .map(|planned| planned.item.id.as_str())
        .collect();
    let mut told = HashSet::new();
    for talk in &talks.list {
        let About::Named(planned) = talk.about else {
            continue;
        };
        // A table of contents names requests, too.
        if !talk.is_said {
            continue;
        }
        if sent.contains(planned.item.id.as_str()) || !told.insert(planned.item.id.as_str()) {
            continue;
        }
        let message = format!(
            "the page talks about `{}`, and no step sends it",
            planned.item.name
        );
        let place = Words {
            at: subject.position(talk.offset),
            length: planned.item.name.trim().chars().count(),
        };
        let collection = Some(names::path(planned).join(" / "));
        let suggestion = Some(format!(
            "prove it with a directive: `send: {}`",
            names::path(planned)[1..].join(" / ")
        ));
        findings.push(Finding {
            collection,
            suggestion,
            ..subject.finding(Code::RequestNotSent, place, message)
        });
    }
}
