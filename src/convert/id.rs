//! Ids that are made up, the same for the same thing in every conversion.

use sha1::{Digest, Sha1};
use uuid::Builder;

/// An id for what is at that place.
pub(super) fn made(place: &str) -> String {
    let digest = Sha1::digest(place.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid().to_string()
}
