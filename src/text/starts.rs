//! Where a form of a secret may begin in a text, and where none does.

use std::ops::Range;

use super::common::SHORTEST;

/// Tells at a glance where no form begins: a bit for each hash of four bytes.
#[derive(Default)]
pub(super) struct Starts {
    /// A power of two of them, many for each form, so that few are set.
    bits: Vec<u64>,
}

impl Starts {
    /// How many forms a word of bits is for: at most one bit in 32 is set.
    const FORMS_PER_WORD: usize = 2;
    /// As many words as stay in the nearest cache.
    const FEWEST_WORDS: usize = 1024;

    pub(super) fn of<'a>(forms: impl ExactSizeIterator<Item = &'a Vec<u8>>) -> Self {
        let words = (2 * forms.len() / Self::FORMS_PER_WORD).next_power_of_two();
        let mut starts = Self {
            bits: vec![0; words.max(Self::FEWEST_WORDS)],
        };
        forms.for_each(|form| starts.add(form));
        starts
    }

    pub(super) fn has_room_for(&self, forms: usize) -> bool {
        forms <= self.bits.len() * Self::FORMS_PER_WORD
    }

    pub(super) fn add(&mut self, form: &[u8]) {
        if let Some(start) = form.first_chunk::<SHORTEST>() {
            let (word, bit) = self.slot(*start);
            self.bits[word] |= 1 << bit;
        }
    }

    /// The first of `places` where a form may begin.
    pub(super) fn first(&self, bytes: &[u8], places: Range<usize>) -> Option<usize> {
        let end = bytes.len().min(places.end + SHORTEST - 1);
        let mut starts = bytes.get(places.start..end)?.windows(SHORTEST);
        let found = starts.position(|start| {
            let (word, bit) = self.slot([start[0], start[1], start[2], start[3]]);
            self.bits[word] >> bit & 1 == 1
        });
        found.map(|at| places.start + at)
    }

    /// The word and the bit of four bytes, by Fibonacci's hash.
    fn slot(&self, start: [u8; SHORTEST]) -> (usize, usize) {
        let hash = u32::from_le_bytes(start).wrapping_mul(2_654_435_769);
        // The upper bits of the product are the good ones.
        let slot = ((u64::from(hash) * (self.bits.len() as u64 * 64)) >> 32) as usize;
        (slot / 64, slot % 64)
    }
}
