//! Signatures: RSASSA-PKCS1-v1_5, RSA-PSS (RFC 8017), ECDSA (FIPS 186) and Ed25519 (RFC 8032).

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::{PrehashVerifier as _, RandomizedPrehashSigner as _};
use rquickjs::{Ctx, FromJs, Object, Value};
use rsa::{Pkcs1v15Sign, PrivateKey, Pss, PublicKey};

use super::digest::{Hash, with_hash};
use super::keys::{private_from_der, public_from_der};
use super::pair::{Private, Public};
use crate::script::value::text;
use crate::world::WorldRandom;

/// How something is signed.
pub(super) enum Scheme {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1(Hash),
    /// RSA-PSS with a salt of so many bytes.
    Pss(Hash, usize),
    Ecdsa(Hash),
    Ed25519,
}

impl<'js> FromJs<'js> for Scheme {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(ctx, value)?;
        Ok(match text(&object.get("name")?).as_str() {
            "RSASSA-PKCS1-v1_5" => Self::Pkcs1(object.get("hash")?),
            "RSA-PSS" => Self::Pss(object.get("hash")?, object.get("saltLength")?),
            "ECDSA" => Self::Ecdsa(object.get("hash")?),
            _ => Self::Ed25519,
        })
    }
}

impl Scheme {
    /// Signs with a private key in `PKCS#8`. ECDSA signatures are the two numbers, one after the
    /// other.
    pub(super) fn sign(
        &self,
        key: &[u8],
        data: &[u8],
        random: &mut WorldRandom<'_>,
    ) -> Option<Vec<u8>> {
        match (self, private_from_der(key)?) {
            (Self::Pkcs1(_) | Self::Pss(..), Private::Rsa(key)) => {
                self.sign_rsa(&key, data, random)
            }
            (Self::Ecdsa(hash), key) => sign_ecdsa(&key, &hash.digest(data), random),
            (Self::Ed25519, Private::Ed25519(seed)) => Some(
                ed25519_dalek::SigningKey::from_bytes(&seed)
                    .sign(data)
                    .to_bytes()
                    .to_vec(),
            ),
            _ => None,
        }
    }

    /// Whether a signature is right, by a public key in `SubjectPublicKeyInfo`.
    pub(super) fn verify(&self, key: &[u8], signature: &[u8], data: &[u8]) -> bool {
        match (self, public_from_der(key)) {
            (Self::Pkcs1(_) | Self::Pss(..), Some(Public::Rsa(key))) => {
                self.verify_rsa(&key, signature, data)
            }
            (Self::Ecdsa(hash), Some(key)) => {
                verify_ecdsa(&key, &hash.digest(data), signature).is_some()
            }
            (Self::Ed25519, Some(Public::Ed25519(point))) => {
                verify_ed25519(&point, signature, data).is_some()
            }
            _ => false,
        }
    }

    fn sign_rsa(
        &self,
        key: &PrivateKey,
        data: &[u8],
        random: &mut WorldRandom<'_>,
    ) -> Option<Vec<u8>> {
        match self {
            Self::Pkcs1(hash) => with_hash!(hash, D => {
                key.sign_with_rng(random, Pkcs1v15Sign::new::<D>(), &hash.digest(data)).ok()
            }),
            Self::Pss(hash, salt) => with_hash!(hash, D => {
                key.sign_with_rng(random, Pss::<D>::new_with_salt(*salt), &hash.digest(data)).ok()
            }),
            _ => None,
        }
    }

    fn verify_rsa(&self, key: &PublicKey, signature: &[u8], data: &[u8]) -> bool {
        match self {
            Self::Pkcs1(hash) => with_hash!(hash, D => {
                key.verify(Pkcs1v15Sign::new::<D>(), &hash.digest(data), signature).is_ok()
            }),
            Self::Pss(hash, salt) => with_hash!(hash, D => {
                key.verify(Pss::<D>::new_with_salt(*salt), &hash.digest(data), signature).is_ok()
            }),
            _ => false,
        }
    }
}

