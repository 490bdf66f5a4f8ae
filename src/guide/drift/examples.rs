//! Fenced requests of a page, compared with the requests of their steps.

use super::alike::{
    between, contents, differences, is_shared, matching, nearest, nearest_same, only_same,
    shares_a_word, shown,
};
use super::finding::{Code, Finding};
use super::proving::{ALL, Proving};
use super::talk::{Talk, Talks, planned};
use super::{Subject, Words, names};
use crate::guide::page::contents;
use crate::guide::page::example::{Difference, Example};
use crate::guide::page::fence::Fence;
use crate::runner::Planned;

/// A fence and a request that it shows.
struct Shown<'a> {
    fence: &'a Fence,
    example: &'a Example,
}

/// Compares every example with the request that it belongs to.
pub(super) fn check(subject: &Subject<'_>, talks: &Talks<'_>, findings: &mut Vec<Finding>) {
    for (shown, candidate) in owned(subject, talks) {
        // What can't be read is told as that.
        let is_read = !shown.example.is_curl
            || (shown.example.request.is_some()
                && !shown.example.url.contains(char::is_whitespace));
        if !is_read {
            continue;
        }
        findings.extend(match candidate {
            Candidate::Same(planned) => contents_differ(subject, &shown, planned),
            Candidate::Other(planned, differences) => {
                Some(disagree(subject, &shown, planned, &differences))
            }
            Candidate::None if is_sent_itself(subject, &shown, ALL) => None,
            Candidate::None => unknown(subject, shown.fence, shown.example),
        });
    }
}

/// An example that is otherwise than the request that it belongs to.
pub(crate) struct Differing<'a> {
    pub(crate) example: &'a Example,
    /// `None` where a step sends the example and no collection has it.
    pub(crate) planned: Option<&'a Planned>,
}

/// The examples of a page that are otherwise than their requests, and those that steps send and no
/// collection has.
pub(crate) fn differing<'a>(subject: &Subject<'a>, talks: &Talks<'a>) -> Vec<Differing<'a>> {
    let owned = owned(subject, talks).into_iter();
    let differing = owned.filter_map(|(shown, candidate)| {
        let example = shown.example;
        let planned = match candidate {
            Candidate::Same(planned) if differs(subject, example, planned).is_none() => {
                return None;
            }
            Candidate::Same(planned) | Candidate::Other(planned, _) => Some(planned),
            Candidate::None => None,
        };
        let is_meant = planned.is_some() || is_sent_itself(subject, &shown, ALL);
        is_meant.then_some(Differing { example, planned })
    });
    differing.collect()
}

/// The fences with an example that no step sends, neither itself nor the request that it belongs to.
pub(super) fn left(subject: &Subject<'_>, talks: &Talks<'_>, proving: Proving<'_>) -> Vec<usize> {
    let sent = |planned: &Planned| {
        let mut sent = subject.sent_by(proving);
        sent.any(|sent| sent.item.id == planned.item.id)
    };
    let is_sent = |(shown, candidate): &(Shown<'_>, Candidate<'_>)| match candidate {
        _ if is_sent_itself(subject, shown, proving) => true,
        Candidate::Same(planned) => sent(planned),
        _ => false,
    };
    let owned = owned(subject, talks).into_iter();
    let left = owned.filter(|owned| !is_sent(owned));
    left.map(|(shown, _)| shown.fence.offset).collect()
}

/// Every example of a page, with the request that it belongs to.
fn owned<'a>(subject: &Subject<'a>, talks: &Talks<'a>) -> Vec<(Shown<'a>, Candidate<'a>)> {
    let mut owned = Vec::new();
    for fence in &subject.page.fences {
        for example in fence.examples() {
            let shown = Shown { fence, example };
            let candidate = candidate(subject, talks, &shown);
            owned.push((shown, candidate));
        }
    }
    let mut matched: Vec<&str> = Vec::new();
    for at in 0..owned.len() {
        if !matches!(owned[at].1, Candidate::None) {
            continue;
        }
        let is_one_of_several = is_shared(subject, owned[at].0.example);
        let beside = is_one_of_several.then(|| beside(subject, &owned, at));
        let (shown, candidate) = &mut owned[at];
        let of_place = beside.flatten();
        let of_place = of_place.and_then(|beside| between(subject, shown.example, beside));
        let nearest = || nearest_same(subject, shown.example, &matched);
        if let Some(planned) = of_place.or_else(nearest) {
            if !is_sent_itself(subject, shown, ALL) {
                matched.push(&planned.item.id);
            }
            *candidate = Candidate::Same(planned);
        }
    }
    owned
}

