//! AES in the modes of Web Crypto: CBC, CTR, GCM and key wrap.
//!
//! CTR and GCM are written here over the block cipher: Web Crypto lets scripts choose the length of
//! counter, nonce and tag, which the crates for these modes fix at compile time.

use aes::cipher::{
    BlockCipherDecrypt as _, BlockCipherEncrypt, InnerIvInit, KeyInit, block_padding::Pkcs7,
};
use aes::{Aes128, Aes192, Aes256, Block};
use aes_kw::{AesKw, InnerInit};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt};
use ghash::GHash;
use ghash::universal_hash::UniversalHash;
use ghash::universal_hash::consts::U16;
use rquickjs::{Ctx, FromJs, Object, Value};

use super::arguments::bytes;
use crate::script::value::text;

const BLOCK: usize = 16;

/// The lengths of a nonce that Node, and so Postman, takes for GCM.
const NONCES: std::ops::RangeInclusive<usize> = 12..=128;

/// AES with a key of any length.
trait Cipher: BlockCipherEncrypt<BlockSize = U16> {}

impl<C: BlockCipherEncrypt<BlockSize = U16>> Cipher for C {}

/// Which way a cipher goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Encrypt,
    Decrypt,
}

impl<'js> FromJs<'js> for Direction {
    fn from_js(_: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        Ok(if text(&value) == "encrypt" {
            Self::Encrypt
        } else {
            Self::Decrypt
        })
    }
}

/// Evaluates an expression with `$cipher` being AES with this key; a key of another length gives
/// `None`.
macro_rules! with_aes {
    ($key:expr, $cipher:ident => $body:expr) => {
        match $key.len() {
            16 => Aes128::new_from_slice($key).ok().and_then(|$cipher| $body),
            24 => Aes192::new_from_slice($key).ok().and_then(|$cipher| $body),
            32 => Aes256::new_from_slice($key).ok().and_then(|$cipher| $body),
            _ => None,
        }
    };
}

/// CBC with the padding of `PKCS#7`.
pub(super) fn cbc(direction: Direction, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let iv = &block(iv)?;
    with_aes!(key, cipher => match direction {
        Direction::Encrypt => {
            let encryptor = cbc::Encryptor::inner_iv_init(cipher, iv);
            Some(encryptor.encrypt_padded_vec::<Pkcs7>(data))
        }
        Direction::Decrypt => {
            let decryptor = cbc::Decryptor::inner_iv_init(cipher, iv);
            decryptor.decrypt_padded_vec::<Pkcs7>(data).ok()
        }
    })
}

/// Whole blocks without padding: chained from an initialisation vector on, or each for itself.
pub(super) fn blocks(
    direction: Direction,
    key: &[u8],
    iv: Option<&[u8]>,
    data: &[u8],
) -> Option<Vec<u8>> {
    if !data.len().is_multiple_of(BLOCK) {
        return None;
    }
    let mut last = iv.map_or(Some(Block::default()), block)?;
    let mut data = data.to_vec();
    with_aes!(key, cipher => {
        for chunk in data.chunks_mut(BLOCK) {
            let mut current = block(chunk)?;
            let next = match direction {
                Direction::Encrypt => {
                    current.iter_mut().zip(&last).for_each(|(byte, mask)| *byte ^= mask);
                    cipher.encrypt_block(&mut current);
                    current
                }
                Direction::Decrypt => {
                    let sealed = current;
                    cipher.decrypt_block(&mut current);
                    current.iter_mut().zip(&last).for_each(|(byte, mask)| *byte ^= mask);
                    sealed
                }
            };
            chunk.copy_from_slice(&current);
            if iv.is_some() {
                last = next;
            }
        }
        Some(data)
    })
}

/// Where counter mode begins to count.
pub(super) struct FirstBlock<'a> {
    pub(super) block: &'a [u8],
    /// How many of its last bits count.
    pub(super) bits: u32,
}

/// Counter mode, the same both ways.
pub(super) fn ctr(key: &[u8], counter: &FirstBlock<'_>, data: &[u8]) -> Option<Vec<u8>> {
    let first = u128::from_be_bytes(block(counter.block)?.into());
    let bits = counter.bits;
    let blocks = data.len().div_ceil(BLOCK) as u128;
    if bits == 0 || bits > 128 || (bits < 128 && blocks > 1 << bits) {
        return None;
    }
    let mut data = data.to_vec();
    with_aes!(key, cipher => { count(&cipher, first, bits, &mut data); Some(data) })
}

fn block(bytes: &[u8]) -> Option<Block> {
    Block::try_from(bytes).ok()
}

