//! A run in one file, to be reported elsewhere: the event stream, compressed, behind a line that
//! says what of which run it is. `postrider merge` reads it.
//!
//! It is written in its place while the run goes, so that an older one is never taken for it, and
//! what there is of a run that was killed can be read.

mod read;

use std::io::{self, Write};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::description::{Audience, Description, EXPORT, Opened};
use super::ndjson::Ndjson;
use super::{Opening, ReportError, Reporter, Share};
use crate::runner::{Event, EventKind, Summary};

pub use read::{Blob, BlobError};

/// The version of the file. It goes up when a reader of the one before would misunderstand it.
pub const VERSION: u32 = 1;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "blob",
    stands_for: &[],
    help: "a file: the whole run, for `postrider merge`",
    ending: "blob",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let (path, file) = opening.followed_file()?;
    let head = Head {
        blob: VERSION,
        made_by: concat!("Postrider/", env!("CARGO_PKG_VERSION")).to_owned(),
        collections: opening.facts.collections.clone(),
        share: opening.facts.share.clone(),
    };
    Ok(Some(Box::new(Writer::begin(path, file, &head))))
}

/// The first line: what the file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The version of the file.
    pub blob: u32,
    /// The program that made it.
    pub made_by: String,
    /// The collections as they were named.
    pub collections: Vec<PathBuf>,
    /// What of a run in units it is.
    pub share: Option<Share>,
}

/// Writes the file.
struct Writer {
    path: PathBuf,
    stream: Ndjson<Packed>,
    failed: Option<io::Error>,
}

impl Writer {
    fn begin(path: PathBuf, file: Box<dyn Write>, head: &Head) -> Self {
        let mut out = Packed(GzEncoder::new(file, Compression::default()));
        let written = serde_json::to_writer(&mut out, head)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            // What there is of a run that is killed soon says what it is.
            .and_then(|()| out.0.flush());
        Self {
            stream: Ndjson::new(out).to_file(path.clone()),
            path,
            failed: written.err(),
        }
    }

    /// Has all that was told so far written to the file.
    fn push(&mut self) {
        if self.failed.is_none() {
            self.failed = self.stream.out().0.flush().err();
        }
    }
}

impl Reporter for Writer {
    fn event(&mut self, event: &Event) {
        self.stream.event(event);
        if matches!(event.kind, EventKind::Item(_)) {
            self.push();
        }
    }

    fn wants_variables(&self) -> bool {
        true
    }

    fn wants_proofs(&self) -> bool {
        true
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        self.stream.finish(summary)?;
        let ended = self.stream.out().0.try_finish();
        let flushed = ended.and_then(|()| self.stream.out().0.get_mut().flush());
        match self.failed.take().or(flushed.err()) {
            None => Ok(()),
            Some(cause) => Err(ReportError::File {
                path: self.path.clone(),
                cause,
            }),
        }
    }
}

/// Compresses, and is not asked to write out each line by itself.
struct Packed(GzEncoder<Box<dyn Write>>);

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
