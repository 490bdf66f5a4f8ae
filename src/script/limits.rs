//! What a script may use.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Limits that hold for each script. They protect the run, not the user: a script that oversteps
/// one ends with a clear error and the run goes on.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Memory of the engine in bytes, everything that scripts of the run keep included.
    pub memory: usize,
    /// Stack in bytes.
    pub stack: usize,
    /// Time from a script's first statement to its last timer and request; `None` is without limit,
    /// as Newman's default.
    pub time: Option<Duration>,
    /// The longest that a script may compute without giving way: nothing else would stop an endless
    /// loop where there is no limit of time.
    pub busy: Duration,
    /// Console lines of one script.
    pub console_lines: usize,
    /// Bytes of console lines, assertions and requests that a script may pile up before it gives
    /// way.
    pub output: usize,
    /// When the whole run is over: no script computes beyond it.
    pub run_ends: Option<tokio::time::Instant>,
    /// Stops a script in the middle when the user ends the run.
    pub stop: Stop,
    /// Whether scripts are told what of Postman's old API they use.
    pub deprecations: Deprecations,
}

/// What happens where a script uses the API that Postman had before `pm`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Deprecations {
    /// Nothing: it works, and a report is about requests.
    // Differs from Postman: Newman warns in every run
    // (`the_old_api_is_warned_of_once_a_script_where_that_is_wanted`).
    #[default]
    Silent,
    /// A console warning names what to use instead, as in the Postman app: once a script for each
    /// name.
    Warned,
}

/// A request to stop that can come from another thread, such as one that waits for signals.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    released: Arc<AtomicBool>,
}

impl Stop {
    /// Asks for the stop.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked for.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed) && !self.is_released()
    }

    /// Lets what must still be done after the run's end be done, such as putting back what was
    /// changed.
    pub fn release(&self) {
        self.released.store(true, Ordering::Relaxed);
    }

    fn is_released(&self) -> bool {
        self.released.load(Ordering::Relaxed)
    }
}

impl Limits {
    /// Whether the run is to end: the user asked for it, or its time is up.
    pub fn is_over(&self) -> bool {
        self.stop.is_asked() || self.run_is_late()
    }

    /// When no script may compute any more, unless that was released.
    pub(super) fn end(&self) -> Option<tokio::time::Instant> {
        self.run_ends.filter(|_| !self.stop.is_released())
    }

    /// Whether the time for the whole run is over.
    pub fn run_is_late(&self) -> bool {
        self.end()
            .is_some_and(|end| tokio::time::Instant::now() >= end)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 512 << 20,
            stack: 1 << 20,
            time: None,
            busy: Duration::from_mins(2),
            console_lines: 100_000,
            output: 64 << 20,
            run_ends: None,
            stop: Stop::default(),
            deprecations: Deprecations::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_released_is_not_stopped_any_more() {
        let run_ends = Some(tokio::time::Instant::now());
        let limits = Limits {
            run_ends,
            ..Limits::default()
        };
        limits.stop.ask();
        assert!(limits.is_over() && limits.run_is_late());
        limits.stop.release();
        assert!(!limits.is_over() && !limits.run_is_late() && limits.end().is_none());
    }
}
