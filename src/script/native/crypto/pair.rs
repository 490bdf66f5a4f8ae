//! Keys that stand in pairs, of all families.

use rquickjs::{Ctx, FromJs, Value};

use crate::script::value::text;

/// The longest number in a key, in bytes: one of RSA with 16,384 bits.
pub(super) const LONGEST_NUMBER: usize = 2048;

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
    /// The key that belongs to it.
    pub(super) fn public(&self) -> Public {
        match self {
            Self::Rsa(key) => Public::Rsa(key.to_public_key()),
            Self::P256(key) => Public::P256(key.public_key()),
            Self::P384(key) => Public::P384(key.public_key()),
            Self::P521(key) => Public::P521(key.public_key()),
            Self::Ed25519(seed) => Public::Ed25519(ed25519_public(seed)),
            Self::X25519(seed) => Public::X25519(x25519_public(seed)),
        }
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
}

/// One key of a pair.
pub(super) enum Key {
    Private(Private),
    Public(Public),
}

fn ed25519_public(seed: &[u8; 32]) -> [u8; 32] {
    ed25519_dalek::SigningKey::from_bytes(seed)
        .verifying_key()
        .to_bytes()
}

fn x25519_public(seed: &[u8; 32]) -> [u8; 32] {
    x25519_dalek::PublicKey::from(&x25519_dalek::StaticSecret::from(*seed)).to_bytes()
}
