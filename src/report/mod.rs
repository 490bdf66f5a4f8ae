//! Reporters: what a run looks like on a terminal, in a file, in a stream.

use crate::runner::{Event, Summary};

/// What is told of a run, in one form.
pub trait Reporter {
    /// Takes an event while the run goes.
    fn event(&mut self, event: &Event<'_>);

    /// Ends the report; called once, after [`Event::Done`], also when the run was interrupted.
    ///
    /// # Errors
    /// The report could not be written; the message names its file.
    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError>;
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be created or written.
    #[error("report `{}` could not be written: {cause}", path.display())]
    File {
        /// The report's file.
        path: std::path::PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Standard output could not be written to.
    #[error("the {reporter} report could not be written to standard output: {cause}")]
    Output {
        /// The reporter's name.
        reporter: &'static str,
        /// What the system said.
        cause: std::io::Error,
    },
}
