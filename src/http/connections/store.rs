//! Where the body of a response is gathered: in memory, and on disk when it is large.

use std::fs::File;
use std::io::{self, Write};

use bytes::Bytes;
use memmap2::Mmap;

/// From which size on, in bytes, a body lies on disk.
const LARGE: usize = 8 * 1024 * 1024;

/// A body that is being received.
#[derive(Debug, Default)]
pub(crate) struct Store {
    memory: Vec<u8>,
    file: Option<File>,
}

impl Store {
    /// Makes room for a body of which `length` bytes are announced, as far as they may stay in
    /// memory.
    pub(crate) fn with_room(length: Option<u64>) -> Self {
        let room = length
            .and_then(|length| usize::try_from(length).ok())
            .filter(|&length| length < LARGE);
        Self {
            memory: Vec::with_capacity(room.unwrap_or_default()),
            file: None,
        }
    }

    /// Whether nothing was appended yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.is_none() && self.memory.is_empty()
    }

    /// Appends a piece.
    ///
    /// # Errors
    /// The disk is full, or there is no place for temporary files.
    pub(crate) fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            return file.write_all(piece);
        }
        if self.memory.len() + piece.len() <= LARGE {
            self.memory.extend_from_slice(piece);
            return Ok(());
        }
        let mut file = tempfile::tempfile()?;
        file.write_all(&std::mem::take(&mut self.memory))?;
        file.write_all(piece)?;
        self.file = Some(file);
        Ok(())
    }

    /// The whole body. One that lies on disk takes memory only where it is looked at.
    ///
    /// # Errors
    /// The file can't be mapped into memory.
    pub(crate) fn finish(self) -> io::Result<Bytes> {
        match self.file {
            None => Ok(self.memory.into()),
            Some(file) => map(&file),
        }
    }
}

#[expect(
    unsafe_code,
    reason = "a mapped file is the one way to have bytes that take no memory"
)]
fn map(file: &File) -> io::Result<Bytes> {
    // SAFETY: the file has no name any more, or is deleted when closed, and nobody else has a
    // handle to it: it can't change or shrink while it is mapped.
    let mapped = unsafe { Mmap::map(file)? };
    Ok(Bytes::from_owner(mapped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_whole_wherever_it_lies() {
        for size in [0, 10, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE] {
            let body: Vec<u8> = (0..size)
                .map(|at| u8::try_from(at % 251).unwrap())
                .collect();
            let mut store = Store::with_room(Some(size as u64));
            for piece in body.chunks(100_003) {
                store.push(piece).unwrap();
            }
            assert_eq!(store.file.is_some(), size > LARGE);
            assert!(store.finish().unwrap() == body, "{size}");
        }
    }
}
