//! JSON Web Keys (RFC 7517) of keys that stand in pairs; the others are JavaScript's.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, json};

use super::keys::{Described, LONGEST_NUMBER, Private, Public};
use super::{ec, edwards, rsa};

/// Reads a private or public key.
pub(super) fn import_jwk(json: &str) -> Option<Described> {
    let jwk = Jwk(serde_json::from_str(json).ok()?);
    match jwk.text("kty")? {
        "RSA" => rsa::from_jwk(&jwk),
        "EC" => ec::from_jwk(&jwk),
        "OKP" => edwards::from_jwk(&jwk),
        _ => None,
    }
}

/// A JSON Web Key that is read.
pub(super) struct Jwk(Map<String, serde_json::Value>);

impl Jwk {
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

/// A key as a JSON Web Key, without what only JavaScript knows (`alg`, `key_ops`, `ext`).
pub(super) fn export_jwk(format: &str, der: &[u8]) -> Option<String> {
    let private = if format == "pkcs8" {
        Some(Private::from_der(der)?)
    } else {
        None
    };
    let public = match &private {
        Some(private) => private.public(),
        None => Public::from_der(der)?,
    };
    let mut jwk = Map::new();
    match &public {
        Public::Rsa(key) => rsa::write_jwk(&mut jwk, key, private.as_ref()),
        Public::Ed25519(point) | Public::X25519(point) => {
            jwk.insert("crv".into(), json!(public.kind().name()));
            if let Some(Private::Ed25519(seed) | Private::X25519(seed)) = &private {
                jwk.insert("d".into(), json!(to_base64url(seed)));
            }
            jwk.insert("x".into(), json!(to_base64url(point)));
            jwk.insert("kty".into(), json!("OKP"));
        }
        _ => ec::write_jwk(&mut jwk, &public, private.as_ref()),
    }
    Some(serde_json::Value::Object(jwk).to_string())
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
    use crate::world::World;
    use crate::world::WorldRandom;

    #[test]
    fn base64_is_read_leniently() {
        assert_eq!(from_base64url("-_+/ YQ==Zm"), Some(vec![251, 255, 191, 97]));
        assert_eq!(from_base64url("YWJjZ"), Some(b"abc".to_vec()));
        assert_eq!(from_base64url("!"), Some(vec![]));
    }

    #[test]
    fn numbers_that_make_no_key_are_refused() {
        let world = World::fixed(0, 7);
        let rsa = rsa::generate(512, 65537, &mut WorldRandom(&world), &|| false).unwrap();
        let jwk = export_jwk("pkcs8", &rsa.to_der().unwrap()).unwrap();
        for name in ["n", "e", "d", "p", "q"] {
            for bytes in [
                vec![],
                vec![0],
                vec![1],
                vec![2],
                vec![0xff; 64],
                vec![0xfe; 64],
                vec![0xff; 4096],
            ] {
                let mut jwk: Map<String, serde_json::Value> = serde_json::from_str(&jwk).unwrap();
                jwk.insert(name.into(), json!(to_base64url(&bytes)));
                assert!(
                    import_jwk(&json!(jwk).to_string()).is_none(),
                    "{name} {bytes:?}"
                );
                jwk.remove("d");
                let public = import_jwk(&json!(jwk).to_string());
                assert!(
                    public.is_some() != ["n", "e"].contains(&name) || bytes == [0xff; 64],
                    "{name} {bytes:?}"
                );
            }
        }
    }
}
