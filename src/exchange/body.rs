//! A request's body: bytes in memory, or pieces of which some are files that are read while they
//! are sent.

use std::path::PathBuf;

use bytes::Bytes;

/// What is sent after the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// No body at all.
    #[default]
    Empty,
    /// Bytes held in memory.
    Bytes(Bytes),
    /// Pieces in order: a multipart form, or one file.
    Chunks(Vec<Chunk>),
}

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// Bytes held in memory.
    Bytes(Bytes),
    /// A file that is streamed from disk when the request is sent.
    File {
        /// Where it lies.
        path: PathBuf,
        /// Its size in bytes when the request was built.
        length: u64,
    },
}

impl Body {
    /// The size in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Chunks(chunks) => chunks.iter().map(Chunk::len).sum(),
        }
    }

    /// Whether nothing would be sent.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Chunk {
    /// The size in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }

    /// Whether the piece is of no length.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
