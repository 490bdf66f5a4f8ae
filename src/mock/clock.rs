//! A service's time of day.

use std::time::Instant;

use jiff::Timestamp;

/// A clock that starts at a given time and then runs with the machine's monotonic clock, so that
/// the wall clock is read by whoever starts the service and nowhere else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    started: Timestamp,
    running_since: Instant,
}

impl Clock {
    pub(crate) fn starting_at(started: Timestamp) -> Self {
        Self {
            started,
            running_since: Instant::now(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.started
            .saturating_add(self.running_since.elapsed())
            .unwrap_or(self.started)
    }
}
