//! Where a report of text goes: a file that is complete or not there, or a stream.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use super::{Readers, ReportError, ReportFile};

/// Takes the text of a report, and remembers the first error.
pub struct Output {
    target: Target,
    failed: Option<io::Error>,
}

enum Target {
    File(ReportFile),
    /// A file that others write to as well.
    Shared(io::BufWriter<File>, PathBuf),
    Stream(Box<dyn Write>, &'static str),
}

impl Output {
    /// A file, put in its place when the report is complete.
    pub fn file(file: ReportFile) -> Self {
        Self::to(Target::File(file))
    }

    /// The end of a file that others write to as well, at `path`; where it is not there, it is made for
    /// these readers.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn end_of(path: PathBuf, readers: Readers) -> Result<Self, ReportError> {
        match readers.options().append(true).create(true).open(&path) {
            Ok(file) => Ok(Self::to(Target::Shared(io::BufWriter::new(file), path))),
            Err(cause) => Err(ReportError::File { path, cause }),
        }
    }

    /// A stream; `reporter` is the name that errors give.
    pub fn stream(out: Box<dyn Write>, reporter: &'static str) -> Self {
        Self::to(Target::Stream(out, reporter))
    }

    fn to(target: Target) -> Self {
        Self {
            target,
            failed: None,
        }
    }

    /// Writes text, unless writing has failed before.
    pub(super) fn write(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.writer().write_all(text.as_bytes()).err();
        }
    }

    /// Shows what was written so far.
    pub(super) fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.writer().flush().err();
        }
    }

    /// Ends the report.
    pub(super) fn finish(mut self) -> Result<(), ReportError> {
        self.flush();
        let failed = self.failed.take();
        match self.target {
            Target::File(file) => match failed {
                Some(cause) => Err(ReportError::File {
                    path: file.path().to_owned(),
                    cause,
                }),
                None => file.complete(),
            },
            Target::Shared(_, path) => {
                failed.map_or(Ok(()), |cause| Err(ReportError::File { path, cause }))
            }
            // A reader that went away is nothing wrong.
            Target::Stream(_, reporter) => match failed {
                Some(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                    Err(ReportError::Output { reporter, cause })
                }
                _ => Ok(()),
            },
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.target {
            Target::File(file) => file,
            Target::Shared(file, _) => file,
            Target::Stream(out, _) => out,
        }
    }
}