/// The requests that the examples before and behind one show, where nothing else is like these.
fn beside<'a>(
    subject: &Subject<'a>,
    owned: &[(Shown<'a>, Candidate<'a>)],
    at: usize,
) -> Option<[&'a Planned; 2]> {
    let only = |(shown, candidate): &(Shown<'a>, Candidate<'a>)| match candidate {
        Candidate::Same(planned) => Some(*planned),
        Candidate::Other(..) => None,
        Candidate::None => only_same(subject, shown.example),
    };
    // What stands in a note, and an address alone, are beside the way.
    let is_on_the_way = |(shown, _): &&(Shown<'_>, Candidate<'_>)| {
        !shown.fence.quoted && shown.example.method.is_some()
    };
    let before = owned[..at].iter().rfind(is_on_the_way).and_then(only)?;
    let behind = owned[at + 1..].iter().find(is_on_the_way).and_then(only)?;
    Some([before, behind])
}

/// The request that an example belongs to by its place on the page, or by what it says.
enum Candidate<'a> {
    /// It has the example's method, path and query.
    Same(&'a Planned),
    /// It differs in them.
    Other(&'a Planned, Vec<Difference>),
    None,
}

fn candidate<'a>(subject: &Subject<'a>, talks: &Talks<'a>, shown: &Shown<'_>) -> Candidate<'a> {
    let Shown { fence, example } = *shown;
    if is_sent_itself(subject, shown, ALL) {
        return Candidate::None;
    }
    let around = talks.around(fence.offset, fence.item);
    let of = |talk: &Talk<'a>| planned(talk, subject.bound);
    let candidates = around.iter().filter_map(of);
    let mut differing: Vec<(&Planned, Vec<Difference>)> = Vec::new();
    for planned in candidates {
        let differences = differences(subject, example, planned);
        if differences.is_empty() {
            return Candidate::Same(planned);
        }
        differing.push((planned, differences));
    }
    // What comes only later may agree with an example, but is not contradicted by it.
    let talk = around.iter().find(|talk| {
        let is_before =
            talk.offset < fence.offset || (talk.item.is_some() && talk.item == fence.item);
        is_before && of(talk).is_some()
    });
    // A name that nothing has takes the place of what was named before.
    let is_covered = |talk: &&Talk<'_>| {
        let between = talk.offset..fence.offset;
        let mut missing = talks.missing.iter();
        missing.any(|missing| between.contains(&missing.offset))
    };
    // An address in the words before and another one in the sample are two requests.
    let is_two = |talk: &&Talk<'_>| talk.by_address && matching(subject, example).is_some();
    let blamed = talk
        .filter(|talk| belongs(subject, talk, fence) && !is_covered(talk) && !is_two(talk))
        .and_then(of);
    let found = blamed.and_then(|blamed| {
        differing
            .into_iter()
            .find(|(planned, _)| planned.item.id == blamed.item.id)
    });
    match found {
        Some((_, differences)) if is_of_another(subject, example, &differences) => Candidate::None,
        Some((planned, differences)) => Candidate::Other(planned, differences),
        None => Candidate::None,
    }
}

/// Whether an example has nothing to do with the request that it is compared with, and is nearly
/// another one: that is what its author meant.
fn is_of_another(subject: &Subject<'_>, example: &Example, differences: &[Difference]) -> bool {
    let is_far = differences
        .iter()
        .any(|difference| difference.weight() >= Difference::FAR);
    let near = || nearest(subject, example);
    is_far
        && matching(subject, example).is_none()
        && near().is_some_and(|(planned, _)| shares_a_word(example, planned))
}

/// The most differences that a message tells one by one.
const TOLD: usize = 5;

fn shortened(mut differences: Vec<String>) -> Vec<String> {
    if differences.len() > TOLD {
        let more = differences.len() - TOLD;
        differences.truncate(TOLD);
        differences.push(format!("and {more} more"));
    }
    differences
}

