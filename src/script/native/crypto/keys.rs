//! What JavaScript asks of keys that stand in pairs: to make one, to agree on a secret, and to read
//! and write the formats that they come and go in, which are DER, raw and JSON Web Keys (RFC 7517).
//! JSON Web Keys of other keys are JavaScript's.

use p256::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
};
use rquickjs::{ArrayBuffer, Ctx, IntoJs, Object, Value};
use serde_json::Map;

use super::jwk::Jwk;
use super::pair::{Key, Kind, LONGEST_NUMBER, Private, Public};
use super::{ec, edwards, rsa};
use crate::world::WorldRandom;

/// The longest key in DER, in bytes: one of RSA, which is five numbers of the longest.
const LONGEST_DER: usize = 5 * LONGEST_NUMBER;

/// A key as JavaScript holds it.
pub(super) struct Described {
    der: Vec<u8>,
    kind: Kind,
    is_private: bool,
    /// Of RSA: the length of the modulus.
    bits: u32,
    /// Of RSA: the public exponent.
    exponent: Vec<u8>,
}

impl Described {
    pub(super) fn of_private(key: &Private) -> Option<Self> {
        Some(Self {
            der: private_to_der(key)?,
            is_private: true,
            ..Self::of_public(&key.public())?
        })
    }

    pub(super) fn of_public(key: &Public) -> Option<Self> {
        let (bits, exponent) = match key {
            Public::Rsa(key) => rsa::parameters(key),
            _ => (0, Vec::new()),
        };
        Some(Self {
            der: public_to_der(key)?,
            kind: key.kind(),
            is_private: false,
            bits,
            exponent,
        })
    }
}

impl<'js> IntoJs<'js> for Described {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let object = Object::new(ctx.clone())?;
        object.set("der", ArrayBuffer::new(ctx.clone(), self.der)?)?;
        object.set("kind", self.kind.name())?;
        object.set("type", if self.is_private { "private" } else { "public" })?;
        object.set("modulusLength", self.bits)?;
        object.set(
            "publicExponent",
            ArrayBuffer::new(ctx.clone(), self.exponent)?,
        )?;
        Ok(object.into_value())
    }
}

/// Makes a new key of any kind but RSA, which takes more than a kind.
pub(super) fn generate(kind: Kind, random: &mut WorldRandom<'_>) -> Option<Private> {
    match kind {
        Kind::Rsa => None,
        Kind::Ed25519 | Kind::X25519 => edwards::generate(kind, random),
        curve => ec::generate(curve, random),
    }
}

/// Reads a key in DER: `pkcs8` or `spki`.
pub(super) fn import(format: &str, der: &[u8]) -> Option<Described> {
    let der = without_tail(der);
    if der.len() > LONGEST_DER {
        return None;
    }
    match format {
        "pkcs8" => Described::of_private(&private_from_der(der)?),
        _ => Described::of_public(&public_from_der(der)?),
    }
}

/// Reads a public key in its raw format.
pub(super) fn import_raw(kind: Kind, bytes: &[u8]) -> Option<Described> {
    let key = match kind {
        Kind::Rsa => None,
        Kind::Ed25519 | Kind::X25519 => edwards::public_from_raw(kind, bytes),
        curve => ec::public_from_raw(curve, bytes),
    };
    Described::of_public(&key?)
}

/// Reads a JSON Web Key.
pub(super) fn import_jwk(json: &str) -> Option<Described> {
    let jwk = Jwk::read(json)?;
    let key = match jwk.text("kty")? {
        "RSA" => rsa::from_jwk(&jwk),
        "EC" => ec::from_jwk(&jwk),
        "OKP" => edwards::from_jwk(&jwk),
        _ => None,
    };
    match key? {
        Key::Private(key) => Described::of_private(&key),
        Key::Public(key) => Described::of_public(&key),
    }
}

/// The public key that belongs to a private one.
pub(super) fn public_of(der: &[u8]) -> Option<Described> {
    Described::of_public(&private_from_der(der)?.public())
}

