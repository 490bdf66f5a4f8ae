//! How far a run is, in a line.

use crate::runner::{Event, EventKind};
use crate::text;

/// Counts of a run that goes on.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Items that have ended.
    pub(super) done: usize,
    /// Items of all collections that have begun.
    pub(super) total: usize,
    /// Items of which something failed.
    failed: usize,
    /// When the run began and when the last event was told, in milliseconds since the Unix epoch.
    started: Option<i64>,
    now: i64,
}

impl Tally {
    /// Takes an event.
    pub(super) fn note(&mut self, event: &Event) {
        self.now = event.at.time;
        match &event.kind {
            EventKind::Start(_) => {
                self.started.get_or_insert(event.at.time);
                self.total += event.at.cursor.length * event.at.cursor.cycles;
            }
            EventKind::Item(end) => {
                self.done += 1;
                self.failed += usize::from(end.has_failed);
            }
            _ => {}
        }
    }

    /// Milliseconds from the run's begin to the last event.
    pub(super) fn took(&self) -> u64 {
        let took = self.now - self.started.unwrap_or(self.now);
        u64::try_from(took).unwrap_or(0)
    }

    /// `120 of 400 requests, 2 failed, 3.1s`: what has ended after `millis` milliseconds.
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds, shown to a tenth of a second at most"
    )]
    pub(super) fn words(&self, millis: u64) -> String {
        let requests = text::plural(self.total.max(self.done), "request");
        let of = if self.done < self.total {
            format!("{} of ", self.done)
        } else {
            String::new()
        };
        let time = text::duration(millis as f64);
        format!("{of}{requests}, {} failed, {time}", self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_goes_on_says_of_how_many_it_has_done_some() {
        let mut tally = Tally {
            done: 120,
            total: 400,
            failed: 2,
            ..Tally::default()
        };
        assert_eq!(tally.words(3_100), "120 of 400 requests, 2 failed, 3.1s");
        tally.done = 400;
        assert_eq!(tally.words(900), "400 requests, 2 failed, 900ms");
        // Scripts may go back.
        tally.done = 401;
        assert_eq!(tally.words(900), "401 requests, 2 failed, 900ms");
    }
}
