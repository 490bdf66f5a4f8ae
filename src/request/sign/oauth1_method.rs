//! The signature methods of OAuth 1.0.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Sign, PrivateKey};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::SignError;

/// A signature method.
pub(super) enum Method {
    /// The secrets themselves.
    Plaintext,
    /// A hash keyed with the secrets.
    Hmac(Hash),
    /// The signature of a private key.
    Rsa(Hash),
}

/// A hash function.
#[derive(Clone, Copy)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

impl Method {
    /// The method where none is named.
    pub(super) const DEFAULT: &str = "HMAC-SHA1";

    /// The method of a name. Each may be followed by `-Accessor`, which changes nothing without an accessor's secret.
    pub(super) fn named(name: &str) -> Result<Self, SignError> {
        let hash = |name: &str| match name {
            "SHA1" => Some(Hash::Sha1),
            "SHA256" => Some(Hash::Sha256),
            "SHA512" => Some(Hash::Sha512),
            _ => None,
        };
        let bare =
            if name.is_empty() { Self::DEFAULT } else { name.strip_suffix("-Accessor").unwrap_or(name) };
        let method = match bare.split_once('-') {
            None if bare == "PLAINTEXT" => Some(Self::Plaintext),
            Some(("HMAC", rest)) => hash(rest).map(Self::Hmac),
            Some(("RSA", rest)) => hash(rest).map(Self::Rsa),
            _ => None,
        };
        method.ok_or_else(|| SignError::Algorithm { name: name.to_owned() })
    }

    /// Signs with the secrets or with a private key, as the method has it.
    pub(super) fn sign(&self, data: &[u8], (secrets, key): (&str, &str)) -> Result<String, SignError> {
        let signature = match self {
            Self::Plaintext => return Ok(secrets.to_owned()),
            Self::Hmac(hash) => hash.hmac(secrets.as_bytes(), data),
            Self::Rsa(hash) => private_key(key).and_then(|key| hash.rsa(&key, data)).ok_or(SignError::Key)?,
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

impl Hash {
    fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha512 => Sha512::digest(data).to_vec(),
        }
    }

    fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => hmac::<Hmac<Sha1>>(key, data),
            Self::Sha256 => hmac::<Hmac<Sha256>>(key, data),
            Self::Sha512 => hmac::<Hmac<Sha512>>(key, data),
        }
    }

    fn rsa(self, key: &PrivateKey, data: &[u8]) -> Option<Vec<u8>> {
        let padding = match self {
            Self::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Self::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        key.sign(padding, &self.digest(data)).ok()
    }
}

fn hmac<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

/// Reads a key in PEM, PKCS#8 or PKCS#1, however its lines are broken.
fn private_key(pem: &str) -> Option<PrivateKey> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (_, rest) = rest.split_once("-----")?;
    let (base64, _) = rest.split_once("-----END ")?;
    let base64: String = base64.split_whitespace().collect();
    let der = BASE64_STANDARD.decode(base64).ok()?;
    PrivateKey::from_pkcs8_der(&der).ok().or_else(|| PrivateKey::from_pkcs1_der(&der).ok())
}
