//! Why a report could not be written.

use std::io;
use std::path::PathBuf;

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
    /// Standard output could not be written to.
    #[error("the {reporter} report could not be written to standard output: {cause}")]
    Output {
        /// The reporter's name.
        reporter: &'static str,
        /// What the system said.
        cause: io::Error,
    },
}
