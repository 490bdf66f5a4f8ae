//! What the steps of pages prove: which requests of the collections they send, and which samples
//! they send or compare.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

use super::talk::Talks;
use super::{Subject, examples, names};
use crate::collection::Collection;
use crate::guide::directive::step::Step;
use crate::guide::page::fence::Fence;

/// What the steps of pages prove, page after page.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    collections: Vec<(Arc<Collection>, Vec<Request>)>,
    samples: Vec<Sample>,
}

/// A request of a collection.
#[derive(Debug, Clone)]
struct Request {
    id: String,
    path: String,
    is_sent: bool,
}

/// A sample of a page.
#[derive(Debug, Clone)]
struct Sample {
    place: String,
    what: String,
    is_proven: bool,
}

impl Coverage {
    /// Adds what a page proves.
    pub(super) fn add(&mut self, subject: &Subject<'_>, talks: &Talks<'_>) {
        for requests in subject.collections() {
            let is_one =
                |(known, _): &(Arc<Collection>, _)| Arc::ptr_eq(known, &requests.collection);
            if !self.collections.iter().any(is_one) {
                let all = requests.requests().map(|planned| Request {
                    id: planned.item.id.clone(),
                    path: names::path(planned)[1..].join(" / "),
                    is_sent: false,
                });
                let known = (Arc::clone(&requests.collection), all.collect());
                self.collections.push(known);
            }
        }
        let all = self.collections.iter_mut().flat_map(|(_, all)| all);
        for request in all {
            request.is_sent |= subject.sent().any(|sent| sent.item.id == request.id);
        }
        for fence in &subject.page.fences {
            let is_request = !fence.examples().is_empty();
            let is_proven = if is_request {
                examples::is_sent(subject, talks, fence)
            } else {
                is_compared(subject, fence)
            };
            let what = match fence.examples() {
                [first, ..] => first.describe(),
                [] => "JSON".to_owned(),
            };
            if is_request || is_json(fence) {
                self.samples.push(Sample {
                    place: format!("{}:{}", subject.name, fence.at.line),
                    what,
                    is_proven,
                });
            }
        }
    }

    /// What is proven and what is not, as Markdown.
    pub fn markdown(&self) -> String {
        let all = || self.collections.iter().flat_map(|(_, all)| all);
        let sent = all().filter(|request| request.is_sent).count();
        let proven = self
            .samples
            .iter()
            .filter(|sample| sample.is_proven)
            .count();
        let (requests, samples) = (all().count(), self.samples.len());
        let mut text = format!(
            "# What the pages prove\n\n{sent} of {requests} requests are sent by a step, {proven} of {samples} samples are sent or compared.\n"
        );
        // Writing to a string can't fail.
        for (collection, all) in &self.collections {
            let left: Vec<&Request> = all.iter().filter(|request| !request.is_sent).collect();
            if !left.is_empty() {
                let _ = write!(
                    text,
                    "\n## Requests of {} that no step sends\n\n",
                    collection.name
                );
            }
            for request in left {
                let _ = writeln!(text, "- {}", request.path);
            }
        }
        let left = self.samples.iter().filter(|sample| !sample.is_proven);
        for (number, sample) in left.enumerate() {
            if number == 0 {
                text.push_str("\n## Samples that no step proves\n\n");
            }
            let _ = writeln!(
                text,
                "- {}: `{}`",
                sample.place,
                sample.what.replace('`', "'")
            );
        }
        text
    }
}

fn is_json(fence: &Fence) -> bool {
    let text = fence.text.trim_start();
    fence.says_json() || text.starts_with(['{', '['])
}

/// Whether a step compares a sample with its response, or sends it as its body.
fn is_compared(subject: &Subject<'_>, fence: &Fence) -> bool {
    let shown = serde_json::from_str::<Value>(&fence.text).ok();
    let compares = |step: &Step| {
        let shape = step.expect.shape.as_ref().map(|shape| &shape.sample);
        let mut samples = step.expect.contains.iter().chain(shape);
        let body = step.sending().and_then(|sending| sending.body.as_ref());
        samples.any(|sample| sample.fence == fence.offset)
            || (body.is_some() && body == shown.as_ref())
    };
    subject.steps().iter().any(compares)
}
