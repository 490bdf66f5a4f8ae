//! The steps of a guide, one after the other; each alternative of its page begins with what the guide
//! began with.

use super::Walk;
use crate::runner::Session;

impl Walk<'_> {
    pub(super) async fn go(&mut self, session: &mut Session<'_>) {
        let beginning = session.beginning();
        let tab = |at: usize| {
            self.bound.guide.steps[at]
                .tab
                .as_ref()
                .map(|(number, _)| *number)
        };
        let part: Vec<(usize, Option<usize>)> = self.part().map(|at| (at, tab(at))).collect();
        let mut before = part.first().and_then(|(_, tab)| *tab);
        for (at, tab) in part {
            if tab != before {
                self.put_back(session).await;
                session.begin_again(&beginning);
                self.begin_again();
                before = tab;
            }
            self.outcome.end.cursor = self.cursor(at, session);
            self.step(session, at).await;
        }
    }

    /// Begins with the next alternative of the page: nothing of the one before is left.
    fn begin_again(&mut self) {
        let Self { bound, options, .. } = *self;
        *self = Self {
            outcome: std::mem::take(&mut self.outcome),
            halted: self.halted,
            ..Self::new(bound, options)
        };
        self.failed_before = self.outcome.failed;
    }

    /// Whether a step of this alternative has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.outcome.failed > self.failed_before
    }
}
