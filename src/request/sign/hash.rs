//! The hash functions that schemes sign with.

use std::fs::File;
use std::io::Read;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::exchange::{Body, Chunk};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of some data.
    pub(super) fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha384 => Sha384::digest(data).to_vec(),
            Self::Sha512 => Sha512::digest(data).to_vec(),
        }
    }

    /// The hash of some data, keyed (RFC 2104).
    pub(super) fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => hmac::<Hmac<Sha1>>(key, data),
            Self::Sha256 => hmac::<Hmac<Sha256>>(key, data),
            Self::Sha384 => hmac::<Hmac<Sha384>>(key, data),
            Self::Sha512 => hmac::<Hmac<Sha512>>(key, data),
        }
    }
}

/// The hash of what is sent as a body, in hexadecimal digits; files are read piece by piece. `None`
/// where one can't be read.
pub(super) fn of_body<D: Digest>(body: &Body) -> Option<String> {
    let mut hash = D::new();
    match body {
        Body::Empty => {}
        Body::Bytes(bytes) => hash.update(bytes),
        Body::Chunks(chunks) => {
            for chunk in chunks {
                add(&mut hash, chunk)?;
            }
        }
    }
    Some(hex(&hash.finalize()))
}

fn add<D: Digest>(hash: &mut D, chunk: &Chunk) -> Option<()> {
    match chunk {
        Chunk::Bytes(bytes) => hash.update(bytes),
        Chunk::File { path, length } => {
            // No more of it is sent than it was long when it was looked at.
            let mut file = File::open(path).ok()?.take(*length);
            let mut piece = vec![0; 64 * 1024];
            loop {
                match file.read(&mut piece).ok()? {
                    0 => break,
                    read => hash.update(&piece[..read]),
                }
            }
        }
    }
    Some(())
}

/// Bytes as hexadecimal digits in lower case.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |hex, byte| {
            hex + &format!("{byte:02x}")
        })
}

fn hmac<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}
