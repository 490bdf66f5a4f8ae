//! What a reporter is opened with: its options, and what is known before the run.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Output, Readers, ReportError, ReportFile, Share, cli, default_path};
use crate::world::World;

/// What is known before the run, and told to each reporter.
pub struct Facts {
    /// What tells the time: files are named after it.
    pub world: Arc<World>,
    /// How the terminal report looks, but for the reporter's own options.
    pub style: cli::Style,
    /// Where a reporter writes that has no file.
    pub standard_output: fn() -> Box<dyn Write>,
    /// Where people are told what is no report.
    pub standard_error: fn() -> Box<dyn Write>,
    /// Whether that is a terminal, which may be drawn on.
    pub draws: bool,
    /// The page of the CI job that runs us.
    pub job_page: Option<PathBuf>,
    /// Who may read what is written: a report that shows secrets is its owner's.
    pub readers: Readers,
    /// The collections as they were named, in the order in which they run.
    pub collections: Vec<PathBuf>,
    /// What of a run in units is reported, where it is one.
    pub share: Option<Share>,
}

/// What one reporter is opened with.
pub struct Opening<'a> {
    /// What the reporter is called by.
    pub name: &'static str,
    /// What the name of its file ends with, after the dot.
    pub ending: &'static str,
    /// Its options by name, each with its value.
    pub options: HashMap<&'a str, Option<&'a str>>,
    /// What is known before the run.
    pub facts: &'a Facts,
}

impl Opening<'_> {
    /// Whether an option is given.
    pub fn has(&self, option: &str) -> bool {
        self.options.contains_key(option)
    }

    /// The value of an option.
    pub fn value(&self, option: &str) -> Option<&str> {
        self.options.get(option).copied().flatten()
    }

    /// The reporter's file.
    pub(super) fn file(&self) -> Result<ReportFile, ReportError> {
        ReportFile::create(self.path(), self.facts.readers)
    }

    /// The reporter's file, as a place for text.
    pub(super) fn file_output(&self) -> Result<Output, ReportError> {
        Ok(Output::file(self.file()?))
    }

    /// A file where one is asked for, else standard output.
    pub(super) fn output(&self) -> Result<Output, ReportError> {
        if self.has("export") {
            self.file_output()
        } else {
            Ok(self.stream())
        }
    }

    /// Standard output.
    pub(super) fn stream(&self) -> Output {
        let out = (self.facts.standard_output)();
        Output::stream(out, self.name)
    }

    /// A file that others read while it grows: written in its place.
    pub(super) fn followed_file(&self) -> Result<(PathBuf, Box<dyn Write>), ReportError> {
        let path = self.path();
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let opened = parent
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| {
                let mut options = self.facts.readers.options();
                options.write(true).create(true).truncate(true).open(&path)
            });
        match opened {
            Ok(file) => Ok((path, Box::new(BufWriter::new(file)))),
            Err(cause) => Err(ReportError::File { path, cause }),
        }
    }

    fn path(&self) -> PathBuf {
        let timestamp = format!("{:.3}", self.facts.world.now());
        let given = self.value("export").map(Path::new);
        default_path(given, self.ending, &timestamp)
    }
}
