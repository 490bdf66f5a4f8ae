//! Exit codes.

use std::process::ExitCode;

/// How the program ended, as its exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// `0`: all passed.
    Passed,
    /// `1`: something that ran failed: an assertion, a script, a request.
    Failed,
    /// `2`: nothing ran: a bad command line or bad input.
    Invalid,
    /// `3`: a guide's prerequisites are missing, so it was not run.
    NotRun,
    /// `130`: interrupted; reports and exports were written.
    Interrupted,
}

impl Exit {
    /// The code as a number.
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Invalid => 2,
            Self::NotRun => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
