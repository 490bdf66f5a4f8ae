//! Files, read and parsed, several at a time where there are many.

use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, available_parallelism};

use crate::collection::{Misread, misread, text_of};
use crate::document::{Malformed, Node};
use crate::text;

/// So many files are worth a thread of their own.
const WORTH: usize = 8;

/// What is in a file.
pub(super) struct Loaded {
    /// Bytes that are no UTF-8.
    pub(super) misread: Option<Misread>,
    /// What it says; damaged bytes say nothing.
    pub(super) document: Option<Result<Node, Malformed>>,
}

/// Reads and parses a file.
pub(super) fn load(path: &Path) -> io::Result<Loaded> {
    let bytes = text::read_input(path)?;
    let misread = misread(&bytes);
    let is_damaged = misread.as_ref().is_some_and(|found| found.is_damaged);
    Ok(Loaded {
        document: (!is_damaged).then(|| Node::parse(&text_of(&bytes), 1)),
        misread,
    })
}

/// Reads and parses files, each in its place.
pub(super) fn load_all(paths: &[PathBuf]) -> Vec<io::Result<Loaded>> {
    let most = available_parallelism().map_or(1, usize::from);
    let threads = (paths.len() / WORTH).clamp(1, most);
    let mut parts = paths.chunks(paths.len().div_ceil(threads).max(1));
    let own = parts.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = parts
            .map(|part| {
                (
                    part,
                    scope.spawn(|| part.iter().map(|path| load(path)).collect::<Vec<_>>()),
                )
            })
            .collect();
        let mut loaded: Vec<_> = own.iter().map(|path| load(path)).collect();
        for (part, other) in others {
            // A thread that ended without an answer leaves its files to this one.
            let read = other.join();
            loaded.extend(read.unwrap_or_else(|_| part.iter().map(|path| load(path)).collect()));
        }
        loaded
    })
}
