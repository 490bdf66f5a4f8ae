//! Ed25519 and X25519 (RFC 8032, RFC 7748), and their DER (RFC 8410): a fixed head before 32 bytes.

use p256::pkcs8::PrivateKeyInfoRef;
use rand_core::Rng as _;
use serde_json::{Map, json};

use super::jwk::{Jwk, to_base64url};
use super::pair::{Key, Kind, Private, Public};
use crate::world::WorldRandom;

/// The last byte of the object identifier 1.3.101.x, where the two differ.
const X25519: u8 = 0x6e;
const ED25519: u8 = 0x70;

/// Where that byte stands: in `SubjectPublicKeyInfo`, and in `PKCS#8`.
const PUBLIC_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0, 3, 0x21, 0];
const PRIVATE_HEAD: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0, 4, 0x22, 4, 0x20,
];

pub(super) fn generate(kind: Kind, random: &mut WorldRandom<'_>) -> Option<Private> {
    let mut seed = [0; 32];
    random.fill_bytes(&mut seed);
    private_from_seed(kind, seed)
}

/// The shared secret; `None` for a point that gives away nothing of the other side.
pub(super) fn agree(seed: [u8; 32], point: [u8; 32]) -> Option<Vec<u8>> {
    let shared = x25519_dalek::StaticSecret::from(seed).diffie_hellman(&point.into());
    shared
        .was_contributory()
        .then(|| shared.to_bytes().to_vec())
}

/// Reads the 32 bytes of a public key.
pub(super) fn public_from_raw(kind: Kind, bytes: &[u8]) -> Option<Public> {
    let bytes = <[u8; 32]>::try_from(bytes).ok()?;
    match kind {
        Kind::Ed25519 => Some(Public::Ed25519(bytes)),
        Kind::X25519 => Some(Public::X25519(bytes)),
        _ => None,
    }
}

pub(super) fn public_from_der(der: &[u8]) -> Option<Public> {
    let (head, bytes) = der.split_at_checked(PUBLIC_HEAD.len())?;
    let kind = match *head.get(8)? {
        X25519 => Kind::X25519,
        ED25519 => Kind::Ed25519,
        _ => return None,
    };
    let alike = head
        .iter()
        .zip(PUBLIC_HEAD)
        .enumerate()
        .all(|(at, (a, b))| at == 8 || *a == b);
    if alike {
        public_from_raw(kind, bytes)
    } else {
        None
    }
}

pub(super) fn public_to_der(key: &Public) -> Vec<u8> {
    let mut der = PUBLIC_HEAD.to_vec();
    der[8] = if key.kind() == Kind::X25519 {
        X25519
    } else {
        ED25519
    };
    der.extend(key.raw().unwrap_or_default());
    der
}

/// Reads `PKCS#8` of either version: the later one may have the public key at its end.
pub(super) fn private_from_der(der: &[u8]) -> Option<Private> {
    let info = PrivateKeyInfoRef::try_from(der).ok()?;
    let [4, 0x20, seed @ ..] = info.private_key.as_bytes() else {
        return None;
    };
    let seed = <[u8; 32]>::try_from(seed).ok()?;
    match info.algorithm.oid.to_string().as_str() {
        "1.3.101.110" => Some(Private::X25519(seed)),
        "1.3.101.112" => Some(Private::Ed25519(seed)),
        _ => None,
    }
}

pub(super) fn private_to_der(key: &Private) -> Option<Vec<u8>> {
    let (last, seed) = match key {
        Private::X25519(seed) => (X25519, seed),
        Private::Ed25519(seed) => (ED25519, seed),
        _ => return None,
    };
    let mut der = PRIVATE_HEAD.to_vec();
    der[11] = last;
    der.extend(seed);
    Some(der)
}

/// Reads a key of type `OKP`; a private one must belong to the public one beside it.
pub(super) fn from_jwk(jwk: &Jwk) -> Option<Key> {
    let kind = Kind::named(jwk.text("crv")?)?;
    let public = public_from_raw(kind, &jwk.bytes("x")?)?;
    if !jwk.has("d") {
        return Some(Key::Public(public));
    }
    let seed = <[u8; 32]>::try_from(jwk.bytes("d")?).ok()?;
    let private = private_from_seed(kind, seed)?;
    (private.public().raw() == public.raw()).then_some(Key::Private(private))
}

pub(super) fn write_jwk(
    jwk: &mut Map<String, serde_json::Value>,
    public: &Public,
    private: Option<&Private>,
) {
    jwk.insert("crv".into(), json!(public.kind().name()));
    if let Some(Private::Ed25519(seed) | Private::X25519(seed)) = private {
        jwk.insert("d".into(), json!(to_base64url(seed)));
    }
    let point = public.raw().unwrap_or_default();
    jwk.insert("x".into(), json!(to_base64url(&point)));
    jwk.insert("kty".into(), json!("OKP"));
}

fn private_from_seed(kind: Kind, seed: [u8; 32]) -> Option<Private> {
    match kind {
        Kind::Ed25519 => Some(Private::Ed25519(seed)),
        Kind::X25519 => Some(Private::X25519(seed)),
        _ => None,
    }
}
