//! What running a guide amounts to.

use crate::runner::{End, Verdict};

/// How a guide went.
#[derive(Debug, Clone, Default)]
pub struct GuideOutcome {
    /// How many steps passed.
    pub passed: usize,
    /// How many failed; what could not be put back counts too.
    pub failed: usize,
    /// How many were not run.
    pub not_run: usize,
    /// The numbers of the steps that passed, from 0.
    pub proven: Vec<usize>,
    /// Variables that the header needs and that had no value: nothing was run.
    pub missing: Vec<String>,
    /// Where and how the run ended, for [`Session::finish`](crate::runner::Session::finish).
    pub end: End,
}

/// What a guide's outcome means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Steps ran, and all of them passed.
    Passed,
    /// A step failed, or none ran.
    Failed,
    /// The reader did not bring what the guide needs: nothing ran.
    NeedsMissing,
    /// The user ended it.
    Interrupted,
}

impl GuideOutcome {
    /// What it means. A guide in which nothing ran has not passed.
    pub fn conclusion(&self) -> Conclusion {
        match () {
            () if self.end.interrupted => Conclusion::Interrupted,
            () if !self.missing.is_empty() => Conclusion::NeedsMissing,
            () if self.failed > 0 || self.passed == 0 => Conclusion::Failed,
            () => Conclusion::Passed,
        }
    }

    pub(crate) fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::NotRun(_) => self.not_run += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_in_which_nothing_ran_has_not_passed() {
        let outcome = |passed, failed, not_run| GuideOutcome {
            passed,
            failed,
            not_run,
            ..GuideOutcome::default()
        };
        assert_eq!(outcome(2, 0, 1).conclusion(), Conclusion::Passed);
        assert_eq!(outcome(2, 1, 0).conclusion(), Conclusion::Failed);
        assert_eq!(outcome(0, 0, 3).conclusion(), Conclusion::Failed);
        let missing = GuideOutcome {
            missing: vec!["url".into()],
            ..outcome(0, 0, 3)
        };
        assert_eq!(missing.conclusion(), Conclusion::NeedsMissing);
        let end = End {
            interrupted: true,
            ..End::default()
        };
        assert_eq!(
            GuideOutcome {
                end,
                ..outcome(1, 0, 0)
            }
            .conclusion(),
            Conclusion::Interrupted
        );
    }
}
