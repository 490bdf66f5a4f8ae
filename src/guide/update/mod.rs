//! `guide update`: what servers answer goes into the samples of a page that its steps compare with
//! responses.
//!
//! A sample changes only where the comparison of its step does not hold, and nothing else of the
//! page does. Bodies are those of the events of a run: what is secret is masked in them.

mod collection;
mod json;
mod place;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::exchange::Exchange;
use crate::guide::directive::renew::Compared;
use crate::guide::directive::selector::json_body;
use crate::guide::error::Problems;
use crate::guide::page::Page;
use crate::guide::run::bound::Bound;
use crate::text::Splice;

pub use collection::{PageRequest, into_collection};

/// The samples of a page that are to show what servers answer.
#[derive(Debug, Default)]
pub struct Samples {
    list: Vec<(usize, Compared)>,
}

/// What is to be changed of a page.
#[derive(Debug, Default)]
pub struct Update {
    /// The changes, in the order of the page.
    pub splices: Vec<Splice>,
    /// The steps, by their numbers, whose samples could not be looked at, and why.
    pub left: Vec<(usize, String)>,
}

impl Bound {
    /// Takes the samples out of what the steps expect: a run does not fail where one is out of date.
    pub fn take_samples(&mut self) -> Samples {
        let steps = self.guide.steps.iter_mut().enumerate();
        let taken = steps.flat_map(|(index, step)| {
            let samples = step.expect.take_samples().into_iter();
            samples.map(move |sample| (index + 1, sample))
        });
        Samples {
            list: taken.collect(),
        }
    }
}

impl Samples {
    /// Whether no step compares a sample.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What is to be changed of the page, by the responses that its steps looked at and that were as
    /// these expect, by the steps' numbers.
    pub fn update(&self, text: &str, answers: &BTreeMap<usize, Arc<Exchange>>) -> Update {
        let page = Page::read(text, &mut Problems::default());
        let mut update = Update::default();
        let mut renewed: BTreeMap<usize, Value> = BTreeMap::new();
        for (step, compared) in &self.list {
            let Some(exchange) = answers.get(step) else {
                update.left.push((*step, "it has not passed".to_owned()));
                continue;
            };
            match json_body(exchange) {
                Ok(body) => {
                    let sample = compared.sample();
                    let changed = compared.renewed(&body);
                    if changed != sample.value {
                        renewed.entry(sample.fence).or_insert(changed);
                    }
                }
                Err(missed) => update.left.push((*step, missed)),
            }
        }
        for fence in &page.fences {
            let Some(value) = renewed.get(&fence.offset) else {
                continue;
            };
            let splices = json::onto(&fence.text, value).unwrap_or_default();
            update.splices.extend(place::in_page(text, fence, splices));
        }
        update
    }
}