/// Adds the key stream to the data. The bits before those that count stay as they are.
fn count<C: Cipher>(cipher: &C, first: u128, bits: u32, data: &mut [u8]) {
    let counting = u128::MAX >> (128 - bits);
    for (offset, chunk) in (0u128..).zip(data.chunks_mut(BLOCK)) {
        let counter = (first & !counting) | (first.wrapping_add(offset) & counting);
        let mut stream = Block::from(counter.to_be_bytes());
        cipher.encrypt_block(&mut stream);
        chunk
            .iter_mut()
            .zip(&stream)
            .for_each(|(byte, mask)| *byte ^= mask);
    }
}

/// What GCM (NIST SP 800-38D) needs beside the data.
pub(super) struct Gcm {
    pub(super) key: Vec<u8>,
    pub(super) iv: Vec<u8>,
    pub(super) additional: Vec<u8>,
    /// Length of the tag in bytes.
    pub(super) tag: usize,
}

impl<'js> FromJs<'js> for Gcm {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(ctx, value)?;
        Ok(Self {
            key: bytes(&object, "key")?,
            iv: bytes(&object, "iv")?,
            additional: bytes(&object, "additionalData")?,
            tag: object.get("tagBytes")?,
        })
    }
}

impl Gcm {
    /// Encrypts, with the tag at the end of what comes out, or decrypts such data; `None` where the
    /// tag is wrong.
    pub(super) fn apply(&self, direction: Direction, data: &[u8]) -> Option<Vec<u8>> {
        if !NONCES.contains(&self.iv.len()) || self.tag > BLOCK {
            return None;
        }
        with_aes!(&self.key, cipher => match direction {
            Direction::Encrypt => Some(self.seal(&cipher, data.to_vec())),
            Direction::Decrypt => self.open(&cipher, data),
        })
    }

    fn seal<C: Cipher>(&self, cipher: &C, mut data: Vec<u8>) -> Vec<u8> {
        let first = self.first_counter(cipher);
        count(cipher, first.wrapping_add_low(1), 32, &mut data);
        let tag = self.authenticate(cipher, first, &data);
        data.extend_from_slice(&tag[..self.tag]);
        data
    }

    fn open<C: Cipher>(&self, cipher: &C, data: &[u8]) -> Option<Vec<u8>> {
        let (data, tag) = data.split_at_checked(data.len().checked_sub(self.tag)?)?;
        let first = self.first_counter(cipher);
        let expected = self.authenticate(cipher, first, data);
        let differing = expected
            .iter()
            .zip(tag)
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        let mut data = data.to_vec();
        count(cipher, first.wrapping_add_low(1), 32, &mut data);
        (differing == 0).then_some(data)
    }

    /// The counter block before that of the first block of data.
    fn first_counter<C: Cipher>(&self, cipher: &C) -> u128 {
        if let Ok(iv) = <[u8; 12]>::try_from(self.iv.as_slice()) {
            let mut block = [0; BLOCK];
            block[..12].copy_from_slice(&iv);
            block[15] = 1;
            return u128::from_be_bytes(block);
        }
        let mut hash = hash_with(cipher);
        hash.update_padded(&self.iv);
        hash.update(&[lengths(0, self.iv.len())]);
        u128::from_be_bytes(hash.finalize().into())
    }

    fn authenticate<C: Cipher>(&self, cipher: &C, first: u128, data: &[u8]) -> [u8; BLOCK] {
        let mut hash = hash_with(cipher);
        hash.update_padded(&self.additional);
        hash.update_padded(data);
        hash.update(&[lengths(self.additional.len(), data.len())]);
        let mut tag: [u8; BLOCK] = hash.finalize().into();
        count(cipher, first, 128, &mut tag);
        tag
    }
}

/// Counting in the last 32 bits alone.
trait Counter {
    fn wrapping_add_low(self, steps: u32) -> Self;
}

impl Counter for u128 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only the last 32 bits count"
    )]
    fn wrapping_add_low(self, steps: u32) -> Self {
        (self & !u128::from(u32::MAX)) | u128::from((self as u32).wrapping_add(steps))
    }
}

fn hash_with<C: Cipher>(cipher: &C) -> GHash {
    let mut key = Block::default();
    cipher.encrypt_block(&mut key);
    GHash::new(&key)
}

/// Two lengths in bits, as GCM hashes them last.
fn lengths(first: usize, second: usize) -> ghash::Block {
    (((first as u128 * 8) << 64) | (second as u128 * 8))
        .to_be_bytes()
        .into()
}