pub(super) fn export_raw(der: &[u8]) -> Option<Vec<u8>> {
    public_from_der(der)?.raw()
}

/// A key as a JSON Web Key, without what only JavaScript knows (`alg`, `key_ops`, `ext`).
pub(super) fn export_jwk(format: &str, der: &[u8]) -> Option<String> {
    let private = if format == "pkcs8" {
        Some(private_from_der(der)?)
    } else {
        None
    };
    let public = match &private {
        Some(private) => private.public(),
        None => public_from_der(der)?,
    };
    let mut jwk = Map::new();
    match &public {
        Public::Rsa(key) => rsa::write_jwk(&mut jwk, key, private.as_ref()),
        Public::Ed25519(_) | Public::X25519(_) => {
            edwards::write_jwk(&mut jwk, &public, private.as_ref());
        }
        _ => ec::write_jwk(&mut jwk, &public, private.as_ref()),
    }
    Some(serde_json::Value::Object(jwk).to_string())
}

/// What two parties share: ECDH and X25519.
pub(super) fn agree(private: &[u8], public: &[u8]) -> Option<Vec<u8>> {
    match (private_from_der(private)?, public_from_der(public)?) {
        (Private::X25519(seed), Public::X25519(point)) => edwards::agree(seed, point),
        (private, public) => ec::agree(&private, &public),
    }
}

pub(super) fn private_from_der(der: &[u8]) -> Option<Private> {
    let curve = || {
        let p256 = p256::SecretKey::from_pkcs8_der(der).map(Private::P256);
        let p384 = || p384::SecretKey::from_pkcs8_der(der).map(Private::P384);
        let p521 = || p521::SecretKey::from_pkcs8_der(der).map(Private::P521);
        p256.ok().or_else(|| p384().ok()).or_else(|| p521().ok())
    };
    let rsa = ::rsa::PrivateKey::from_pkcs8_der(der).ok();
    rsa.map(|key| Private::Rsa(Box::new(key)))
        .or_else(curve)
        .or_else(|| edwards::private_from_der(der))
}

pub(super) fn public_from_der(der: &[u8]) -> Option<Public> {
    let curve = || {
        let p256 = p256::PublicKey::from_public_key_der(der).map(Public::P256);
        let p384 = || p384::PublicKey::from_public_key_der(der).map(Public::P384);
        let p521 = || p521::PublicKey::from_public_key_der(der).map(Public::P521);
        p256.ok().or_else(|| p384().ok()).or_else(|| p521().ok())
    };
    rsa::public_from_der(der)
        .map(Public::Rsa)
        .or_else(curve)
        .or_else(|| edwards::public_from_der(der))
}

pub(super) fn private_to_der(key: &Private) -> Option<Vec<u8>> {
    let document = match key {
        Private::Rsa(key) => key.to_pkcs8_der(),
        Private::P256(key) => key.to_pkcs8_der(),
        Private::P384(key) => key.to_pkcs8_der(),
        Private::P521(key) => key.to_pkcs8_der(),
        Private::Ed25519(_) | Private::X25519(_) => return edwards::private_to_der(key),
    };
    Some(document.ok()?.as_bytes().to_vec())
}

pub(super) fn public_to_der(key: &Public) -> Option<Vec<u8>> {
    let document = match key {
        Public::Rsa(key) => key.to_public_key_der(),
        Public::P256(key) => key.to_public_key_der(),
        Public::P384(key) => key.to_public_key_der(),
        Public::P521(key) => key.to_public_key_der(),
        Public::Ed25519(_) | Public::X25519(_) => return Some(edwards::public_to_der(key)),
    };
    Some(document.ok()?.as_bytes().to_vec())
}

