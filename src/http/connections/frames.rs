//! The frames of an HTTP/2 connection (RFC 9113, section 4), as far as the length of heads goes.
//!
//! The library passes over interim answers, and over any number of them.

use std::collections::HashMap;

/// How long the head of a frame is, in bytes.
const HEAD: usize = 9;

/// The flag of a frame that is its stream's last.
const END_STREAM: u8 = 1;

/// Counts the bytes of heads, stream by stream, in what arrives.
#[derive(Debug, Default)]
pub(super) struct Frames {
    head: [u8; HEAD],
    /// How much of the head has arrived.
    arrived: usize,
    /// How much of the frame is still to come, behind its head.
    left: usize,
    /// How long the heads of an answer are that has no body yet, by its stream.
    heads: HashMap<u32, usize>,
}

impl Frames {
    /// Takes what arrived; says how long the longest heads are by now that belong to one answer, in
    /// bytes on the wire.
    pub(super) fn take(&mut self, mut bytes: &[u8]) -> usize {
        let mut longest = 0;
        while !bytes.is_empty() {
            if self.left > 0 {
                let count = self.left.min(bytes.len());
                self.left -= count;
                bytes = &bytes[count..];
                continue;
            }
            let count = (HEAD - self.arrived).min(bytes.len());
            self.head[self.arrived..self.arrived + count].copy_from_slice(&bytes[..count]);
            self.arrived += count;
            bytes = &bytes[count..];
            if self.arrived == HEAD {
                longest = longest.max(self.begin());
                self.arrived = 0;
            }
        }
        longest
    }

    /// A frame begins; says how long the heads of its stream's answer are with it.
    fn begin(&mut self) -> usize {
        const DATA: u8 = 0;
        const HEADERS: u8 = 1;
        const RST_STREAM: u8 = 3;
        const CONTINUATION: u8 = 9;
        let [a, b, c, kind, flags, stream @ ..] = self.head;
        self.left = u32::from_be_bytes([0, a, b, c]) as usize;
        let stream = u32::from_be_bytes(stream);
        match kind {
            DATA | RST_STREAM => {
                self.heads.remove(&stream);
            }
            HEADERS if flags & END_STREAM != 0 => {
                self.heads.remove(&stream);
            }
            HEADERS | CONTINUATION => {
                let length = self.heads.entry(stream).or_default();
                *length += HEAD + self.left;
                return *length;
            }
            _ => {}
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, stream: u8, length: u8) -> Vec<u8> {
        let mut frame = vec![0, 0, length, kind, flags, 0, 0, 0, stream];
        frame.resize(HEAD + usize::from(length), 1);
        frame
    }

    #[test]
    fn heads_are_counted_until_the_body_begins_however_the_bytes_arrive() {
        let bytes = [
            frame(4, 0, 0, 6),
            frame(1, 4, 1, 10),
            frame(1, 0, 3, 100),
            frame(9, 4, 3, 50),
            frame(1, 4, 1, 10),
            frame(0, 0, 1, 200),
            frame(1, 5, 1, 20),
            frame(1, 4, 5, 30),
        ]
        .concat();
        for size in [1, 2, 7, bytes.len()] {
            let mut frames = Frames::default();
            let longest = bytes.chunks(size).map(|piece| frames.take(piece)).max();
            assert_eq!(longest, Some(100 + 50 + 2 * HEAD), "{size}");
            let mut left: Vec<_> = frames.heads.into_iter().collect();
            left.sort_unstable();
            assert_eq!(left, [(3, 100 + 50 + 2 * HEAD), (5, 30 + HEAD)]);
        }
    }
}
