//! Items that passed, but not at once, and those that were not run.

use crate::text;

/// An item that could not be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRun {
    /// The item with its folders: `Folder / Request`.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// An item that passed, but not at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaky {
    /// The item with its folders: `Folder / Request`.
    pub path: String,
    /// How often its request failed before it was answered.
    pub failed_attempts: u32,
    /// How often it failed in runs of its unit before.
    pub failed_runs: u32,
    /// The iteration, from 0.
    pub iteration: usize,
}

impl Flaky {
    /// Why it is called so.
    pub fn reason(&self) -> String {
        if self.failed_runs > 0 {
            let runs = text::plural(self.failed_runs as usize, "run");
            return format!("passed after {runs} that failed");
        }
        let attempts = text::plural(self.failed_attempts as usize, "attempt");
        format!("answered after {attempts} without a response")
    }
}
