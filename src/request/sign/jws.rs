//! JSON Web Signatures in compact form (RFC 7515), by the algorithms of RFC 7518, section 3.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, PrivateKey, Pss};
use serde_json::Value;
use sha2::{Sha256, Sha384, Sha512};

use super::SignError;
use super::hash::Hash;
use crate::world::{World, WorldRandom};

/// The shortest RSA key that is taken, in bits (RFC 7518, section 3.3).
const RSA_BITS: u32 = 2048;

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Hmac(Hash),
    RsaPkcs1(Hash),
    RsaPss(Hash),
    Ecdsa(Hash),
}

/// A token before it is signed.
pub(super) struct Unsigned {
    pub(super) header: Value,
    pub(super) payload: Value,
}

impl Algorithm {
    /// The algorithm of a name such as `RS256`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (kind, bits) = name.split_at_checked(2)?;
        let hash = match bits {
            "256" => Hash::Sha256,
            "384" => Hash::Sha384,
            "512" => Hash::Sha512,
            _ => return None,
        };
        match kind {
            "HS" => Some(Self::Hmac(hash)),
            "RS" => Some(Self::RsaPkcs1(hash)),
            "PS" => Some(Self::RsaPss(hash)),
            "ES" => Some(Self::Ecdsa(hash)),
            _ => None,
        }
    }

    /// Signs a header and a payload; `key` is a secret, or a private key as DER.
    ///
    /// # Errors
    /// The key is none for the algorithm.
    pub(super) fn token(
        self,
        unsigned: &Unsigned,
        key: &[u8],
        world: &World,
    ) -> Result<String, SignError> {
        let Unsigned { header, payload } = unsigned;
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(written(value).to_string());
        let signed = format!("{}.{}", part(header), part(payload));
        let signature = self.sign(key, signed.as_bytes(), world)?;
        Ok(format!(
            "{signed}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signature)
        ))
    }

    fn sign(self, key: &[u8], data: &[u8], world: &World) -> Result<Vec<u8>, SignError> {
        let signature = match self {
            Self::Hmac(hash) => Some(hash.hmac(key, data)),
            Self::RsaPkcs1(hash) => rsa_key(key)?.sign(pkcs1(hash), &hash.digest(data)).ok(),
            Self::RsaPss(hash) => sign_pss(&rsa_key(key)?, hash, &hash.digest(data), world),
            Self::Ecdsa(hash) => sign_ecdsa(key, hash, &hash.digest(data)),
        };
        signature.ok_or(SignError::PrivateKey)
    }
}

/// JSON as JavaScript writes it: `1.0` is `1`.
fn written(value: &Value) -> Value {
    match value {
        Value::Number(number) => whole(number).map_or_else(|| value.clone(), Value::from),
        Value::Array(list) => list.iter().map(written).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), written(value)))
            .collect(),
        other => other.clone(),
    }
}

/// The whole number that a floating-point one stands for, as far as JavaScript writes it with its
/// digits alone.
fn whole(number: &serde_json::Number) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    let float = number
        .as_f64()
        .filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= LARGEST)?;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and in range")]
    Some(float as i64)
}

/// The DER of a private key in PEM: of PKCS#8, or of PKCS#1, which is for RSA alone.
///
/// # Errors
/// It is something else.
pub(super) fn der(pem: &str) -> Result<Vec<u8>, SignError> {
    let inner = |kind: &str| {
        let inner = pem
            .trim()
            .strip_prefix(&format!("-----BEGIN {kind}-----"))?;
        let (base64, _) = inner.split_once(&format!("-----END {kind}-----"))?;
        Some(base64.split_whitespace().collect::<String>())
    };
    let base64 = inner("PRIVATE KEY").or_else(|| inner("RSA PRIVATE KEY"));
    BASE64_STANDARD
        .decode(base64.ok_or(SignError::PrivateKey)?)
        .map_err(|_| SignError::PrivateKey)
}

fn rsa_key(der: &[u8]) -> Result<PrivateKey, SignError> {
    let key = PrivateKey::from_pkcs8_der(der).ok();
    let key = key.or_else(|| PrivateKey::from_pkcs1_der(der).ok());
    let key = key.ok_or(SignError::PrivateKey)?;
    let bits = key.n().bit_width();
    if bits < RSA_BITS {
        Err(SignError::ShortKey { bits })
    } else {
        Ok(key)
    }
}

/// The padding of RSASSA-PKCS1-v1_5.
pub(super) fn pkcs1(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

/// The salt is as long as the hash (RFC 7518, section 3.5).
fn sign_pss(key: &PrivateKey, hash: Hash, digest: &[u8], world: &World) -> Option<Vec<u8>> {
    let mut random = WorldRandom(world);
    let salt = digest.len();
    match hash {
        Hash::Sha256 => key.sign_with_rng(&mut random, Pss::<Sha256>::new_with_salt(salt), digest),
        Hash::Sha384 => key.sign_with_rng(&mut random, Pss::<Sha384>::new_with_salt(salt), digest),
        Hash::Sha1 | Hash::Sha512 => {
            key.sign_with_rng(&mut random, Pss::<Sha512>::new_with_salt(salt), digest)
        }
    }
    .ok()
}

/// Signs with one curve's types; the signature is the two numbers, one after the other.
macro_rules! sign_with {
    ($curve:ident, $der:expr, $digest:expr) => {{
        let key = $curve::ecdsa::SigningKey::from_pkcs8_der($der).ok()?;
        let signature: $curve::ecdsa::Signature = key.sign_prehash($digest).ok()?;
        Some(signature.to_bytes().to_vec())
    }};
}

/// Each hash goes with one curve (RFC 7518, section 3.4).
fn sign_ecdsa(der: &[u8], hash: Hash, digest: &[u8]) -> Option<Vec<u8>> {
    match hash {
        Hash::Sha256 => sign_with!(p256, der, digest),
        Hash::Sha384 => sign_with!(p384, der, digest),
        Hash::Sha1 | Hash::Sha512 => sign_with!(p521, der, digest),
    }
}
