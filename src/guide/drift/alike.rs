//! Which request of the collections a request is that the page shows.

use super::Subject;
use crate::collection::Variable;
use crate::guide::page::contents;
use crate::guide::page::example::{Difference, Example};
use crate::guide::run::resolve::Requests;
use crate::runner::Planned;

/// A request that the page names and that is none of the collections, or one of several.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Missing {
    /// The offset into the page.
    pub(crate) offset: usize,
    pub(crate) name: String,
    /// The request, where it is named by its address.
    pub(crate) example: Option<Example>,
}

/// The request of the collections that an example shows.
pub(crate) fn matching<'a>(subject: &Subject<'a>, example: &Example) -> Option<&'a Planned> {
    let mut all = subject.collections().iter().flat_map(Requests::requests);
    all.find(|planned| is_shown(subject, example, planned))
}

/// Whether an example has a request's method, path and query.
fn is_shown(subject: &Subject<'_>, example: &Example, planned: &Planned) -> bool {
    let shown = example.method.as_deref();
    let sent = planned.item.request().map(|request| &request.method);
    // The method tells most of them apart, and costs nothing.
    let may_be = shown
        .zip(sent)
        .is_none_or(|(shown, sent)| shown.eq_ignore_ascii_case(sent));
    may_be && differences(subject, example, planned).is_empty()
}

/// Where method, path and query of an example differ from those of a request.
pub(super) fn differences(
    subject: &Subject<'_>,
    example: &Example,
    planned: &Planned,
) -> Vec<Difference> {
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

/// Of the requests with the example's method, path and query the one whose headers and body differ
/// least, and that no example before was like.
pub(super) fn nearest_same<'a>(
    subject: &Subject<'a>,
    example: &Example,
    matched: &[&str],
) -> Option<&'a Planned> {
    let all = subject.collections().iter().flat_map(Requests::requests);
    let same = all.filter(|planned| is_shown(subject, example, planned));
    same.min_by_key(|planned| {
        let count = contents(example, planned).len();
        (count, matched.contains(&planned.item.id.as_str()))
    })
}

/// Where headers and body of an example differ from those of a request.
pub(crate) fn contents(example: &Example, planned: &Planned) -> Vec<String> {
    let pair = example.request.as_ref().zip(planned.item.request());
    pair.map_or_else(Vec::new, |(shown, saved)| {
        contents::differences(shown, saved)
    })
}
