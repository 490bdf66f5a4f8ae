//! Reading a run back from its file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::iter::Peekable;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::{Head, VERSION};
use crate::report::ndjson::{Events, StreamError};
use crate::runner::Event;

/// The longest first line in bytes; one that is longer is none of ours.
const LONGEST_HEAD: u64 = 64 << 20;

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It can't be opened or read.
    #[error("{0}")]
    Input(#[from] io::Error),
    /// It is none.
    #[error("expected a run as `-r blob` writes it: {0}")]
    Foreign(String),
    /// It is one of another version.
    #[error("expected version {VERSION} of a blob, found version {0}")]
    Version(u64),
    /// What stands in it can't be read.
    #[error("in the stream, {0}")]
    Stream(#[from] StreamError),
}

/// A run that is read back: its head, then its events.
pub struct Blob {
    /// What it is.
    pub head: Head,
    events: Peekable<Events<BufReader<MultiGzDecoder<File>>>>,
}

impl Blob {
    /// Opens a file.
    ///
    /// # Errors
    /// It is none, or of another version.
    pub fn open(path: &Path) -> Result<Self, BlobError> {
        let mut input = BufReader::new(MultiGzDecoder::new(File::open(path)?));
        let mut line = String::new();
        let read = input.by_ref().take(LONGEST_HEAD).read_line(&mut line);
        let foreign = |problem: String| BlobError::Foreign(problem);
        read.map_err(|error| foreign(error.to_string()))?;
        let json: Value = serde_json::from_str(&line)
            .map_err(|error| foreign(format!("its first line is no JSON: {error}")))?;
        match json["blob"].as_u64() {
            None => return Err(foreign("its first line has no `blob`".to_owned())),
            Some(version) if version != u64::from(VERSION) => {
                return Err(BlobError::Version(version));
            }
            Some(_) => {}
        }
        let head = serde_json::from_value(json)
            .map_err(|error| foreign(format!("in its first line, {error}")))?;
        let events = Events::of(input).peekable();
        Ok(Self { head, events })
    }

    /// The number of the unit that the next event is of; `None` where there is none, and at the
    /// end.
    pub fn unit(&mut self) -> Option<usize> {
        let next = self.events.peek()?.as_ref().ok()?;
        next.at.cursor.unit
    }

    /// The next event. A file that ends before the run did has none where it ends, and no
    /// [`crate::runner::EventKind::Done`].
    ///
    /// # Errors
    /// What stands there is no event.
    pub fn next_event(&mut self) -> Result<Option<Event>, BlobError> {
        match self.events.next() {
            None => Ok(None),
            Some(Ok(event)) => Ok(Some(event)),
            // What was being written when the program was killed.
            Some(Err(error)) if is_cut_off(&error) => Ok(None),
            Some(Err(error)) => Err(error.into()),
        }
    }
}

fn is_cut_off(error: &StreamError) -> bool {
    matches!(error, StreamError::Input { cause, .. } if cause.kind() == io::ErrorKind::UnexpectedEof)
}
