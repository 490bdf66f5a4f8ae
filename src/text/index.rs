//! Forms of secrets, found in a text: at each place the next four bytes tell whether any form begins
//! with them, and only then is the longest form that stands there looked up.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};

use super::reach::{Part, Reach, stands_alone};
use super::starts::Starts;

/// How long a form is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// For ever.
    Lasting,
    /// Until its secret is forgotten.
    Passing,
}

/// Every form of every secret.
#[derive(Default)]
pub(super) struct Index {
    forms: BTreeMap<Vec<u8>, Holders>,
    /// What the forms begin with; forms that were forgotten since it was made count as well.
    starts: Starts,
    /// How many forms were forgotten since `starts` was made without them.
    forgotten: usize,
    /// The length of the longest form that was ever held.
    longest: usize,
}

/// Whose form a form is, and where it counts.
#[derive(Default)]
struct Holders {
    reach: Reach,
    /// That of a secret which is never forgotten.
    is_lasting: bool,
    /// How many of the passing secrets have it.
    passing: usize,
}

impl Index {
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The length of the longest form.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a form is kept for ever.
    pub(super) fn is_lasting(&self, form: &[u8]) -> bool {
        self.forms
            .get(form)
            .is_some_and(|holders| holders.is_lasting)
    }

    /// Keeps a form.
    pub(super) fn hold(&mut self, form: &[u8], reach: Reach, term: Term) {
        if !self.forms.contains_key(form) {
            if !self.starts.has_room_for(self.forms.len() + 1) {
                self.starts = Starts::of(self.forms.keys());
            }
            self.starts.add(form);
            self.longest = self.longest.max(form.len());
        }
        let holders = self.forms.entry(form.to_owned()).or_default();
        holders.reach.add(reach);
        match term {
            Term::Lasting => holders.is_lasting = true,
            Term::Passing => holders.passing += 1,
        }
    }

    /// Forgets a form of one secret that passes.
    pub(super) fn release(&mut self, form: &[u8]) {
        let Some(holders) = self.forms.get_mut(form) else {
            return;
        };
        holders.passing -= 1;
        if holders.passing == 0 && !holders.is_lasting {
            self.forms.remove(form);
            self.forgotten += 1;
        }
    }

    /// Makes what tells where forms begin anew, when more of it is of those that were forgotten.
    pub(super) fn tidy(&mut self) {
        if self.forgotten > self.forms.len() {
            self.forgotten = 0;
            self.starts = Starts::of(self.forms.keys());
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.forms.len()
    }

    /// Where the first form stands from a place on, the longest if there are several.
    pub(super) fn find(&self, bytes: &[u8], mut from: usize, part: Part) -> Option<Range<usize>> {
        if self.forms.is_empty() {
            return None;
        }
        loop {
            let at = self.starts.first(bytes, from..bytes.len())?;
            if let Some(end) = self.form_at(bytes, at, part) {
                return Some(at..end);
            }
            from = at + 1;
        }
    }

    /// Where the longest form ends that stands there and counts there.
    ///
    /// In order, it is the last one that is not behind the text; or, if something stands between
    /// that has only its beginning in common with the text, the last one not behind this beginning.
    fn form_at(&self, bytes: &[u8], at: usize, part: Part) -> Option<usize> {
        let mut text = &bytes[at..];
        loop {
            let upto = (Bound::Unbounded, Bound::Included(text));
            let (form, holders) = self.forms.range::<[u8], _>(upto).next_back()?;
            let shared = shared_length(form, text);
            if shared < form.len() {
                text = &text[..shared];
                continue;
            }
            let end = at + shared;
            let alone = || stands_alone(bytes, &(at..end));
            if holders.reach.covers(part, alone) {
                return Some(end);
            }
            text = &text[..shared.checked_sub(1)?];
        }
    }
}

/// How many bytes two texts have in common at their beginnings.
fn shared_length(one: &[u8], other: &[u8]) -> usize {
    const STEP: usize = 32;
    let steps = one.chunks_exact(STEP).zip(other.chunks_exact(STEP));
    let alike = STEP * steps.take_while(|(one, other)| one == other).count();
    let rest = one[alike..].iter().zip(&other[alike..]);
    alike + rest.take_while(|(one, other)| one == other).count()
}
