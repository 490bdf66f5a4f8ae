//! What a reporter says of itself before it is opened.

use super::opening::Opening;
use super::{ReportError, Reporter};

/// What there is to know of a reporter before it is opened.
#[derive(Debug)]
pub struct Description {
    /// What it is called by.
    pub name: &'static str,
    /// Reporters that Newman's users install, and that it stands for here.
    pub stands_for: &'static [&'static str],
    /// What it writes, and where to.
    pub help: &'static str,
    /// What the name of its file ends with, after the dot; empty where it writes none.
    pub ending: &'static str,
    /// The options that it takes.
    pub options: &'static [ReporterOption],
    /// Who reads it.
    pub audience: Audience,
    /// Opens it.
    pub open: fn(&Opening<'_>) -> Opened,
}

/// An option of a reporter: `--reporter-NAME-OPTION`.
#[derive(Debug)]
pub struct ReporterOption {
    /// What follows the reporter's name.
    pub name: &'static str,
    /// What its value is; a switch has none.
    pub value: Option<&'static str>,
    /// What it does.
    pub help: &'static str,
}

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// People who watch the run: such a reporter can be told to keep quiet.
    Watchers,
    /// Programs, or people after the run.
    Readers,
}

/// A reporter that was opened; `None` where there is nothing for it to write to.
pub type Opened = Result<Option<Box<dyn Reporter>>, ReportError>;

impl ReporterOption {
    /// An option without a value.
    pub const fn switch(name: &'static str, help: &'static str) -> Self {
        let value = None;
        Self { name, value, help }
    }

    /// An option with a value.
    pub const fn valued(name: &'static str, value: &'static str, help: &'static str) -> Self {
        let value = Some(value);
        Self { name, value, help }
    }
}

/// Where the report goes, for those that write files.
pub(super) const EXPORT: ReporterOption = ReporterOption::valued(
    "export",
    "path",
    "Write to this file; a folder means a file of the usual name in it",
);

/// Keeps the report quiet, for those that people watch.
pub(super) const SILENT: ReporterOption =
    ReporterOption::switch("silent", "Leave the whole report out");
