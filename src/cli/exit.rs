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
    /// 128 and the number of the signal, `130` after Ctrl-C: interrupted; reports and exports were
    /// written.
    Interrupted(Signal),
}

/// What asked the program to end; on Windows, the event of the console that comes nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP: the terminal went away.
    HangUp,
    /// SIGINT: Ctrl-C.
    Interrupt,
    /// SIGQUIT: Ctrl-\ or, on Windows, Ctrl-Break.
    Quit,
    /// SIGTERM: the system or a supervisor wants it.
    Terminate,
}

impl Exit {
    /// The code as a number.
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Invalid => 2,
            Self::NotRun => 3,
            Self::Interrupted(signal) => 128 + signal.number(),
        }
    }
}

impl Signal {
    fn number(self) -> u8 {
        match self {
            Self::HangUp => 1,
            Self::Interrupt => 2,
            Self::Quit => 3,
            Self::Terminate => 15,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
