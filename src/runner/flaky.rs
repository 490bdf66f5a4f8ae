//! Items that passed, but not at once, those that were tried in vain, and those that were not run.

use crate::text;

/// An item that could not be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRun {
    /// The item with its folders: `Folder / Request`.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// An item that was tried several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaky {
    /// The item with its folders: `Folder / Request`.
    pub path: String,
    /// How often it was tried before, in vain (`--retry`).
    pub failed_attempts: u32,
    /// How often it failed in runs of its unit before (`--retry-failed`).
    pub failed_runs: u32,
    /// The iteration, from 0.
    pub iteration: usize,
    /// Whether it failed the last time, too.
    pub has_failed: bool,
}

impl Flaky {
    /// Why it is called so, or how often it was tried in vain.
    pub fn reason(&self) -> String {
        let (count, what) = match self.failed_runs {
            0 => (self.failed_attempts, "attempt"),
            runs => (runs, "run"),
        };
        let count = count as usize;
        if self.has_failed {
            return format!("failed in {}", text::plural(count + 1, what));
        }
        format!("passed after {} that failed", text::plural(count, what))
    }
}
