//! Where the events of a run go: masked, into the summary, and on to whoever listens.

use std::cell::RefCell;

use super::keeper::Keeper;
use super::masker::Masker;
use super::{Event, Sink, Summary};

/// Masks events, folds them into the summary and hands them on, in order.
pub(super) struct Teller<'a> {
    keeper: &'a Keeper,
    inner: RefCell<Inner<'a>>,
}

struct Inner<'a> {
    masker: Masker,
    summary: Summary,
    sink: &'a mut dyn Sink,
}

impl<'a> Teller<'a> {
    pub(super) fn new(keeper: &'a Keeper, sink: &'a mut dyn Sink) -> Self {
        let inner = Inner {
            masker: Masker::default(),
            summary: Summary::default(),
            sink,
        };
        Self {
            keeper,
            inner: RefCell::new(inner),
        }
    }

    /// Tells of an event. Must not be called by a listener.
    pub(super) fn tell(&self, mut event: Event) {
        let inner = &mut *self.inner.borrow_mut();
        self.keeper.learn(&event);
        inner.sink.in_the_clear(&event);
        inner.masker.mask(&mut event, self.keeper);
        inner.summary.note(&event);
        inner.sink.event(&event);
    }

    /// Whether a listener wants to be told what the variables are after each script.
    pub(super) fn wants_variables(&self) -> bool {
        self.inner.borrow().sink.wants_variables()
    }

    /// How much has failed so far.
    pub(super) fn failures(&self) -> usize {
        self.inner.borrow().summary.failures.len()
    }

    /// Goes on with what was masked before, for the same keeper.
    pub(super) fn with_masker(self, masker: Masker) -> Self {
        self.inner.borrow_mut().masker = masker;
        self
    }

    /// What was masked so far.
    pub(super) fn into_masker(self) -> Masker {
        self.inner.into_inner().masker
    }

    /// What the run amounts to.
    pub(super) fn into_summary(self) -> Summary {
        self.inner.into_inner().summary
    }
}
