//! What the steps of pages prove: which requests of the collections they send, and which samples
//! they send or compare.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

use super::proving::Proving;
use super::talk::{self, Talks};
use super::{Subject, examples, names};
use crate::collection::Collection;
use crate::guide::directive::step::Step;
use crate::guide::error::Problems;
use crate::guide::page::fence::Fence;
use crate::guide::run::bound::Bound;
use crate::guide::sequence::Guide;
use crate::guide::texts::Texts;
use crate::runner::{Proof, Proofs, Sent};

/// What the steps of pages prove, page after page.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// The collections in the order of their proofs.
    collections: Vec<Arc<Collection>>,
    proofs: Proofs,
}

/// What the steps of a guide prove that have passed, by their numbers from 0.
pub fn proofs(texts: &Texts<'_>, bound: &Bound, passed: &[usize]) -> Proofs {
    let mut problems = Problems::default();
    let (_, page) = Guide::read_parts(texts, &mut problems);
    let subject = Subject::new(texts, &page, bound, None);
    let talks = talk::read(&subject, &mut Vec::new());
    let mut coverage = Coverage::default();
    coverage.add(&subject, &talks, &|at| passed.contains(&at));
    coverage.proofs
}

impl Coverage {
    /// Adds what a page proves.
    pub(super) fn add(&mut self, subject: &Subject<'_>, talks: &Talks<'_>, proving: Proving<'_>) {
        let sent = subject.sent_by(proving);
        let sent: Vec<&str> = sent.map(|planned| &*planned.item.id).collect();
        for requests in subject.collections() {
            let collection = &requests.collection;
            let mut known = self.collections.iter();
            let number = known.position(|known| Arc::ptr_eq(known, collection));
            let number = number.unwrap_or_else(|| {
                self.collections.push(Arc::clone(collection));
                let all = requests.requests().map(|planned| Proof {
                    place: names::path(planned)[1..].join(" / "),
                    ..Proof::default()
                });
                self.proofs.collections.push(Sent {
                    name: collection.name.clone(),
                    requests: all.collect(),
                });
                self.collections.len() - 1
            });
            if sent.is_empty() {
                continue;
            }
            let all = &mut self.proofs.collections[number].requests;
            for (request, planned) in all.iter_mut().zip(requests.requests()) {
                request.is_proven |= sent.contains(&&*planned.item.id);
            }
        }
        let left = examples::left(subject, talks, proving);
        for fence in &subject.page.fences {
            let is_request = !fence.examples().is_empty();
            let is_proven = if is_request {
                !left.contains(&fence.offset)
            } else {
                is_compared(subject, fence, proving)
            };
            let what = match fence.examples() {
                [first, ..] => first.describe(),
                [] => "JSON".to_owned(),
            };
            if is_request || is_json(fence) {
                self.proofs.samples.push(Proof {
                    place: format!("{}:{}", subject.name, fence.at.line),
                    what,
                    is_proven,
                });
            }
        }
    }

    /// What is proven and what is not, as Markdown.
    pub fn markdown(&self) -> String {
        let (sent, proven) = (self.proofs.sent(), self.proofs.proven());
        let mut text = format!(
            "# What the pages prove\n\n{} of {} requests are sent by a step, {} of {} samples are sent or compared.\n",
            sent.covered, sent.total, proven.covered, proven.total
        );
        // Writing to a string can't fail.
        for (title, left) in self.proofs.left() {
            let _ = write!(text, "\n## {title}\n\n");
            for proof in left {
                let _ = match &proof.what[..] {
                    "" => writeln!(text, "- {}", proof.place),
                    what => writeln!(text, "- {}: `{}`", proof.place, what.replace('`', "'")),
                };
            }
        }
        text
    }
}

fn is_json(fence: &Fence) -> bool {
    let text = fence.text.trim_start();
    fence.says_json() || text.starts_with(['{', '['])
}

/// Whether a step compares a sample with its response, or sends it as its body.
fn is_compared(subject: &Subject<'_>, fence: &Fence, proving: Proving<'_>) -> bool {
    let shown = serde_json::from_str::<Value>(&fence.text).ok();
    let compares = |step: &Step| {
        let shape = step.expect.shape.as_ref().map(|shape| &shape.sample);
        let mut samples = step.expect.contains.iter().chain(shape);
        let body = step.sending().and_then(|sending| sending.body.as_ref());
        samples.any(|sample| sample.fence == fence.offset)
            || (body.is_some() && body == shown.as_ref())
    };
    let mut steps = subject.steps().iter().enumerate();
    // What another page's step compares stands there.
    steps.any(|(at, step)| step.page.is_none() && compares(step) && proving(at))
}
