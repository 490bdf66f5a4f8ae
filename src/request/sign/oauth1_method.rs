//! The signature methods of OAuth 1.0.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rsa::PrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;

use super::hash::Hash;
use super::{SignError, jws};

/// A signature method.
pub(super) enum Method {
    /// The secrets themselves.
    Plaintext,
    /// A hash keyed with the secrets.
    Hmac(Hash),
    /// The signature of a private key.
    Rsa(Hash),
}

impl Method {
    /// The method where none is named.
    pub(super) const DEFAULT: &str = "HMAC-SHA1";

    /// The method of a name. Each may be followed by `-Accessor`, which changes nothing without an
    /// accessor's secret.
    pub(super) fn named(name: &str) -> Result<Self, SignError> {
        let hash = |name: &str| match name {
            "SHA1" => Some(Hash::Sha1),
            "SHA256" => Some(Hash::Sha256),
            "SHA512" => Some(Hash::Sha512),
            _ => None,
        };
        let bare = if name.is_empty() {
            Self::DEFAULT
        } else {
            name.strip_suffix("-Accessor").unwrap_or(name)
        };
        let method = match bare.split_once('-') {
            None if bare == "PLAINTEXT" => Some(Self::Plaintext),
            Some(("HMAC", rest)) => hash(rest).map(Self::Hmac),
            Some(("RSA", rest)) => hash(rest).map(Self::Rsa),
            _ => None,
        };
        method.ok_or_else(|| SignError::Algorithm {
            name: name.to_owned(),
        })
    }

    /// Signs with the secrets or with a private key, as the method has it.
    pub(super) fn sign(&self, data: &[u8], secrets: &str, key: &str) -> Result<String, SignError> {
        let signature = match self {
            Self::Plaintext => return Ok(secrets.to_owned()),
            Self::Hmac(hash) => hash.hmac(secrets.as_bytes(), data),
            Self::Rsa(hash) => private_key(key)
                .and_then(|key| rsa(*hash, &key, data))
                .ok_or(SignError::Key)?,
        };
        Ok(BASE64_STANDARD.encode(signature))
    }

    /// The hash of a body, by the hash function that the method signs with.
    pub(super) fn hash(&self, data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Plaintext => None,
            Self::Hmac(hash) | Self::Rsa(hash) => Some(hash.digest(data)),
        }
    }
}

fn rsa(hash: Hash, key: &PrivateKey, data: &[u8]) -> Option<Vec<u8>> {
    key.sign(jws::pkcs1(hash), &hash.digest(data)).ok()
}

/// Reads a key in PEM, PKCS#8 or PKCS#1, however its lines are broken.
fn private_key(pem: &str) -> Option<PrivateKey> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (_, rest) = rest.split_once("-----")?;
    let (base64, _) = rest.split_once("-----END ")?;
    let base64: String = base64.split_whitespace().collect();
    let der = BASE64_STANDARD.decode(base64).ok()?;
    PrivateKey::from_pkcs8_der(&der)
        .ok()
        .or_else(|| PrivateKey::from_pkcs1_der(&der).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsa::BoxedUint;
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::pkcs8::EncodePrivateKey;
    use sha2::{Digest, Sha256};

    fn signed(name: &str, key: &str) -> Result<String, SignError> {
        Method::named(name)?.sign(b"data", "k&s", key)
    }

    /// A key for tests, from its primes: nothing is protected by it.
    fn key() -> PrivateKey {
        let number = |hex: &str| {
            let bytes: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            BoxedUint::from_be_slice_vartime(&bytes)
        };
        let p = number(
            "ed021940712e42f5422b74d409e361c4bdb5aaaa667169b867afdfbfd4d4667d\
             7668445dbc62ee6b2cba1d95157f78884a7831067700eb9172e48a1cfc3407fd",
        );
        let q = number(
            "e7403bf4437b2869323ad5e39619f0e409f4521e2d2f78c53175aa69262b65da\
             dc37fc59da0eabf96e41bf4b49f8b4ae886572eb40570784893f1ca934572a51",
        );
        PrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u64)).unwrap()
    }

    fn pem(kind: &str, der: &[u8], line_end: &str) -> String {
        let base64 = BASE64_STANDARD.encode(der);
        format!("-----BEGIN {kind}-----{line_end}{base64}{line_end}-----END {kind}-----{line_end}")
    }

    #[test]
    fn secrets_sign_as_in_newman() {
        for (name, signature) in [
            ("PLAINTEXT", "k&s"),
            ("", "rRgatAmcRUBxuY/y8FQ+j6pXqoI="),
            ("HMAC-SHA1", "rRgatAmcRUBxuY/y8FQ+j6pXqoI="),
            (
                "HMAC-SHA256",
                "QV4ESTEobxf8456C2G+QgMNdQUW11pWHZciOSoNOHuI=",
            ),
            (
                "HMAC-SHA256-Accessor",
                "QV4ESTEobxf8456C2G+QgMNdQUW11pWHZciOSoNOHuI=",
            ),
            (
                "HMAC-SHA512",
                "UiEGIiOY8Q6d/XC5NIdiIJst/0oxUSDy8NRQLJ3H+FPK/VQAvWmSolBmBCAjm+NaGg7F0KYkCtK2PUgCD8k59g==",
            ),
        ] {
            assert_eq!(signed(name, "").unwrap(), signature, "{name}");
        }
    }

    #[test]
    fn private_keys_sign_as_in_newman_whatever_their_form() {
        let (pkcs8, pkcs1) = (key().to_pkcs8_der().unwrap(), key().to_pkcs1_der().unwrap());
        let keys = [
            pem("PRIVATE KEY", pkcs8.as_bytes(), "\n"),
            pem("PRIVATE KEY", pkcs8.as_bytes(), "\r\n"),
            pem("RSA PRIVATE KEY", pkcs1.as_bytes(), "\n"),
        ];
        // The hashes of the signatures that Node makes.
        for (name, expected) in [
            (
                "RSA-SHA1",
                "fdf9335bf5dc08ef40d5ca1cdbefb6e31ba3f50de2e5aa1435134e71f14812c6",
            ),
            (
                "RSA-SHA256",
                "cb2a38c0ca86c24e3f0c3a058f302c48bba53277662015071ecbe95b26b32553",
            ),
            (
                "RSA-SHA512-Accessor",
                "3173952627f23c23c1c89cb24482b1ed41a44a3159c9ccd957e9daa8428b6fdf",
            ),
        ] {
            for key in &keys {
                let hash = Sha256::digest(signed(name, key).unwrap());
                let hex = hash
                    .iter()
                    .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
                assert_eq!(hex, expected, "{name}");
            }
        }
    }

    #[test]
    fn other_methods_and_keys_are_refused() {
        for name in [
            "HMAC",
            "HMAC-MD5",
            "RSA-SHA224",
            "plaintext",
            "PLAINTEXT-SHA1",
        ] {
            assert!(
                matches!(signed(name, ""), Err(SignError::Algorithm { .. })),
                "{name}"
            );
        }
        assert!(matches!(
            signed("RSA-SHA1", "-----BEGIN PRIVATE KEY-----AAAA-----END "),
            Err(SignError::Key)
        ));
    }
}