/// In what headers and body of an example are not those of its request; `None` where nothing is, or
/// so much that another one is shown.
fn differs(subject: &Subject<'_>, example: &Example, planned: &Planned) -> Option<Vec<String>> {
    let differences = contents(example, planned);
    // Where several have the address, the one that is meant has most of what is shown.
    let fewest = if is_shared(subject, example) {
        2
    } else {
        contents::MANY
    };
    let request = example.request.as_ref();
    let is_another =
        request.is_some_and(|request| contents::is_another(request, &differences, fewest));
    (!differences.is_empty() && !is_another).then_some(differences)
}

fn contents_differ(subject: &Subject<'_>, shown: &Shown<'_>, planned: &Planned) -> Option<Finding> {
    let Shown { fence, example } = *shown;
    let Some(differences) = differs(subject, example, planned).map(shortened) else {
        let is_sent = is_sent_itself(subject, shown, ALL);
        let is_other = !is_sent && !contents(example, planned).is_empty();
        return is_other.then(|| other_body(subject, shown, planned));
    };
    let message = format!(
        "the page shows `{}` otherwise: {}",
        planned.item.name,
        differences.join("; ")
    );
    let place = place(subject, fence, example);
    let suggestion = Some(
        "bring one in line with the other: which of them is right, only its author knows".into(),
    );
    Some(Finding {
        collection: Some(names::path(planned).join(" / ")),
        suggestion,
        ..subject.finding(Code::ExampleDiffers, place, message)
    })
}

/// What is told where the method and the path are those of a request, and hardly anything else is.
fn other_body(subject: &Subject<'_>, shown: &Shown<'_>, planned: &Planned) -> Finding {
    let Shown { fence, example } = *shown;
    let message = format!(
        "no request of the collection is `{}` with the body that the page shows",
        example.describe()
    );
    let differences = shortened(contents(example, planned)).join("; ");
    let suggestion = format!("the nearest is `{}`: {differences}", planned.item.name);
    let place = place(subject, fence, example);
    Finding {
        collection: Some(names::path(planned).join(" / ")),
        suggestion: Some(suggestion),
        ..subject.finding(Code::ExampleUnknown, place, message)
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

/// The requests of the collections that steps send as the page shows them.
pub(super) fn sent_as_shown<'a>(subject: &Subject<'a>) -> Vec<&'a Planned> {
    let mut sent = Vec::new();
    for fence in &subject.page.fences {
        for example in fence.examples() {
            if is_sent_itself(subject, &Shown { fence, example }, ALL) {
                sent.extend(shown(subject, example));
            }
        }
    }
    sent
}

/// Whether a directive sends the example itself.
fn is_sent_itself(subject: &Subject<'_>, shown: &Shown<'_>, proving: Proving<'_>) -> bool {
    let place = (shown.fence.offset, shown.example.number);
    let mut steps = subject.sent_places.get(&place).into_iter().flatten();
    steps.any(|at| proving(*at))
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
    let words = told(differences, Some(name));
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
    if subject.collections().is_empty() || example.method.is_none() {
        return None;
    }
    let described = example.describe();
    let (message, collection, suggestion) = match nearest(subject, example) {
        Some((planned, differences)) => (
            format!("no request of the collection is `{described}` as the page shows it"),
            Some(names::path(planned).join(" / ")),
            Some(format!(
                "the nearest is `{}`: {}",
                planned.item.name,
                [
                    told(&differences, None),
                    shortened(contents(example, planned)),
                ]
                .concat()
                .join("; ")
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

/// Differences in words; without a name, those from the request that was named right before.
fn told(differences: &[Difference], name: Option<&str>) -> Vec<String> {
    let subject = name.map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
    let words = differences
        .iter()
        .map(|difference| match (difference, name) {
            (Difference::Method { shown, sent } | Difference::Path { shown, sent, .. }, _) => {
                format!("the page shows `{shown}`, and {subject} sends `{sent}`")
            }
            (Difference::Query(words), Some(_)) => format!("of {subject}: {words}"),
            (Difference::Query(words), None) => words.clone(),
        });
    words.collect()
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
