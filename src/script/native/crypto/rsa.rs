//! RSA (RFC 8017): new keys, OAEP, and keys as numbers.

use crypto_primes::hazmat::{SetBits, SmallFactorsSieveFactory};
use crypto_primes::{Flavor, is_prime, sieve_and_find};
use p256::pkcs8::{DecodePrivateKey as _, SubjectPublicKeyInfoRef};
use rquickjs::{Ctx, FromJs, Object, Value};
use rsa::pkcs1::RsaPublicKeyRef;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, PrivateKey, PublicKey};
use serde_json::{Map, json};

use super::aes::Direction;
use super::arguments::bytes;
use super::digest::{Hash, with_hash};
use super::jwk::{Jwk, to_base64url};
use super::pair::{Key, Private, Public};
use crate::world::WorldRandom;

/// The lengths of a modulus that keys are made with, in bits.
const MADE: std::ops::RangeInclusive<u32> = 512..=8192;

/// The lengths of a modulus that is read.
const READ: std::ops::RangeInclusive<usize> = 512..=16384;

/// Makes a key of a modulus length and public exponent. `must_stop` is asked between two candidates
/// for a prime.
pub(super) fn generate(
    bits: u32,
    exponent: u32,
    random: &mut WorldRandom<'_>,
    must_stop: &dyn Fn() -> bool,
) -> Option<Private> {
    if !MADE.contains(&bits) || exponent < 3 || exponent.is_multiple_of(2) {
        return None;
    }
    let exponent = BoxedUint::from(exponent);
    while !must_stop() {
        let (p, q) = (
            prime(bits.div_ceil(2), random, must_stop)?,
            prime(bits / 2, random, must_stop)?,
        );
        // Fails where the exponent divides one of the primes less one, or both are the same:
        // another try.
        let key = PrivateKey::from_p_q(p, q, exponent.clone()).ok();
        if let Some(key) =
            key.filter(|key| key.n().bit_width_vartime() == bits && key.validate().is_ok())
        {
            return Some(Private::Rsa(Box::new(key)));
        }
    }
    None
}

fn prime(
    bits: u32,
    random: &mut WorldRandom<'_>,
    must_stop: &dyn Fn() -> bool,
) -> Option<BoxedUint> {
    let candidates = SmallFactorsSieveFactory::new(Flavor::Any, bits, SetBits::TwoMsb).ok()?;
    let found = sieve_and_find(random, candidates, |_, candidate: &BoxedUint| {
        must_stop() || is_prime(Flavor::Any, candidate)
    });
    found.ok().flatten().filter(|_| !must_stop())
}

/// Reads a `SubjectPublicKeyInfo`.
pub(super) fn public_from_der(der: &[u8]) -> Option<PublicKey> {
    let info = SubjectPublicKeyInfoRef::try_from(der).ok()?;
    if info.algorithm.oid != rsa::pkcs1::ALGORITHM_OID {
        return None;
    }
    let key = RsaPublicKeyRef::try_from(info.subject_public_key.as_bytes()?).ok()?;
    public_from_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

fn public_from_numbers(modulus: &[u8], exponent: &[u8]) -> Option<PublicKey> {
    PublicKey::new_with_size_limits(number(modulus), number(exponent), READ).ok()
}

fn number(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

/// Length of the modulus in bits, and the public exponent.
pub(super) fn parameters(key: &PublicKey) -> (u32, Vec<u8>) {
    (key.n().bit_width_vartime(), key.e_bytes().into())
}

/// Reads a key of type `RSA`.
pub(super) fn from_jwk(jwk: &Jwk) -> Option<Key> {
    let (modulus, exponent) = (jwk.bytes("n")?, jwk.bytes("e")?);
    if !jwk.has("d") {
        let public = public_from_numbers(&modulus, &exponent)?;
        return Some(Key::Public(Public::Rsa(public)));
    }
    // These can be computed from the others, but whoever leaves them out is refused by Node too.
    let complete = ["dp", "dq", "qi"].iter().all(|name| jwk.has(name));
    let primes = vec![number(&jwk.bytes("p")?), number(&jwk.bytes("q")?)];
    let key = PrivateKey::from_components(
        number(&modulus),
        number(&exponent),
        number(&jwk.bytes("d")?),
        primes,
    )
    .ok()?;
    complete.then(|| Key::Private(Private::Rsa(Box::new(key))))
}

pub(super) fn write_jwk(
    jwk: &mut Map<String, serde_json::Value>,
    public: &PublicKey,
    private: Option<&Private>,
) {
    let mut write = |name: &str, bytes: &[u8]| {
        jwk.insert(name.into(), json!(to_base64url(bytes)));
    };
    write("n", &public.n_bytes());
    write("e", &public.e_bytes());
    if let Some(Private::Rsa(key)) = private {
        let numbers = [
            ("d", Some(key.d().clone())),
            (
                "p",
                key.primes().first().map(|prime| prime.as_ref().clone()),
            ),
            ("q", key.primes().get(1).map(|prime| prime.as_ref().clone())),
            ("dp", key.dp().cloned()),
            ("dq", key.dq().cloned()),
            ("qi", key.crt_coefficient()),
        ];
        for (name, number) in numbers {
            write(
                name,
                &number
                    .map(|number| number.to_be_bytes_trimmed_vartime())
                    .unwrap_or_default(),
            );
        }
    }
    jwk.shift_insert(0, "kty".into(), json!("RSA"));
}

/// Encryption with OAEP.
pub(super) struct Oaep {
    direction: Direction,
    hash: Hash,
    label: Vec<u8>,
}

impl<'js> FromJs<'js> for Oaep {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(ctx, value)?;
        Ok(Self {
            direction: object.get("direction")?,
            hash: object.get("hash")?,
            label: bytes(&object, "label")?,
        })
    }
}

impl Oaep {
    pub(super) fn apply(
        &self,
        key: &[u8],
        data: &[u8],
        random: &mut WorldRandom<'_>,
    ) -> Option<Vec<u8>> {
        let label = self.label.as_slice();
        with_hash!(self.hash, D => {
            let padding = rsa::Oaep::<D>::new_with_label(label);
            match self.direction {
                Direction::Encrypt => public_from_der(key)?.encrypt(random, padding, data).ok(),
                Direction::Decrypt => {
                    let key = PrivateKey::from_pkcs8_der(key).ok()?;
                    key.decrypt_blinded(random, padding, data).ok()
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn a_new_key_has_the_length_and_exponent_that_were_asked_for() {
        let world = World::fixed(0, 1);
        for (bits, exponent) in [(512, 3), (1024, 65537)] {
            let key = generate(bits, exponent, &mut WorldRandom(&world), &|| false).unwrap();
            let Public::Rsa(public) = key.public() else {
                panic!("no RSA key")
            };
            let (made, e) = parameters(&public);
            assert_eq!((made, e.last()), (bits, exponent.to_be_bytes().last()));
        }
    }

    #[test]
    fn no_key_is_made_of_what_makes_none_or_when_the_script_must_stop() {
        let world = World::fixed(0, 1);
        for (bits, exponent) in [(256, 65537), (16384, 65537), (1024, 4), (1024, 1)] {
            assert!(generate(bits, exponent, &mut WorldRandom(&world), &|| false).is_none());
        }
        assert!(generate(8192, 65537, &mut WorldRandom(&world), &|| true).is_none());
    }
}
