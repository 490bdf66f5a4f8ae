//! A report's file: opened before the run, complete or not there at all.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ReportError;

/// How many links a path may lead through.
const LINKS: usize = 40;

/// What was begun and is not in its place, for whoever must end the program at once.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Who may read a file that was not there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever may read the other files of the user.
    Usual,
    /// The user alone: it may hold secrets.
    Owner,
}

impl Readers {
    /// How a file for them is opened, which nothing but the system makes more open.
    pub(super) fn options(self) -> OpenOptions {
        let mut options = File::options();
        #[cfg(unix)]
        if self == Self::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        options
    }
}

/// Removes what was begun and is not complete, before the program ends in the middle of it.
pub fn discard_unfinished() {
    let mut unfinished = unfinished();
    for path in unfinished.drain(..) {
        let _ = std::fs::remove_file(path);
    }
    // Nothing is begun any more.
    std::mem::forget(unfinished);
}

/// A file that is written beside its place and put there when it is complete.
pub struct ReportFile {
    path: PathBuf,
    beside: Option<Beside>,
    writer: BufWriter<File>,
}

impl ReportFile {
    /// Writes a file as a whole, or not at all; [`ReportFile::create`] says how.
    ///
    /// # Errors
    /// The file can't be created or written there.
    pub fn write(path: &Path, text: &str, readers: Readers) -> Result<(), ReportError> {
        let failed = |cause| ReportError::File {
            path: path.to_owned(),
            cause,
        };
        let mut file = Self::create(path.to_owned(), readers)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.complete()
    }

    /// Opens the file for writing, and makes the folders above it. One that is there already keeps
    /// its mode, and a link stays one.
    ///
    /// # Errors
    /// The file can't be created there.
    pub fn create(path: PathBuf, readers: Readers) -> Result<Self, ReportError> {
        Self::open(&path, readers).map_err(|cause| ReportError::File { path, cause })
    }

    fn open(path: &Path, readers: Readers) -> io::Result<Self> {
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
        let (beside, file) = Beside::create(path, readers)?;
        Ok(Self {
            path: path.to_owned(),
            beside: Some(beside),
            writer: BufWriter::new(file),
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
            Some(beside) => std::fs::rename(&beside.path, &beside.place),
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

/// A file beside its place; it is removed unless it was moved there.
struct Beside {
    path: PathBuf,
    place: PathBuf,
}

impl Beside {
    fn create(path: &Path, readers: Readers) -> io::Result<(Self, File)> {
        let place = end_of_links(path);
        let beside = beside(&place);
        let mut unfinished = unfinished();
        if unfinished.contains(&beside) {
            return Err(io::Error::other("another report goes there"));
        }
        // One that a killed process of the same number has left.
        if let Err(cause) = std::fs::remove_file(&beside)
            && cause.kind() != ErrorKind::NotFound
        {
            return Err(cause);
        }
        let mut options = readers.options();
        let file = options.write(true).create_new(true).open(&beside)?;
        unfinished.push(beside.clone());
        drop(unfinished);
        let beside = Self {
            path: beside,
            place,
        };
        #[cfg(unix)]
        if let Ok(before) = std::fs::metadata(&beside.place) {
            file.set_permissions(before.permissions())?;
        }
        Ok((beside, file))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        unfinished().retain(|path| *path != self.path);
    }
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the file for a place is written until it is complete.
fn beside(place: &Path) -> PathBuf {
    let mut beside = place.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    PathBuf::from(beside)
}

/// Where a path leads: what is written is what the links name.
fn end_of_links(path: &Path) -> PathBuf {
    let mut end = path.to_owned();
    for _ in 0..LINKS {
        match std::fs::read_link(&end) {
            Ok(target) => end = end.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return end,
        }
    }
    path.to_owned()
}

/// Whether a path of what is to be written means a folder: one that is there, or that ends in a
/// separator.
pub fn names_folder(path: &Path) -> bool {
    let written = path.as_os_str().to_string_lossy();
    path.is_dir() || written.ends_with(std::path::is_separator)
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
    let folder = match given {
        Some(path) if !names_folder(path) => return path.to_owned(),
        Some(path) => path,
        None => Path::new("newman"),
    };
    // Two reports of one moment and kind have a file each.
    let mut number = 0_u32;
    loop {
        let path = folder.join(format!("newman-run-report-{stamp}-{number}.{name}"));
        if !path.exists() && !unfinished().contains(&beside(&path)) {
            return path;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_in_its_place_when_it_is_complete_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.json");
        let mut file = ReportFile::create(path.clone(), Readers::Usual).unwrap();
        file.write_all(b"x").unwrap();
        assert!(!path.exists());
        file.complete().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
        drop(ReportFile::create(path.clone(), Readers::Usual).unwrap());
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_for_its_owner_is_made_so_and_one_that_was_there_keeps_its_mode_and_its_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mode = |name: &str| std::fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
        let write = |name: &str, readers| {
            let mut file = ReportFile::create(at(name), readers).unwrap();
            file.write_all(b"new").unwrap();
            file.complete().unwrap();
        };
        write("new", Readers::Owner);
        assert_eq!(mode("new"), 0o600);
        write("usual", Readers::Usual);
        assert_ne!(mode("usual"), 0o600);
        std::fs::create_dir(at("below")).unwrap();
        for (name, kept) in [("below/open", 0o664), ("below/closed", 0o640)] {
            std::fs::write(at(name), "old").unwrap();
            std::fs::set_permissions(at(name), PermissionsExt::from_mode(kept)).unwrap();
            write(name, Readers::Owner);
            assert_eq!(mode(name), kept, "{name}");
        }
        symlink("below/open", at("link")).unwrap();
        symlink("link", at("second")).unwrap();
        symlink("below/nothing", at("dangling")).unwrap();
        write("second", Readers::Owner);
        write("dangling", Readers::Owner);
        for (name, target) in [("second", "below/open"), ("dangling", "below/nothing")] {
            assert!(at(name).is_symlink());
            assert_eq!(std::fs::read(at(target)).unwrap(), b"new");
        }
        assert_eq!(mode("below/nothing"), 0o600);
        assert_eq!(std::fs::read_dir(at("below")).unwrap().count(), 3);
    }

    #[test]
    fn no_two_reports_go_to_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let create = |path| ReportFile::create(path, Readers::Usual);
        let named = || default_path(Some(folder.path()), "xml", "12Z");
        let first = create(named()).unwrap();
        let second = create(named()).unwrap();
        assert!(second.path().ends_with("newman-run-report-12-1.xml"));
        let error = create(first.path().to_owned()).err().unwrap();
        assert!(error.to_string().ends_with("another report goes there"));
        let path = first.path().to_owned();
        first.complete().unwrap();
        assert!(named().ends_with("newman-run-report-12-2.xml"));
        create(path).unwrap().complete().unwrap();
    }

    #[test]
    fn a_path_that_ends_in_a_separator_is_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let new = folder.path().join("new");
        assert_eq!(default_path(Some(&new), "json", "1Z"), new);
        let named = default_path(Some(&new.join("")), "json", "1Z");
        assert_eq!(named, new.join("newman-run-report-1-0.json"));
        assert!(names_folder(folder.path()) && !names_folder(&new));
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
