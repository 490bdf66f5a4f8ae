//! Where the events of a run go: into the summary, and on to whoever listens.

use std::cell::RefCell;

use super::{Event, Sink, Summary};

/// Folds events into the summary and hands them on, in order.
pub(super) struct Teller<'a> {
    inner: RefCell<Inner<'a>>,
}

struct Inner<'a> {
    summary: Summary,
    sink: &'a mut dyn Sink,
}

impl<'a> Teller<'a> {
    pub(super) fn new(sink: &'a mut dyn Sink) -> Self {
        Self {
            inner: RefCell::new(Inner {
                summary: Summary::default(),
                sink,
            }),
        }
    }

    /// Tells of an event. Must not be called by a listener.
    pub(super) fn tell(&self, event: &Event<'_>) {
        let inner = &mut *self.inner.borrow_mut();
        inner.sink.event(event);
        let before = inner.summary.failures.len();
        inner.summary.note(event);
        for failure in &mut inner.summary.failures[before..] {
            failure.error.map(|text| inner.sink.mask(text).into_owned());
        }
    }

    /// Changes the summary, or reads it.
    pub(super) fn summary<T>(&self, use_it: impl FnOnce(&mut Summary) -> T) -> T {
        use_it(&mut self.inner.borrow_mut().summary)
    }

    /// Ends the stream: the last event shows the summary itself.
    pub(super) fn finish(self, done: impl FnOnce(&Summary, &mut dyn Sink)) -> Summary {
        let inner = self.inner.into_inner();
        done(&inner.summary, inner.sink);
        inner.summary
    }
}
