//! Identifiers that follow from a seed.

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Hands out identifiers, the same ones in the same order for the same seed.
#[derive(Debug)]
pub(crate) struct Ids {
    state: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A text of `length` letters and digits.
    pub(crate) fn token(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(ALPHABET[self.below(ALPHABET.len())]))
            .collect()
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("an alphabet is short");
        usize::try_from(self.next() % bound).expect("less than the length of an alphabet")
    }

    /// One step of `SplitMix64`: enough spread for ids that only have to differ.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_follow_from_the_seed() {
        let (mut one, mut same, mut other) = (Ids::new(1), Ids::new(1), Ids::new(2));
        let token = one.token(20);
        assert_eq!(token.len(), 20);
        assert_eq!(token, same.token(20));
        assert_ne!(token, other.token(20));
        assert_ne!(token, one.token(20));
    }
}
