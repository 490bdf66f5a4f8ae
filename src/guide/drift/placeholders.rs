//! Placeholders that are spelled in several ways: `{policyId}` on the page, `{{policyId}}` in the collection.

use std::collections::HashMap;

use super::super::example::{self, Example};
use super::Subject;
use super::finding::{Code, Finding};
use super::talk::{Talks, planned};
use crate::runner::Planned;

/// A placeholder as the page writes it.
struct Written {
    name: String,
    spelling: String,
    offset: usize,
}

/// Finds the placeholders that readers have to translate.
pub(super) fn check(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    let mut first: HashMap<String, Written> = HashMap::new();
    let mut told: Vec<String> = Vec::new();
    for fence in &subject.page.fences {
        let Some(shown) = Example::of(fence) else { continue };
        let around = talks.around(fence.offset, fence.item);
        let mut candidates = around.iter().filter_map(|talk| planned(talk, subject.bound));
        let sent = candidates.find(|planned| is_like(subject, &shown, planned));
        let sent = sent.or_else(|| super::examples::matching(subject, &shown));
        let start =
            subject.text[fence.offset..].find(&shown.url).map_or(fence.offset, |at| at + fence.offset);
        for (spelling, name) in example::placeholders(&shown.url) {
            let at = shown.url.find(spelling).map_or(start, |at| at + start);
            let written = Written { name: name.to_owned(), spelling: spelling.to_owned(), offset: at };
            if is_ours(spelling) || told.contains(&folded(name)) {
                continue;
            }
            if let Some(other) = counterpart(subject, &shown, sent, &written) {
                told.push(folded(name));
                let message = format!("the page writes `{spelling}`, and the collection `{other}`");
                let suggestion = format!("write `{other}`, which readers find in the collection");
                add(subject, &written, (message, suggestion), findings);
            }
        }
        for (spelling, name) in example::placeholders(&shown.url) {
            let at = shown.url.find(spelling).map_or(start, |at| at + start);
            let written = Written { name: name.to_owned(), spelling: spelling.to_owned(), offset: at };
            let before = first.entry(folded(name)).or_insert_with(|| Written { ..written.copy() });
            let differs =
                before.spelling != written.spelling && !(is_ours(&before.spelling) && is_ours(spelling));
            if differs && !told.contains(&folded(name)) {
                told.push(folded(name));
                let line = subject.position(before.offset).line;
                let message =
                    format!("the page writes `{spelling}` here, and `{}` at line {line}", before.spelling);
                let suggestion = format!("write `{}` everywhere", before.spelling);
                add(subject, &written, (message, suggestion), findings);
            }
        }
    }
}

impl Written {
    fn copy(&self) -> Self {
        Self { name: self.name.clone(), spelling: self.spelling.clone(), offset: self.offset }
    }
}

fn add(
    subject: &Subject<'_>,
    written: &Written,
    (message, suggestion): (String, String),
    findings: &mut Vec<Finding>,
) {
    let place = (subject.position(written.offset), written.spelling.chars().count());
    let finding = subject.finding(Code::PlaceholderSpelling, place, message);
    findings.push(Finding { suggestion: Some(suggestion), ..finding });
}

/// `{{x}}` and `<<x>>`, which both resolve.
fn is_ours(spelling: &str) -> bool {
    spelling.starts_with("{{") || spelling.starts_with("<<")
}

/// Names without case and separators: `YOUR_ID` and `yourId` are one.
fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

fn is_like(subject: &Subject<'_>, shown: &Example, planned: &Planned) -> bool {
    let request = planned.item.request();
    request.is_some_and(|request| {
        shown.differences(&request.method, &super::examples::url(subject, planned)).is_empty()
    })
}

/// What the collection writes where the page writes a placeholder: a variable of that name, or the one at that place.
fn counterpart(
    subject: &Subject<'_>,
    shown: &Example,
    sent: Option<&Planned>,
    written: &Written,
) -> Option<String> {
    let url = sent?.item.request()?.url.to_string();
    let theirs = example::placeholders(&url);
    let named =
        theirs.iter().find(|(spelling, name)| is_ours(spelling) && folded(name) == folded(&written.name));
    let at_the_host = || {
        let host = shown.url.split("://").nth(1)?.split('/').next()?;
        let first = theirs.first().filter(|(spelling, _)| is_ours(spelling) && url.starts_with(spelling))?;
        host.contains(&written.spelling).then_some(first)
    };
    let found = named.or_else(at_the_host)?;
    let _ = subject;
    Some(found.0.to_owned())
}
