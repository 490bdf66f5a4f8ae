//! Which request of the collections a request is that the page shows.

use std::borrow::Cow;

use super::Subject;
use super::stock::{Entry, Stock};
use crate::collection::Variable;
use crate::guide::page::contents;
use crate::guide::page::example::{Difference, Example};
use crate::guide::page::parts::{Parts, Segment};
use crate::guide::run::resolve::Requests;
use crate::runner::Planned;

/// A request that the page names and that is none of the collections, or one of several.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Missing {
    /// The offset into the page.
    pub(crate) offset: usize,
    pub(crate) name: String,
    /// Where the name ends, if the reader is told to send it.
    pub(crate) sent: Option<usize>,
    /// The request, where it is named by its address.
    pub(crate) example: Option<Example>,
}

/// The request of the collections that an example shows.
pub(crate) fn matching<'a>(subject: &Subject<'a>, example: &Example) -> Option<&'a Planned> {
    shown(subject, example).next()
}

/// The requests of the collections with an example's method, path and query.
pub(super) fn shown<'a, 's>(
    subject: &'s Subject<'a>,
    example: &'s Example,
) -> impl Iterator<Item = &'a Planned> + use<'a, 's> {
    let collections: &'a [Requests] = subject.collections();
    let may_be = collections
        .iter()
        .flat_map(|requests| requests.stock().with_path(&example.parts));
    let shown = may_be.filter(|entry| example.is_like(&entry.method, &parts(subject, entry)));
    shown.map(|entry: &'a Entry| &*entry.planned)
}

/// Whether method, path and query of an example are those of a request.
pub(crate) fn fits(subject: &Subject<'_>, example: &Example, planned: &Planned) -> bool {
    differences(subject, example, planned).is_empty()
}

/// Whether several requests of the collections have an example's method, path and query.
pub(crate) fn is_shared(subject: &Subject<'_>, example: &Example) -> bool {
    shown(subject, example).nth(1).is_some()
}

/// Whether another request has a request's method, path and query.
pub(super) fn has_twin(subject: &Subject<'_>, planned: &Planned) -> bool {
    planned.item.request().is_some_and(|request| {
        let address = Example::written(Some(request.method.clone()), &request.url.to_string());
        is_shared(subject, &address)
    })
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
    let url = request.url.to_string();
    let url = expanded(subject, &url).unwrap_or(url);
    example.differences(&request.method, &Parts::of(&url))
}

/// The request whose path is an example's or nearly so, with the fewest differences, the method
/// counted.
pub(super) fn nearest<'a>(
    subject: &Subject<'a>,
    example: &Example,
) -> Option<(&'a Planned, Vec<Difference>)> {
    let collections: &'a [Requests] = subject.collections();
    // Where a variable has a value, paths are others than those that are indexed.
    let of = |stock: &'a Stock| match subject.scopes {
        None => stock.near_path(&example.parts),
        Some(_) => stock.entries().iter().collect(),
    };
    let all = collections.iter().flat_map(|requests| of(requests.stock()));
    let near = all.filter_map(|entry| {
        let parts = parts(subject, entry);
        let differences = || example.differences(&entry.method, &parts);
        example
            .is_near(&parts)
            .then(|| (&*entry.planned, differences()))
    });
    near.min_by_key(|(_, differences)| differences.iter().map(Difference::weight).sum::<usize>())
}

/// Whether a request's path has a word of an example's: placeholders alone are like any path.
pub(super) fn shares_a_word(example: &Example, planned: &Planned) -> bool {
    let url = planned
        .item
        .request()
        .map(|request| request.url.to_string());
    let sent = Parts::of(&url.unwrap_or_default());
    let words = sent.path.iter().filter_map(Segment::word);
    let mut words = words.filter(|word| !word.is_empty());
    words.any(|word| {
        let mut shown = example.parts.path.iter().filter_map(Segment::word);
        shown.any(|shown| shown == word)
    })
}

/// The parts of a request's URL with the variable that it begins with, where the environment has its
/// value.
fn parts<'e>(subject: &Subject<'_>, entry: &'e Entry) -> Cow<'e, Parts> {
    match expanded(subject, &entry.url) {
        Some(url) => Cow::Owned(Parts::of(&url)),
        None => Cow::Borrowed(&entry.parts),
    }
}

/// A URL with the value of the variable that it begins with, where the environment has one.
fn expanded(subject: &Subject<'_>, url: &str) -> Option<String> {
    let scopes = subject.scopes?;
    let (name, rest) = url.strip_prefix("{{")?.split_once("}}")?;
    let value = scopes.find(name).map(Variable::text)?;
    let is_address = value.contains("://");
    is_address.then(|| format!("{}{rest}", value.trim_end_matches('/')))
}

/// Of the requests with the example's method, path and query the one whose headers and body differ
/// least, and that no example before was like.
pub(super) fn nearest_same<'a>(
    subject: &Subject<'a>,
    example: &Example,
    matched: &[&str],
) -> Option<&'a Planned> {
    let mut same: Vec<&Planned> = shown(subject, example).collect();
    if same.len() < 2 {
        return same.pop();
    }
    same.into_iter().min_by_key(|planned| {
        let count = contents(example, planned).len();
        (count, matched.contains(&planned.item.id.as_str()))
    })
}

/// The only request that is an example's in all that is shown.
pub(super) fn only_same<'a>(subject: &Subject<'a>, example: &Example) -> Option<&'a Planned> {
    let same: Vec<&Planned> = shown(subject, example).collect();
    match &same[..] {
        [] => None,
        [one] => Some(one),
        several => {
            let is_whole = |planned: &&&Planned| contents(example, planned).is_empty();
            let mut whole = several.iter().filter(is_whole);
            whole.next().filter(|_| whole.next().is_none()).copied()
        }
    }
}

/// Of several requests with the example's method, path and query the one that stands in the
/// collection between the two that the page shows before and behind it: a page that follows its
/// collection means that one.
pub(super) fn between<'a>(
    subject: &Subject<'a>,
    example: &Example,
    [before, behind]: [&Planned; 2],
) -> Option<&'a Planned> {
    let mut stocks = subject.stocks();
    let middle = stocks.find_map(|stock| stock.between(before, behind))?;
    shown(subject, example).find(|planned| planned.item.id == middle.planned.item.id)
}

/// Where headers and body of an example differ from those of a request.
pub(crate) fn contents(example: &Example, planned: &Planned) -> Vec<String> {
    let pair = example.request.as_ref().zip(planned.item.request());
    pair.map_or_else(Vec::new, |(shown, saved)| {
        contents::differences(shown, saved)
    })
}
