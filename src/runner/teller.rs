//! Where the events of a run go: masked, into the summary, and on to whoever listens.

use std::cell::RefCell;

use super::keeper::Keeper;
use super::masker::Masker;
use super::{Event, EventKind, FailureRecord, Sink, Summary};

/// Masks events, folds them into the summary and hands them on, in order.
pub(super) struct Teller<'a> {
    keeper: &'a Keeper,
    inner: RefCell<Inner<'a>>,
}

struct Inner<'a> {
    masker: Masker,
    summary: Summary,
    sink: &'a mut dyn Sink,
    /// What is held back: each event in the clear, and masked.
    held: Option<Vec<(Event, Event)>>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(keeper: &'a Keeper, sink: &'a mut dyn Sink) -> Self {
        let inner = Inner {
            masker: Masker::default(),
            summary: Summary::default(),
            sink,
            held: None,
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
        if inner.held.is_some() {
            let clear = event.clone();
            inner.masker.mask(&mut event, self.keeper);
            inner.held.get_or_insert_default().push((clear, event));
            return;
        }
        inner.sink.in_the_clear(&event);
        inner.masker.mask(&mut event, self.keeper);
        inner.summary.note(&event);
        inner.sink.event(&event);
    }

    /// Holds back what is told from here on.
    pub(super) fn hold(&self) {
        self.inner.borrow_mut().held.get_or_insert_default();
    }

    /// Tells what was held back.
    pub(super) fn release(&self) {
        let inner = &mut *self.inner.borrow_mut();
        for (clear, event) in inner.held.take().into_iter().flatten() {
            inner.pass_on(&clear, &event);
        }
    }

    /// Tells nothing of what was held back, but what is told once in a run.
    pub(super) fn forget(&self) {
        let inner = &mut *self.inner.borrow_mut();
        for (clear, event) in inner.held.take().into_iter().flatten() {
            if let EventKind::Contract(_) = event.kind {
                inner.pass_on(&clear, &event);
            }
        }
    }

    /// The first of what was held back that is a failure.
    pub(super) fn first_held_failure(&self) -> Option<FailureRecord> {
        let inner = self.inner.borrow();
        let mut summary = Summary::default();
        for (_, event) in inner.held.iter().flatten() {
            summary.note(event);
        }
        summary.failures.into_iter().next()
    }

    /// Whether a listener wants to be told what the variables are after each script.
    pub(super) fn wants_variables(&self) -> bool {
        self.inner.borrow().sink.wants_variables()
    }

    /// Whether a listener shows what the steps of a guide prove.
    pub(super) fn wants_proofs(&self) -> bool {
        self.inner.borrow().sink.wants_proofs()
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

impl Inner<'_> {
    fn pass_on(&mut self, clear: &Event, event: &Event) {
        self.sink.in_the_clear(clear);
        self.summary.note(event);
        self.sink.event(event);
    }
}
