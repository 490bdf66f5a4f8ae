//! Keys out of passwords and secrets: PBKDF2 (RFC 8018) and HKDF (RFC 5869).

use hmac::digest::Output;
use hmac::{Hmac, KeyInit, Mac};
use rquickjs::{Ctx, FromJs, Object, Value};

use super::arguments::bytes;
use super::digest::{Hash, with_hash};

/// The most bytes that are derived at once.
const LONGEST: usize = 1 << 24;

/// How many rounds are computed between two looks at the clock.
const CHUNK: u32 = 1024;

/// What PBKDF2 is to derive.
pub(super) struct Pbkdf2 {
    pub(super) hash: Hash,
    pub(super) password: Vec<u8>,
    pub(super) salt: Vec<u8>,
    pub(super) iterations: u32,
    /// In bytes.
    pub(super) length: usize,
}

impl<'js> FromJs<'js> for Pbkdf2 {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(ctx, value)?;
        Ok(Self {
            hash: object.get("hash")?,
            password: bytes(&object, "password")?,
            salt: bytes(&object, "salt")?,
            iterations: object.get("iterations")?,
            length: object.get("length")?,
        })
    }
}

impl Pbkdf2 {
    /// Derives the bytes, unless `must_stop` says so before they are done.
    pub(super) fn derive(&self, must_stop: &dyn Fn() -> bool) -> Option<Vec<u8>> {
        if self.length > LONGEST {
            return None;
        }
        let mut derived = vec![0; self.length];
        with_hash!(self.hash, D => {
            let mac = Hmac::<D>::new_from_slice(&self.password).ok()?;
            for (number, block) in (1u32..).zip(derived.chunks_mut(self.hash.digest(b"").len())) {
                let first = mac.clone().chain_update(&self.salt).chain_update(number.to_be_bytes());
                let sum = self.sum(&mac, first, must_stop)?;
                block.copy_from_slice(&sum[..block.len()]);
            }
        });
        Some(derived)
    }

    /// A block: the sum of as many rounds as there are iterations.
    fn sum<M: Mac + Clone>(
        &self,
        mac: &M,
        first: M,
        must_stop: &dyn Fn() -> bool,
    ) -> Option<Output<M>> {
        let mut last = first.finalize().into_bytes();
        let mut sum = last.clone();
        for round in 1..self.iterations {
            if round % CHUNK == 0 && must_stop() {
                return None;
            }
            last = mac.clone().chain_update(&last).finalize().into_bytes();
            sum.iter_mut()
                .zip(&last)
                .for_each(|(sum, byte)| *sum ^= byte);
        }
        (!must_stop()).then_some(sum)
    }
}

/// What HKDF is to derive.
pub(super) struct Hkdf {
    pub(super) hash: Hash,
    pub(super) key: Vec<u8>,
    pub(super) salt: Vec<u8>,
    pub(super) info: Vec<u8>,
    /// In bytes.
    pub(super) length: usize,
}

impl<'js> FromJs<'js> for Hkdf {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(ctx, value)?;
        Ok(Self {
            hash: object.get("hash")?,
            key: bytes(&object, "key")?,
            salt: bytes(&object, "salt")?,
            info: bytes(&object, "info")?,
            length: object.get("length")?,
        })
    }
}

impl Hkdf {
    /// Derives the bytes: at most 255 times the hash's length.
    pub(super) fn derive(&self) -> Option<Vec<u8>> {
        let secret = self.hash.hmac(&self.salt, &[&self.key]);
        let mut derived = Vec::new();
        let mut block = Vec::new();
        for number in 1..=u8::MAX {
            if derived.len() >= self.length {
                break;
            }
            block = self.hash.hmac(&secret, &[&block, &self.info, &[number]]);
            derived.extend_from_slice(&block);
        }
        (derived.len() >= self.length).then(|| {
            derived.truncate(self.length);
            derived
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{hex, unhex};
    use super::*;

    fn pbkdf2(hash: Hash, iterations: u32, length: usize) -> Pbkdf2 {
        Pbkdf2 {
            hash,
            password: b"password".into(),
            salt: b"salt".into(),
            iterations,
            length,
        }
    }

    #[test]
    fn pbkdf2_gives_the_vectors_of_rfc_6070() {
        for (iterations, expected) in [
            (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
            (2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
            (4096, "4b007901b765489abead49d926f721d065a429c1"),
        ] {
            let derived = pbkdf2(Hash::Sha1, iterations, 20)
                .derive(&|| false)
                .unwrap();
            assert_eq!(hex(&derived), expected, "{iterations}");
        }
        let long = pbkdf2(Hash::Sha256, 1, 40).derive(&|| false).unwrap();
        assert!(hex(&long).starts_with("120fb6cffcf8b32c43e7225256c4f837a86548c9"));
        assert_eq!(long.len(), 40);
    }

    #[test]
    fn pbkdf2_stops_when_the_script_must() {
        assert_eq!(pbkdf2(Hash::Sha512, u32::MAX, 20).derive(&|| true), None);
        assert_eq!(pbkdf2(Hash::Sha512, 1, LONGEST + 1).derive(&|| false), None);
    }

    #[test]
    fn hkdf_gives_the_first_vector_of_rfc_5869() {
        let mut request = Hkdf {
            hash: Hash::Sha256,
            key: vec![0x0b; 22],
            salt: unhex("000102030405060708090a0b0c"),
            info: unhex("f0f1f2f3f4f5f6f7f8f9"),
            length: 42,
        };
        assert_eq!(
            hex(&request.derive().unwrap()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
        request.length = 255 * 32 + 1;
        assert_eq!(request.derive(), None);
    }
}
