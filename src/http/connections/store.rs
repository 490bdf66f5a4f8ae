//! Where the body of a response is gathered: in memory, and on disk when it is large.

use std::fs::File;
use std::io::{self, Write};

use bytes::Bytes;
use memmap2::Mmap;

use crate::http::Unpacking;
use crate::text;

/// From which size on, in bytes, a body lies on disk.
const LARGE: usize = 8 * 1024 * 1024;

/// How much a body may become larger when it is unpacked, once it is larger than [`MODEST`]: what
/// Apache takes. Real data stay far below it.
const RATIO: u64 = 200;

/// Up to which size, in bytes, a body may be unpacked whatever its size was.
const MODEST: u64 = 64 * 1024 * 1024;

/// How large a body may be.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bounds {
    /// On the wire and unpacked, in bytes.
    pub(crate) size: Option<u64>,
    /// Unpacked, measured by what came over the wire.
    pub(crate) unpacking: Unpacking,
}

impl Bounds {
    /// How many bytes may become of so many.
    pub(crate) fn unpacked(self, received: u64) -> Option<u64> {
        // Differs from Postman: there a body may become as large as the memory
        // (`a_body_that_becomes_a_giant_is_given_up`).
        let modest = match self.unpacking {
            Unpacking::Modest => Some(received.saturating_mul(RATIO).max(MODEST)),
            Unpacking::Any => None,
        };
        [self.size, modest].into_iter().flatten().min()
    }
}

/// A body that is larger than may be.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("it is larger than {}", text::size(*.0))]
pub(crate) struct TooLarge(pub(crate) u64);

/// A body that is being received.
#[derive(Debug)]
pub(crate) struct Store {
    memory: Vec<u8>,
    file: Option<File>,
    /// How many bytes there are.
    length: u64,
    /// How many there may be.
    limit: u64,
}

impl Store {
    /// Takes at most so many bytes; without a limit, any number.
    pub(crate) fn of(limit: Option<u64>) -> Self {
        Self {
            memory: Vec::new(),
            file: None,
            length: 0,
            limit: limit.unwrap_or(u64::MAX),
        }
    }

    /// Makes room for a body of which `length` bytes are announced, as far as they may stay in
    /// memory.
    ///
    /// # Errors
    /// It would be larger than may be: [`TooLarge`].
    pub(crate) fn make_room(&mut self, length: u64) -> io::Result<()> {
        if length > self.limit {
            return Err(io::Error::other(TooLarge(self.limit)));
        }
        let room = usize::try_from(length).ok();
        if let Some(room) = room.filter(|&room| room < LARGE) {
            self.memory.reserve_exact(room);
        }
        Ok(())
    }

    /// How many bytes there are.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Appends a piece.
    ///
    /// # Errors
    /// The body becomes larger than may be ([`TooLarge`]), the disk is full, or there is no place
    /// for temporary files.
    pub(crate) fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        self.length += piece.len() as u64;
        if self.length > self.limit {
            return Err(io::Error::other(TooLarge(self.limit)));
        }
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
            let mut store = Store::of(None);
            store.make_room(size as u64).unwrap();
            for piece in body.chunks(100_003) {
                store.push(piece).unwrap();
            }
            assert_eq!(store.file.is_some(), size > LARGE);
            assert!(store.finish().unwrap() == body, "{size}");
        }
    }

    #[test]
    fn a_body_may_be_unpacked_to_64_mb_or_to_200_times_its_size() {
        let bounds = |size, unpacking| Bounds { size, unpacking };
        let modest = bounds(None, Unpacking::Modest);
        assert_eq!(modest.unpacked(10), Some(MODEST));
        assert_eq!(modest.unpacked(1_000_000), Some(200_000_000));
        assert_eq!(modest.unpacked(u64::MAX), Some(u64::MAX));
        let sized = bounds(Some(5_000), Unpacking::Modest);
        assert_eq!(sized.unpacked(10), Some(5_000));
        assert_eq!(bounds(None, Unpacking::Any).unpacked(10), None);
    }

    #[test]
    fn a_body_may_have_as_many_bytes_as_the_limit_says() {
        let mut store = Store::of(Some(5));
        assert!(store.make_room(5).is_ok() && store.make_room(6).is_err());
        store.push(b"1234").unwrap();
        store.push(b"5").unwrap();
        let error = store.push(b"6").unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 5B");
    }
}