/// DER without what comes after its value, which OpenSSL does not mind.
fn without_tail(der: &[u8]) -> &[u8] {
    let length = match der {
        [_, 0x81, length, ..] => 3 + usize::from(*length),
        [_, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
        [_, length, ..] => 2 + usize::from(*length),
        _ => return der,
    };
    der.get(..length).unwrap_or(der)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::digest::Hash;
    use super::super::jwk::to_base64url;
    use super::super::signatures::Scheme;
    use super::*;
    use crate::world::World;

    #[test]
    fn every_kind_of_key_survives_its_formats() {
        let world = World::fixed(0, 3);
        for name in ["P-256", "P-384", "P-521", "Ed25519", "X25519"] {
            let kind = Kind::named(name).unwrap();
            let key = generate(kind, &mut WorldRandom(&world)).unwrap();
            let der = private_to_der(&key).unwrap();
            let jwk = import_jwk(&export_jwk("pkcs8", &der).unwrap()).unwrap();
            assert_eq!(
                (&jwk.der, jwk.is_private, jwk.kind),
                (&der, true, kind),
                "{name}"
            );
            let public = public_of(&der).unwrap();
            assert_eq!(
                import_raw(kind, &export_raw(&public.der).unwrap())
                    .unwrap()
                    .der,
                public.der
            );
            assert_eq!(
                import("spki", &[&public.der[..], &[0]].concat())
                    .unwrap()
                    .der,
                public.der
            );
            assert_eq!(
                import_jwk(&export_jwk("spki", &public.der).unwrap())
                    .unwrap()
                    .der,
                public.der
            );
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn both_sides_of_an_agreement_share_a_secret() {
        let world = World::fixed(0, 4);
        for (kind, length) in [
            (Kind::P256, 32),
            (Kind::P384, 48),
            (Kind::P521, 66),
            (Kind::X25519, 32),
        ] {
            let pair = || {
                let key = generate(kind, &mut WorldRandom(&world)).unwrap();
                let der = private_to_der(&key).unwrap();
                let public = public_of(&der).unwrap().der;
                (der, public)
            };
            let (alice, bob) = (pair(), pair());
            let shared = agree(&alice.0, &bob.1).unwrap();
            assert_eq!(
                (shared.len(), &shared),
                (length, &agree(&bob.0, &alice.1).unwrap())
            );
        }
    }

    #[test]
    fn keys_that_were_damaged_are_refused_or_used_but_never_panic() {
        let world = World::fixed(0, 6);
        let mut random = WorldRandom(&world);
        let rsa = rsa::generate(512, 65537, &mut random, &|| false).unwrap();
        let curve = generate(Kind::P256, &mut random).unwrap();
        for (key, scheme) in [
            (rsa, Scheme::Pkcs1(Hash::Sha1)),
            (curve, Scheme::Ecdsa(Hash::Sha1)),
        ] {
            let (private, public) = (
                private_to_der(&key).unwrap(),
                public_to_der(&key.public()).unwrap(),
            );
            for at in 0..private.len() {
                let mut damaged = private.clone();
                damaged[at] ^= 0x81;
                if let Some(key) = import("pkcs8", &damaged) {
                    scheme.sign(&key.der, b"text", &mut random);
                }
            }
            for at in 0..public.len() {
                let mut damaged = public.clone();
                damaged[at] ^= 0x81;
                if let Some(key) = import("spki", &damaged) {
                    assert!(!scheme.verify(&key.der, &[1; 64], b"text"));
                }
            }
        }
    }

    #[test]
    fn nonsense_is_no_key() {
        assert!(import("pkcs8", b"nonsense").is_none() && import("spki", &[0x30, 0]).is_none());
        assert!(
            import_jwk("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}").is_none()
        );
        assert!(
            import(
                "pkcs8",
                &[vec![0x30, 0x82, 0xff, 0xff], vec![1; 70_000]].concat()
            )
            .is_none()
        );
        assert!(import_jwk("[]").is_none() && import_raw(Kind::P256, &[4; 65]).is_none());
    }

    #[test]
    fn numbers_that_make_no_key_are_refused() {
        let world = World::fixed(0, 7);
        let rsa = rsa::generate(512, 65537, &mut WorldRandom(&world), &|| false).unwrap();
        let jwk = export_jwk("pkcs8", &private_to_der(&rsa).unwrap()).unwrap();
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
