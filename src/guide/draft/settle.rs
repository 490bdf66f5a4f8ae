//! Which words of a section are one sending: those that lead to a request, and those that send it or
//! show it.

use std::collections::VecDeque;

use super::directive::Directive;
use super::passage::Passage;
use super::steps::{Unsettled, Walk};
use crate::guide::directive::lines::Line;
use crate::guide::drift::fits;
use crate::guide::page::example::Example;

impl<'s, 'a: 's> Walk<'s, 'a> {
    /// Sends what is open. What was only used before is the same sending.
    pub(super) fn order(&mut self, step: &mut Directive, is_used: bool) -> Option<Unsettled<'s>> {
        let before = self.unsettled.take();
        let before = before.filter(|before| before.is_used && !is_used);
        let before = before.map(|before| self.steps.remove(before.at));
        self.send(step);
        let edits = before.into_iter().flat_map(|before| before.lines);
        let is_edit = |line: &Line| ["edit", "remove"].contains(&line.key.as_str());
        step.lines.extend(edits.filter(is_edit));
        self.sent_at = Some(self.named_at);
        self.shows_last = false;
        // A name that the collection lacks stays for its author.
        let is_named = self
            .missing
            .is_some_and(|missing| missing.example.is_none());
        let is_loose = is_used || self.by_address || (step.sends.is_empty() && !is_named);
        if !is_loose {
            self.sent_here.extend(self.current);
        }
        is_loose.then_some(Unsettled {
            at: self.steps.len(),
            is_used,
            sent: self.current,
            address: self.missing.and_then(|missing| missing.example.as_ref()),
        })
    }

    /// Whether the page goes on in this section to say that what is open is sent.
    pub(super) fn is_sent_later(&self, rest: &VecDeque<Passage<'s>>) -> bool {
        for passage in rest {
            let (place, _) = passage.place(self.subject);
            if self.talks.section_at(place) != self.section {
                return false;
            }
            let open = self.current.map(|current| &current.item.id);
            match passage {
                Passage::Named(_, planned) if open != Some(&planned.item.id) => return false,
                Passage::Missed(_) | Passage::Folder(_) => return false,
                Passage::Told { instructions, .. }
                    if instructions.iter().any(|(_, told)| told.sends()) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// A fence shows what a step before left open: that is no step of its own.
    pub(super) fn settle(&mut self, example: &Example) {
        let Some(unsettled) = self.unsettled.take() else {
            return;
        };
        let is_same = match (unsettled.sent, unsettled.address) {
            (Some(sent), _) => fits(self.subject, example, sent),
            (None, Some(address)) => {
                let method = address.method.as_deref().unwrap_or_default();
                example.is_like(method, &address.parts) || example.ends_in(method, &address.parts)
            }
            (None, None) => true,
        };
        if is_same {
            self.steps.remove(unsettled.at);
        } else {
            self.unsettled = Some(unsettled);
        }
    }
}
