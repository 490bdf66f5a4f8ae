//! The curves P-256, P-384 and P-521.

use p256::elliptic_curve::Generate;
use serde_json::{Map, json};

use super::jwk::{Jwk, to_base64url};
use super::pair::{Key, Kind, Private, Public};
use crate::world::WorldRandom;

/// Length of a coordinate in bytes.
fn size(kind: Kind) -> usize {
    match kind {
        Kind::P384 => 48,
        Kind::P521 => 66,
        _ => 32,
    }
}

pub(super) fn generate(kind: Kind, random: &mut WorldRandom<'_>) -> Option<Private> {
    Some(match kind {
        Kind::P256 => Private::P256(p256::SecretKey::generate_from_rng(random)),
        Kind::P384 => Private::P384(p384::SecretKey::generate_from_rng(random)),
        Kind::P521 => Private::P521(p521::SecretKey::generate_from_rng(random)),
        _ => return None,
    })
}

/// Reads a point as SEC 1 writes it.
pub(super) fn public_from_raw(kind: Kind, bytes: &[u8]) -> Option<Public> {
    match kind {
        Kind::P256 => p256::PublicKey::from_sec1_bytes(bytes)
            .map(Public::P256)
            .ok(),
        Kind::P384 => p384::PublicKey::from_sec1_bytes(bytes)
            .map(Public::P384)
            .ok(),
        Kind::P521 => p521::PublicKey::from_sec1_bytes(bytes)
            .map(Public::P521)
            .ok(),
        _ => None,
    }
}

fn private_from_scalar(kind: Kind, scalar: &[u8]) -> Option<Private> {
    match kind {
        Kind::P256 => p256::SecretKey::from_slice(scalar).map(Private::P256).ok(),
        Kind::P384 => p384::SecretKey::from_slice(scalar).map(Private::P384).ok(),
        Kind::P521 => p521::SecretKey::from_slice(scalar).map(Private::P521).ok(),
        _ => None,
    }
}

fn scalar(key: &Private) -> Option<Vec<u8>> {
    match key {
        Private::P256(key) => Some(key.to_bytes().to_vec()),
        Private::P384(key) => Some(key.to_bytes().to_vec()),
        Private::P521(key) => Some(key.to_bytes().to_vec()),
        _ => None,
    }
}

/// The shared x coordinate of ECDH.
pub(super) fn agree(private: &Private, public: &Public) -> Option<Vec<u8>> {
    match (private, public) {
        (Private::P256(key), Public::P256(other)) => {
            Some(key.diffie_hellman(other).raw_secret_bytes().to_vec())
        }
        (Private::P384(key), Public::P384(other)) => {
            Some(key.diffie_hellman(other).raw_secret_bytes().to_vec())
        }
        (Private::P521(key), Public::P521(other)) => {
            Some(key.diffie_hellman(other).raw_secret_bytes().to_vec())
        }
        _ => None,
    }
}

/// Reads a key of type `EC`; a private one must belong to the point beside it.
pub(super) fn from_jwk(jwk: &Jwk) -> Option<Key> {
    let kind = Kind::named(jwk.text("crv")?)?;
    let size = size(kind);
    let mut point = vec![4];
    for name in ["x", "y"] {
        point.extend(padded(&jwk.bytes(name)?, size)?);
    }
    let public = public_from_raw(kind, &point)?;
    if !jwk.has("d") {
        return Some(Key::Public(public));
    }
    let private = private_from_scalar(kind, &padded(&jwk.bytes("d")?, size)?)?;
    (private.public().raw() == public.raw()).then_some(Key::Private(private))
}

/// A number with zeroes before it, as long as the curve's coordinates are.
fn padded(bytes: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut padded = vec![0; size.checked_sub(bytes.len())?];
    padded.extend_from_slice(bytes);
    Some(padded)
}

pub(super) fn write_jwk(
    jwk: &mut Map<String, serde_json::Value>,
    public: &Public,
    private: Option<&Private>,
) {
    let point = public.raw().unwrap_or_default();
    let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len() / 2);
    jwk.insert("kty".into(), json!("EC"));
    jwk.insert("x".into(), json!(to_base64url(x)));
    jwk.insert("y".into(), json!(to_base64url(y)));
    jwk.insert("crv".into(), json!(public.kind().name()));
    if let Some(scalar) = private.and_then(scalar) {
        jwk.insert("d".into(), json!(to_base64url(&scalar)));
    }
}
