//! Files, read and parsed, several at a time where there are many.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, available_parallelism};

use super::fields::Reading;
use crate::collection::{Misread, misread, text_of};
use crate::document::{Malformed, Node, Position};
use crate::text;

/// So many files are worth a thread of their own.
const WORTH: usize = 8;

/// What becomes of the text of a file that says it all otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// It is kept.
    Kept,
    /// It is forgotten.
    Dropped,
}

/// What is in a file.
pub(super) struct Loaded {
    /// Bytes that are no UTF-8.
    pub(super) misread: Option<Misread>,
    /// What it says; damaged bytes say nothing.
    pub(super) document: Option<Result<Node, Malformed>>,
    /// The text of it, where that is kept.
    pub(super) text: String,
}

/// Reads and parses a file.
pub(super) fn load(path: &Path, texts: Texts) -> io::Result<Loaded> {
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        // Whoever reads a pipe that nobody named waits for ever.
        return Err(io::Error::other(
            "it is a pipe or a device, expected a file",
        ));
    }
    let bytes = text::read_input(path)?;
    let misread = misread(&bytes);
    let is_damaged = misread.as_ref().is_some_and(|found| found.is_damaged);
    let text = text_of(&bytes);
    Ok(Loaded {
        document: (!is_damaged).then(|| Node::parse(&text, 1)),
        misread,
        text: match texts {
            Texts::Kept => text.into_owned(),
            Texts::Dropped => String::new(),
        },
    })
}

/// Reads and parses files, each in its place.
pub(super) fn load_all(paths: &[PathBuf], texts: Texts) -> Vec<io::Result<Loaded>> {
    let load_part = move |part: &[PathBuf]| -> Vec<io::Result<Loaded>> {
        part.iter().map(|path| load(path, texts)).collect()
    };
    let most = available_parallelism().map_or(1, usize::from);
    let threads = (paths.len() / WORTH).clamp(1, most);
    let mut parts = paths.chunks(paths.len().div_ceil(threads).max(1));
    let own = parts.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = parts
            .map(|part| (part, scope.spawn(move || load_part(part))))
            .collect();
        let mut loaded = load_part(own);
        for (part, other) in others {
            // A thread that ended without an answer leaves its files to this one.
            let read = other.join();
            loaded.extend(read.unwrap_or_else(|_| load_part(part)));
        }
        loaded
    })
}

/// What a file says, and the text of it, where that is kept; what is wrong with the whole of it is
/// noted.
pub(super) fn document(
    loaded: io::Result<Loaded>,
    reading: &mut Reading,
) -> (Option<Node>, String) {
    match loaded {
        Ok(loaded) => (node(loaded.misread, loaded.document, reading), loaded.text),
        Err(cause) => {
            let at = Position { line: 1, column: 1 };
            reading.wrong(at, format!("the file can't be read: {cause}"));
            (None, String::new())
        }
    }
}

fn node(
    misread: Option<Misread>,
    document: Option<Result<Node, Malformed>>,
    reading: &mut Reading,
) -> Option<Node> {
    let at = Position { line: 1, column: 1 };
    if let Some(found) = misread {
        let at = Position {
            line: found.line,
            column: found.column,
        };
        let message = format!("the byte 0x{:02x} is no UTF-8", found.byte);
        if found.is_damaged {
            reading.wrong(at, message);
            return None;
        }
        reading.odd(at, format!("{message}; the file is read as Windows-1252"));
    }
    match document? {
        Ok(node) if node.is_null() => {
            reading.wrong(at, "the file is empty");
            None
        }
        Ok(node) => Some(node),
        Err(malformed) => {
            let message = format!("this is not YAML: {}", malformed.message);
            reading.wrong(malformed.at, message);
            None
        }
    }
}