/// Signs with one curve's types.
macro_rules! sign_with {
    ($curve:ident, $key:expr, $digest:expr, $random:expr) => {{
        let key = $curve::ecdsa::SigningKey::from($key);
        let signature: $curve::ecdsa::Signature =
            key.sign_prehash_with_rng($random, $digest).ok()?;
        Some(signature.to_bytes().to_vec())
    }};
}

fn sign_ecdsa(key: &Private, digest: &[u8], random: &mut WorldRandom<'_>) -> Option<Vec<u8>> {
    match key {
        Private::P256(key) => sign_with!(p256, key, digest, random),
        Private::P384(key) => sign_with!(p384, key, digest, random),
        Private::P521(key) => sign_with!(p521, key, digest, random),
        _ => None,
    }
}

/// Verifies with one curve's types.
macro_rules! verify_with {
    ($curve:ident, $key:expr, $digest:expr, $signature:expr) => {{
        let signature = $curve::ecdsa::Signature::from_slice($signature).ok()?;
        $curve::ecdsa::VerifyingKey::from($key)
            .verify_prehash($digest, &signature)
            .ok()
    }};
}

fn verify_ecdsa(key: &Public, digest: &[u8], signature: &[u8]) -> Option<()> {
    match key {
        Public::P256(key) => verify_with!(p256, key, digest, signature),
        Public::P384(key) => verify_with!(p384, key, digest, signature),
        Public::P521(key) => verify_with!(p521, key, digest, signature),
        _ => None,
    }
}

fn verify_ed25519(point: &[u8; 32], signature: &[u8], data: &[u8]) -> Option<()> {
    use ed25519_dalek::Verifier as _;
    let key = ed25519_dalek::VerifyingKey::from_bytes(point).ok()?;
    key.verify(data, &ed25519_dalek::Signature::from_slice(signature).ok()?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::keys::{generate, private_to_der, public_to_der};
    use super::super::pair::Kind;
    use super::super::rsa;
    use super::super::testing::{hex, unhex};
    use super::*;
    use crate::world::World;

    #[test]
    fn what_was_signed_is_verified_and_nothing_else() {
        let world = World::fixed(0, 5);
        let mut random = WorldRandom(&world);
        let rsa = rsa::generate(1024, 65537, &mut random, &|| false).unwrap();
        let curve = |kind, random: &mut WorldRandom<'_>| generate(kind, random).unwrap();
        for (scheme, key) in [
            (Scheme::Pkcs1(Hash::Sha256), &rsa),
            (Scheme::Pss(Hash::Sha1, 20), &rsa),
            (Scheme::Pss(Hash::Sha384, 0), &rsa),
            (Scheme::Ecdsa(Hash::Sha512), &curve(Kind::P256, &mut random)),
            (Scheme::Ecdsa(Hash::Sha1), &curve(Kind::P384, &mut random)),
            (Scheme::Ecdsa(Hash::Sha1), &curve(Kind::P521, &mut random)),
            (Scheme::Ed25519, &curve(Kind::Ed25519, &mut random)),
        ] {
            let (private, public) = (
                private_to_der(key).unwrap(),
                public_to_der(&key.public()).unwrap(),
            );
            let mut signature = scheme.sign(&private, b"text", &mut random).unwrap();
            assert!(scheme.verify(&public, &signature, b"text"));
            assert!(!scheme.verify(&public, &signature, b"texts"));
            signature[3] ^= 1;
            assert!(!scheme.verify(&public, &signature, b"text"));
            assert!(!scheme.verify(&public, &signature[1..], b"text"));
        }
    }

    #[test]
    fn ed25519_gives_the_second_vector_of_rfc_8032() {
        let seed = unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let key = Private::Ed25519(seed.try_into().unwrap());
        let signature = Scheme::Ed25519.sign(
            &private_to_der(&key).unwrap(),
            &[0x72],
            &mut WorldRandom(&World::fixed(0, 0)),
        );
        assert!(
            hex(&signature.unwrap())
                .starts_with("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8f")
        );
    }
}
