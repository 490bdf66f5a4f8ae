//! Why a report could not be written.

use std::io;
use std::path::PathBuf;

use super::html::TemplateProblem;
use crate::collection::CollectionError;

/// A report that is not there, or not whole. It takes no other report down.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be created or written.
    #[error("report `{}` could not be written: {cause}", path.display())]
    File {
        /// The report's file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// What a report collects for its end could not be kept in a temporary file.
    #[error("the {reporter} report could not be kept in a temporary file: {cause}")]
    Spool {
        /// The reporter's name.
        reporter: &'static str,
        /// What the system said.
        cause: io::Error,
    },
    /// An option of a reporter that does not take its value.
    #[error("`--reporter-{option} {value}`: expected {expected}")]
    Option {
        /// The option, the reporter's name first.
        option: &'static str,
        /// The value that was given.
        value: String,
        /// What it takes.
        expected: &'static str,
    },
    /// A file that a reporter reads, and can't.
    #[error(transparent)]
    Unreadable(#[from] CollectionError),
    /// A template that is none.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// A program that a report was given to.
    #[error("`{command}`, which the run was reported to, {problem}")]
    Command {
        /// The command, as it was given.
        command: String,
        /// What became of it.
        problem: String,
    },
    /// Nobody listens where the program that started the run said that it does.
    #[error("nobody listens at `{}`: {cause}", path.display())]
    Listener {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Standard output could not be written to.
    #[error("the {reporter} report could not be written to standard output: {cause}")]
    Output {
        /// The reporter's name.
        reporter: &'static str,
        /// What the system said.
        cause: io::Error,
    },
}
