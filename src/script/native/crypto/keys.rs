//! Keys of all families, and the formats of bytes that they come and go in: DER and raw.

use p256::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
};
use rquickjs::{ArrayBuffer, Ctx, FromJs, IntoJs, Object, Value};

use super::{ec, edwards, rsa};
use crate::script::value::text;
use crate::world::WorldRandom;

/// The longest number in a key, and the longest key in DER: those of RSA with 16,384 bits.
pub(super) const LONGEST_NUMBER: usize = 2048;
const LONGEST_DER: usize = 5 * LONGEST_NUMBER;

/// A family of keys that stand in pairs; for elliptic curves, the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    P256,
    P384,
    P521,
    Ed25519,
    X25519,
}

impl Kind {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RSA" => Self::Rsa,
            "P-256" => Self::P256,
            "P-384" => Self::P384,
            "P-521" => Self::P521,
            "Ed25519" => Self::Ed25519,
            "X25519" => Self::X25519,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Ed25519 => "Ed25519",
            Self::X25519 => "X25519",
        }
    }
}

impl<'js> FromJs<'js> for Kind {
    fn from_js(_: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        Self::named(&text(&value))
            .ok_or_else(|| rquickjs::Error::new_from_js("string", "kind of key"))
    }
}

/// A private key.
pub(super) enum Private {
    Rsa(Box<::rsa::PrivateKey>),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
    Ed25519([u8; 32]),
    X25519([u8; 32]),
}

impl Private {
    /// Makes a new key of any kind but RSA, which takes more than a kind.
    pub(super) fn generate(kind: Kind, random: &mut WorldRandom<'_>) -> Option<Self> {
        match kind {
            Kind::Rsa => None,
            Kind::Ed25519 => Some(Self::Ed25519(edwards::random_seed(random))),
            Kind::X25519 => Some(Self::X25519(edwards::random_seed(random))),
            curve => ec::generate(curve, random),
        }
    }

    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        let curve = || {
            let p256 = p256::SecretKey::from_pkcs8_der(der).map(Self::P256);
            let p384 = || p384::SecretKey::from_pkcs8_der(der).map(Self::P384);
            let p521 = || p521::SecretKey::from_pkcs8_der(der).map(Self::P521);
            p256.ok().or_else(|| p384().ok()).or_else(|| p521().ok())
        };
        let rsa = ::rsa::PrivateKey::from_pkcs8_der(der).ok();
        rsa.map(|key| Self::Rsa(Box::new(key)))
            .or_else(curve)
            .or_else(|| edwards::private_from_der(der))
    }

    pub(super) fn to_der(&self) -> Option<Vec<u8>> {
        let document = match self {
            Self::Rsa(key) => key.to_pkcs8_der(),
            Self::P256(key) => key.to_pkcs8_der(),
            Self::P384(key) => key.to_pkcs8_der(),
            Self::P521(key) => key.to_pkcs8_der(),
            Self::Ed25519(_) | Self::X25519(_) => return edwards::private_to_der(self),
        };
        Some(document.ok()?.as_bytes().to_vec())
    }

    pub(super) fn public(&self) -> Public {
        match self {
            Self::Rsa(key) => Public::Rsa(key.to_public_key()),
            Self::P256(key) => Public::P256(key.public_key()),
            Self::P384(key) => Public::P384(key.public_key()),
            Self::P521(key) => Public::P521(key.public_key()),
            Self::Ed25519(seed) => Public::Ed25519(edwards::ed25519_public(seed)),
            Self::X25519(seed) => Public::X25519(edwards::x25519_public(seed)),
        }
    }

    pub(super) fn describe(&self) -> Option<Described> {
        Some(Described {
            der: self.to_der()?,
            is_private: true,
            ..self.public().describe()?
        })
    }
}

/// A public key.
pub(super) enum Public {
    Rsa(::rsa::PublicKey),
    P256(p256::PublicKey),
    P384(p384::PublicKey),
    P521(p521::PublicKey),
    Ed25519([u8; 32]),
    X25519([u8; 32]),
}