/// Key wrap (RFC 3394).
pub(super) fn key_wrap(direction: Direction, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let shortest = if direction == Direction::Encrypt {
        16
    } else {
        24
    };
    if data.len() < shortest {
        return None;
    }
    let mut wrapped = vec![0; data.len() + 8];
    with_aes!(key, cipher => {
        let wrap = AesKw::inner_init(cipher);
        match direction {
            Direction::Encrypt => wrap.wrap_key(data, &mut wrapped).ok().map(<[u8]>::to_vec),
            Direction::Decrypt => wrap.unwrap_key(data, &mut wrapped).ok().map(<[u8]>::to_vec),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{hex, unhex};
    use super::*;

    #[test]
    fn gcm_gives_the_vectors_of_its_specification() {
        let plain = unhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf\
             0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let mut request = Gcm {
            key: unhex("feffe9928665731c6d6a8f9467308308"),
            iv: unhex("cafebabefacedbaddecaf888"),
            additional: unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
            tag: 16,
        };
        for (iv, tag) in [
            (
                "cafebabefacedbaddecaf888",
                "5bc94fbc3221a5db94fae95ae7121a47",
            ),
            (
                "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539\
                 fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
                "619cc5aefffe0bfa462af43c1699d050",
            ),
        ] {
            request.iv = unhex(iv);
            let sealed = request.apply(Direction::Encrypt, &plain).unwrap();
            assert_eq!(hex(&sealed[plain.len()..]), tag);
            assert_eq!(request.apply(Direction::Decrypt, &sealed).unwrap(), plain);
            assert_eq!(request.apply(Direction::Decrypt, &sealed[1..]), None);
        }
        request.tag = 4;
        assert_eq!(
            request.apply(Direction::Encrypt, &plain).unwrap().len(),
            plain.len() + 4
        );
        request.iv.truncate(11);
        assert_eq!(request.apply(Direction::Encrypt, &plain), None);
    }

    #[test]
    fn counters_count_in_their_own_bits_only() {
        let (key, zeroes) = ([1; 16], [0; 32]);
        let mut counter = [0xff; 16];
        let stream = ctr(
            &key,
            &FirstBlock {
                block: &counter,
                bits: 8,
            },
            &zeroes,
        )
        .unwrap();
        counter[15] = 0;
        assert_eq!(
            stream[16..],
            ctr(
                &key,
                &FirstBlock {
                    block: &counter,
                    bits: 8
                },
                &zeroes
            )
            .unwrap()[..16]
        );
        assert_eq!(
            ctr(
                &key,
                &FirstBlock {
                    block: &counter,
                    bits: 1
                },
                &[0; 48]
            ),
            None
        );
        assert_eq!(
            ctr(
                &key,
                &FirstBlock {
                    block: &counter,
                    bits: 129
                },
                &zeroes
            ),
            None
        );
    }

    #[test]
    fn ctr_gives_the_vector_of_sp_800_38a() {
        let key = unhex("2b7e151628aed2a6abf7158809cf4f3c");
        let counter = unhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        let out = ctr(
            &key,
            &FirstBlock {
                block: &counter,
                bits: 64,
            },
            &unhex("6bc1bee22e409f96e93d7e117393172a"),
        )
        .unwrap();
        assert_eq!(hex(&out), "874d6191b620e3261bef6864990db6ce");
    }

    #[test]
    fn key_wrap_gives_the_vector_of_rfc_3394() {
        let key = unhex("000102030405060708090a0b0c0d0e0f");
        let data = unhex("00112233445566778899aabbccddeeff");
        let wrapped = key_wrap(Direction::Encrypt, &key, &data).unwrap();
        assert_eq!(
            hex(&wrapped),
            "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"
        );
        assert_eq!(key_wrap(Direction::Decrypt, &key, &wrapped).unwrap(), data);
        assert_eq!(key_wrap(Direction::Encrypt, &key, &data[..8]), None);
        assert_eq!(key_wrap(Direction::Decrypt, &key, &data), None);
    }

    #[test]
    fn cbc_pads_and_refuses_what_is_no_padding() {
        let (key, iv) = ([7; 32], [9; 16]);
        let sealed = cbc(Direction::Encrypt, &key, &iv, b"sixteen bytes!!!").unwrap();
        assert_eq!(sealed.len(), 32);
        assert_eq!(
            cbc(Direction::Decrypt, &key, &iv, &sealed).unwrap(),
            b"sixteen bytes!!!"
        );
        assert_eq!(cbc(Direction::Decrypt, &key, &iv, &sealed[..16]), None);
        assert_eq!(cbc(Direction::Encrypt, &key[..5], &iv, b""), None);
        assert_eq!(
            blocks(Direction::Encrypt, &key, Some(&iv), b"sixteen bytes!!!").unwrap(),
            sealed[..16]
        );
        let padded = blocks(Direction::Decrypt, &key, Some(&iv), &sealed).unwrap();
        assert_eq!(padded, [b"sixteen bytes!!!", [16; 16].as_slice()].concat());
    }

    #[test]
    fn blocks_that_are_not_chained_are_the_same_each_time() {
        let sealed = blocks(Direction::Encrypt, &[7; 24], None, &[3; 32]).unwrap();
        assert_eq!(sealed[..16], sealed[16..]);
        assert_eq!(
            blocks(Direction::Decrypt, &[7; 24], None, &sealed).unwrap(),
            [3; 32]
        );
        assert_eq!(
            blocks(Direction::Decrypt, &[7; 24], None, &sealed[1..]),
            None
        );
    }
}
