//! Placeholders that are spelled in several ways: `{policyId}` on the page, `{{policyId}}` in the
//! collection.

use std::collections::{HashMap, HashSet};

use super::finding::{Code, Finding};
use super::talk::{Talks, planned};
use super::{Subject, Words};
use crate::guide::directive::step::Step;
use crate::guide::page::example::{self, Example};
use crate::guide::page::fence::Fence;
use crate::runner::Planned;

/// A placeholder as the page writes it.
#[derive(Debug, Clone)]
struct Written {
    name: String,
    spelling: String,
    offset: usize,
}

/// Finds the placeholders that readers have to translate, each once.
pub(super) fn check(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    let mut first: HashMap<String, Written> = HashMap::new();
    let mut told: HashSet<String> = HashSet::new();
    let has_one_host = hosts(subject).len() < 2;
    for fence in &subject.page.fences {
        let Some(shown) = fence.examples().first() else {
            continue;
        };
        let sent = request_of(subject, talks, fence, shown);
        for written in placeholders(subject, fence, shown) {
            let key = folded(&written.name);
            let before = first.entry(key.clone()).or_insert_with(|| written.clone());
            if told.contains(&key) {
                continue;
            }
            let finding = translated(
                &written,
                shown,
                sent.filter(|_| has_one_host || !is_of_host(shown, &written)),
            )
            .or_else(|| spelled_otherwise(&written, before, subject.position(before.offset).line));
            if let Some((message, suggestion)) = finding {
                told.insert(key);
                let place = Words {
                    at: subject.position(written.offset),
                    length: written.spelling.chars().count(),
                };
                let finding = subject.finding(Code::PlaceholderSpelling, place, message);
                findings.push(Finding {
                    suggestion: Some(suggestion),
                    ..finding
                });
            }
        }
    }
}

/// The names of the placeholders that stand for the hosts of requests of the collections, each once.
fn hosts(subject: &Subject<'_>) -> HashSet<String> {
    let examples = subject
        .page
        .fences
        .iter()
        .flat_map(Fence::examples)
        .filter(|shown| super::alike::matching(subject, shown).is_some());
    let hosts = examples.flat_map(|shown| {
        let found = example::placeholders(&shown.url).into_iter();
        let of_host = found.filter(|(spelling, _)| host_of(shown).contains(spelling));
        of_host.map(|(_, name)| folded(name))
    });
    hosts.collect()
}

fn host_of(shown: &Example) -> &str {
    let behind = shown.url.split_once("://").map(|(_, behind)| behind);
    behind.map_or("", |behind| behind.split('/').next().unwrap_or_default())
}

/// Whether a placeholder stands for the host: one of several is not that of the collection.
fn is_of_host(shown: &Example, written: &Written) -> bool {
    host_of(shown).contains(&written.spelling)
}

/// Finds the hosts that the header gives a base and the page does not write.
pub(super) fn bases(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let bases = &subject.bound.guide.header.bases;
    if bases.named.is_empty() {
        return;
    }
    let fences = subject.page.fences.iter();
    let shown = fences.flat_map(|fence| fence.examples().iter().map(|shown| shown.url.clone()));
    let steps = subject.steps().iter().filter_map(Step::sending);
    let sent = steps.filter_map(|sending| sending.source.shown_url());
    let urls: Vec<String> = shown.chain(sent).collect();
    for beginning in bases.unused(&urls) {
        let text = subject.directives.text;
        let found = text.find(beginning).unwrap_or_default();
        let place = Words {
            at: subject.directive_lines.position(found),
            length: beginning.chars().count(),
        };
        let message = format!("`base` has `{beginning}`, and no URL of the page begins so");
        let suggestion = Some("write it as the page does, or take it out".to_owned());
        findings.push(Finding {
            suggestion,
            ..subject.in_directives(Code::UnusedBase, place, message)
        });
    }
}

/// The request that an example shows.
fn request_of<'a>(
    subject: &Subject<'a>,
    talks: &Talks<'a>,
    fence: &Fence,
    shown: &Example,
) -> Option<&'a Planned> {
    let is_like = |planned: &&Planned| {
        let is_request = planned.item.request().is_some();
        is_request && super::alike::differences(subject, shown, planned).is_empty()
    };
    let around = talks.around(fence.offset, fence.item);
    let found = around
        .iter()
        .filter_map(|talk| planned(talk, subject.bound))
        .find(is_like);
    found.or_else(|| super::alike::matching(subject, shown))
}

/// The placeholders of an example with their places in the page.
fn placeholders(subject: &Subject<'_>, fence: &Fence, shown: &Example) -> Vec<Written> {
    let start = subject
        .find_from(fence.offset, &shown.url)
        .unwrap_or(fence.offset);
    let found = example::placeholders(&shown.url)
        .into_iter()
        .map(|(spelling, name)| Written {
            name: name.to_owned(),
            spelling: spelling.to_owned(),
            offset: shown.url.find(spelling).map_or(start, |at| at + start),
        });
    found.collect()
}

/// What is told where the collection writes the placeholder in another way.
fn translated(
    written: &Written,
    shown: &Example,
    sent: Option<&Planned>,
) -> Option<(String, String)> {
    if is_ours(&written.spelling) {
        return None;
    }
    let other = counterpart(shown, sent?, written)?;
    let message = format!(
        "the page writes `{}`, and the collection `{other}`",
        written.spelling
    );
    Some((
        message,
        format!("write `{other}`, which readers find in the collection"),
    ))
}

/// What is told where the page itself has written the placeholder in another way before.
fn spelled_otherwise(written: &Written, before: &Written, line: usize) -> Option<(String, String)> {
    let same = before.spelling == written.spelling;
    if same || (is_ours(&before.spelling) && is_ours(&written.spelling)) {
        return None;
    }
    let message = format!(
        "the page writes `{}` here, and `{}` at line {line}",
        written.spelling, before.spelling
    );
    Some((message, format!("write `{}` everywhere", before.spelling)))
}

/// `{{x}}` and `<<x>>`, which both resolve.
fn is_ours(spelling: &str) -> bool {
    spelling.starts_with("{{") || spelling.starts_with("<<")
}

/// Names without case and separators: `YOUR_ID` and `yourId` are one.
fn folded(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

/// What the collection writes where the page writes a placeholder: a variable of that name, or the
/// one at that place.
fn counterpart(shown: &Example, sent: &Planned, written: &Written) -> Option<String> {
    let url = sent.item.request()?.url.to_string();
    let theirs = example::placeholders(&url);
    let named = theirs
        .iter()
        .find(|(spelling, name)| is_ours(spelling) && folded(name) == folded(&written.name));
    let at_the_host = || {
        let first = theirs
            .first()
            .filter(|(spelling, _)| is_ours(spelling) && url.starts_with(spelling))?;
        is_of_host(shown, written).then_some(first)
    };
    Some(named.or_else(at_the_host)?.0.to_owned())
}