impl Public {
    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        let curve = || {
            let p256 = p256::PublicKey::from_public_key_der(der).map(Self::P256);
            let p384 = || p384::PublicKey::from_public_key_der(der).map(Self::P384);
            let p521 = || p521::PublicKey::from_public_key_der(der).map(Self::P521);
            p256.ok().or_else(|| p384().ok()).or_else(|| p521().ok())
        };
        rsa::public_from_der(der)
            .map(Self::Rsa)
            .or_else(curve)
            .or_else(|| edwards::public_from_der(der))
    }

    pub(super) fn to_der(&self) -> Option<Vec<u8>> {
        let document = match self {
            Self::Rsa(key) => key.to_public_key_der(),
            Self::P256(key) => key.to_public_key_der(),
            Self::P384(key) => key.to_public_key_der(),
            Self::P521(key) => key.to_public_key_der(),
            Self::Ed25519(_) | Self::X25519(_) => return Some(edwards::public_to_der(self)),
        };
        Some(document.ok()?.as_bytes().to_vec())
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Rsa(_) => Kind::Rsa,
            Self::P256(_) => Kind::P256,
            Self::P384(_) => Kind::P384,
            Self::P521(_) => Kind::P521,
            Self::Ed25519(_) => Kind::Ed25519,
            Self::X25519(_) => Kind::X25519,
        }
    }

    /// The bytes of the format `raw`, which RSA has not.
    pub(super) fn raw(&self) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(_) => None,
            Self::P256(key) => Some(key.to_sec1_bytes().into()),
            Self::P384(key) => Some(key.to_sec1_bytes().into()),
            Self::P521(key) => Some(key.to_sec1_bytes().into()),
            Self::Ed25519(bytes) | Self::X25519(bytes) => Some(bytes.to_vec()),
        }
    }

    fn describe(&self) -> Option<Described> {
        let (bits, exponent) = match self {
            Self::Rsa(key) => rsa::parameters(key),
            _ => (0, Vec::new()),
        };
        Some(Described {
            der: self.to_der()?,
            kind: self.kind(),
            is_private: false,
            bits,
            exponent,
        })
    }
}

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
    pub(super) fn of_public(key: &Public) -> Option<Self> {
        key.describe()
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

/// Reads a key in DER: `pkcs8` or `spki`.
pub(super) fn import(format: &str, der: &[u8]) -> Option<Described> {
    let der = without_tail(der);
    if der.len() > LONGEST_DER {
        return None;
    }
    match format {
        "pkcs8" => Private::from_der(der)?.describe(),
        _ => Public::from_der(der)?.describe(),
    }
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

/// Reads a public key in its raw format.
pub(super) fn import_raw(kind: Kind, bytes: &[u8]) -> Option<Described> {
    match kind {
        Kind::Rsa => None,
        Kind::Ed25519 | Kind::X25519 => edwards::public_from_raw(kind, bytes),
        curve => ec::public_from_raw(curve, bytes),
    }?
    .describe()
}

/// The public key that belongs to a private one.
pub(super) fn public_of(der: &[u8]) -> Option<Described> {
    Private::from_der(der)?.public().describe()
}

pub(super) fn export_raw(der: &[u8]) -> Option<Vec<u8>> {
    Public::from_der(der)?.raw()
}

/// What two parties share: ECDH and X25519.
pub(super) fn agree(private: &[u8], public: &[u8]) -> Option<Vec<u8>> {
    match (Private::from_der(private)?, Public::from_der(public)?) {
        (Private::X25519(seed), Public::X25519(point)) => edwards::agree(seed, point),
        (private, public) => ec::agree(&private, &public),
    }
}

#[cfg(test)]
mod tests {
    use super::super::digest::Hash;
    use super::super::jwk::{export_jwk, import_jwk};
    use super::super::signatures::Scheme;
    use super::*;
    use crate::world::World;

    #[test]
    fn every_kind_of_key_survives_its_formats() {
        let world = World::fixed(0, 3);
        for name in ["P-256", "P-384", "P-521", "Ed25519", "X25519"] {
            let kind = Kind::named(name).unwrap();
            let key = Private::generate(kind, &mut WorldRandom(&world)).unwrap();
            let der = key.to_der().unwrap();
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
                let der = Private::generate(kind, &mut WorldRandom(&world))
                    .unwrap()
                    .to_der()
                    .unwrap();
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
        let curve = Private::generate(Kind::P256, &mut random).unwrap();
        for (key, scheme) in [
            (rsa, Scheme::Pkcs1(Hash::Sha1)),
            (curve, Scheme::Ecdsa(Hash::Sha1)),
        ] {
            let (private, public) = (key.to_der().unwrap(), key.public().to_der().unwrap());
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
}
