//! Identifiers that look like Okta's and follow from a seed.

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The length of every resource id of Okta.
const ID_LENGTH: usize = 20;

/// The characters that end the ids of one org: Okta's name of the cell it lives in.
const CELL: &str = "5d7";

/// Hands out identifiers, the same ones in the same order for the same seed.
#[derive(Debug)]
pub(crate) struct Ids {
    state: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A resource id of 20 characters that begins with `prefix`, `00p` for example.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        let middle = self.token(ID_LENGTH - prefix.len() - CELL.len());
        format!("{prefix}{middle}{CELL}")
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

/// Whether `text` has the shape of a resource id: 20 letters and digits.
pub(crate) fn looks_like_an_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_the_seed_and_look_like_oktas() {
        let (mut one, mut same, mut other) = (Ids::new(1), Ids::new(1), Ids::new(2));
        let id = one.id("00p");
        assert!(id.starts_with("00p") && looks_like_an_id(&id), "{id}");
        assert_eq!(id, same.id("00p"));
        assert_ne!(id, other.id("00p"));
        assert_ne!(id, one.id("00p"));
    }

    #[test]
    fn an_unresolved_variable_does_not_look_like_an_id() {
        for text in ["", "{{groupId}}", "00gshort", "00g_______________0g4"] {
            assert!(!looks_like_an_id(text), "{text}");
        }
        assert!(looks_like_an_id("00gak46y5hydV6NdM0g4"));
    }
}
