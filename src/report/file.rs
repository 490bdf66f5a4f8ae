//! A report's file: opened before the run, complete or not there at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::ReportError;

/// A file that is written beside its place and put there when it is complete.
pub struct ReportFile {
    path: PathBuf,
    beside: Option<PathBuf>,
    writer: BufWriter<File>,
}

impl ReportFile {
    /// Opens the file for writing, and makes the folders above it.
    ///
    /// # Errors
    /// The file can't be created there.
    pub fn create(path: PathBuf) -> Result<Self, ReportError> {
        Self::open(&path).map_err(|cause| ReportError::File { path, cause })
    }

    fn open(path: &Path) -> io::Result<Self> {
        if let Some(parent) = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            std::fs::create_dir_all(parent)?;
        }
        // A device or a pipe can't be replaced, only written to.
        if path.exists() && !path.is_file() {
            let file = File::options().write(true).open(path)?;
            return Ok(Self {
                path: path.to_owned(),
                beside: None,
                writer: BufWriter::new(file),
            });
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.tmp", std::process::id()));
        let beside = PathBuf::from(beside);
        let writer = BufWriter::new(File::create(&beside)?);
        Ok(Self {
            path: path.to_owned(),
            beside: Some(beside),
            writer,
        })
    }

    /// Where the report will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the complete file in its place.
    ///
    /// # Errors
    /// What was written last could not be stored, or the file could not be moved.
    pub fn complete(mut self) -> Result<(), ReportError> {
        let done = self.writer.flush().and_then(|()| match self.beside.take() {
            Some(beside) => std::fs::rename(&beside, &self.path).inspect_err(|_| {
                let _ = std::fs::remove_file(&beside);
            }),
            None => Ok(()),
        });
        done.map_err(|cause| ReportError::File {
            path: self.path.clone(),
            cause,
        })
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for ReportFile {
    fn drop(&mut self) {
        if let Some(beside) = self.beside.take() {
            let _ = std::fs::remove_file(beside);
        }
    }
}

/// Where a report goes: the path that was given, a file of the usual name in it when it is a
/// folder, or one in `newman/`. `timestamp` is an ISO date and time; its punctuation becomes
/// hyphens.
pub fn default_path(given: Option<&Path>, name: &str, timestamp: &str) -> PathBuf {
    let stamp: String = timestamp
        .trim_end_matches('Z')
        .chars()
        .map(|character| {
            if character.is_ascii_digit() {
                character
            } else {
                '-'
            }
        })
        .collect();
    let file = format!("newman-run-report-{stamp}-0.{name}");
    match given {
        Some(path) if path.is_dir() => path.join(file),
        Some(path) => path.to_owned(),
        None => Path::new("newman").join(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_in_its_place_when_it_is_complete_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.json");
        let mut file = ReportFile::create(path.clone()).unwrap();
        file.write_all(b"x").unwrap();
        assert!(!path.exists());
        file.complete().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
        drop(ReportFile::create(path.clone()).unwrap());
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[test]
    fn a_report_without_a_path_is_named_after_its_time() {
        let path = default_path(None, "json", "2026-11-23T18:50:33.138Z");
        assert_eq!(
            path,
            Path::new("newman/newman-run-report-2026-11-23-18-50-33-138-0.json")
        );
        assert_eq!(
            default_path(Some(Path::new("r.json")), "json", ""),
            Path::new("r.json")
        );
    }
}
