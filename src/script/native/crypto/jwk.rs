//! What JSON Web Keys (RFC 7517) are made of: members, and numbers in Base64.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Map;

use super::pair::LONGEST_NUMBER;

/// A JSON Web Key that is read.
pub(super) struct Jwk(Map<String, serde_json::Value>);

impl Jwk {
    /// Reads an object.
    pub(super) fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A number; one that is too long for any key is none, lest the arithmetic never end.
    pub(super) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        from_base64url(self.text(name)?).filter(|bytes| bytes.len() <= LONGEST_NUMBER)
    }
}

const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn to_base64url(bytes: &[u8]) -> String {
    BASE64URL.encode(bytes)
}

/// Decodes as Node does: of either alphabet, skipping what belongs to none, up to the padding.
pub(super) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut letters: String = text
        .chars()
        .take_while(|letter| *letter != '=')
        .filter_map(|letter| match letter {
            '+' => Some('-'),
            '/' => Some('_'),
            letter => (letter.is_ascii_alphanumeric() || "-_".contains(letter)).then_some(letter),
        })
        .collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    BASE64URL.decode(letters).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_leniently() {
        assert_eq!(from_base64url("-_+/ YQ==Zm"), Some(vec![251, 255, 191, 97]));
        assert_eq!(from_base64url("YWJjZ"), Some(b"abc".to_vec()));
        assert_eq!(from_base64url("!"), Some(vec![]));
    }
}
