//! What `CryptoJS` computes, at the speed of the machine: the library itself is interpreted.
//!
//! `CryptoJS` holds bytes as a list of 32-bit words, the highest byte first, and says how many
//! bytes of them count. Such lists come as the memory of an `Int32Array` in Base64, and go as such
//! memory.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rquickjs::{Array, ArrayBuffer, Ctx, FromJs, IntoJs, Object, Value};
use sha2::block_api::{Sha256VarCore, compress512};
use sha2::digest::Output as DigestOutput;
use sha2::digest::block_api::{Buffer, UpdateCore as _, VariableOutputCore as _};

use super::aes::{self, Direction};
use super::arguments::Bytes;
use super::digest::Hash;
use super::kdf::Pbkdf2;
use crate::script::value::text;

/// Text, which counts as UTF-8, or a list of words with its number of bytes.
pub(super) struct Message(Vec<u8>);

impl<'js> FromJs<'js> for Message {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        if value.is_string() {
            return Ok(Self(text(&value).into_bytes()));
        }
        let pair = Array::from_js(ctx, value)?;
        let mut bytes = pair.get::<Bytes>(0)?.0;
        swap(&mut bytes);
        bytes.truncate(pair.get(1)?);
        Ok(Self(bytes))
    }
}

/// Bytes as a list of words.
pub(super) struct Words(Vec<u8>);

impl<'js> IntoJs<'js> for Words {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let (mut bytes, size) = (self.0.clone(), self.0.len());
        bytes.resize(size.next_multiple_of(4), 0);
        swap(&mut bytes);
        let object = Object::new(ctx.clone())?;
        object.set("words", ArrayBuffer::new(ctx.clone(), bytes)?)?;
        object.set("size", size)?;
        Ok(object.into_value())
    }
}

/// Turns words from the order of `CryptoJS` into that of this machine, or back.
fn swap(bytes: &mut [u8]) {
    for word in bytes.as_chunks_mut::<4>().0 {
        *word = u32::from_be_bytes(*word).to_ne_bytes();
    }
}

/// The words of a hash as `CryptoJS` has them, those behind the end of a shortened one included.
pub(super) fn hash(hash: Hash, message: &Message) -> Vec<f64> {
    words(hash, &message.0)
}

/// The words of an HMAC, likewise.
pub(super) fn hmac(hash: Hash, key: &Message, message: &Message) -> Vec<f64> {
    let block = if matches!(hash, Hash::Sha384 | Hash::Sha512) {
        128
    } else {
        64
    };
    let mut key = if key.0.len() > block {
        hash.digest(&key.0)
    } else {
        key.0.clone()
    };
    key.resize(block, 0);
    let padded = |pad: u8, rest: &[u8]| {
        let mut bytes: Vec<u8> = key.iter().map(|byte| byte ^ pad).collect();
        bytes.extend_from_slice(rest);
        bytes
    };
    let inner = hash.digest(&padded(0x36, &message.0));
    words(hash, &padded(0x5c, &inner))
}

fn words(hash: Hash, data: &[u8]) -> Vec<f64> {
    match hash {
        Hash::Sha224 => whole(&sha224_state(data)),
        Hash::Sha384 => long(SHA_384, data),
        Hash::Sha512 => long(SHA_512, data),
        hash => whole(&hash.digest(data)),
    }
}

fn whole(bytes: &[u8]) -> Vec<f64> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| f64::from(i32::from_be_bytes(*word)))
        .collect()
}

/// The whole state at the end, of which SHA-224 leaves out the last word.
fn sha224_state(data: &[u8]) -> Vec<u8> {
    let mut core = Sha256VarCore::new(28).expect("SHA-224 has this length");
    let mut buffer = Buffer::<Sha256VarCore>::default();
    buffer.digest_blocks(data, |blocks| core.update_blocks(blocks));
    let mut state = DigestOutput::<Sha256VarCore>::default();
    core.finalize_variable_core(&mut buffer, &mut state);
    state.to_vec()
}

/// Where SHA-512 and SHA-384 begin (FIPS 180-4, 5.3).
const SHA_512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];
const SHA_384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];

/// The words of SHA-512 and SHA-384. `CryptoJS` adds up each half of its state over the blocks and
/// never brings the sums back to 32 bits; only their last 32 count, but the others are there for
/// who looks.
#[expect(
    clippy::cast_precision_loss,
    reason = "the sums stay far below what a double holds exactly"
)]
fn long(begin: [u64; 8], data: &[u8]) -> Vec<f64> {
    let mut state = begin;
    let mut sums: Vec<(i64, i64)> = state
        .iter()
        .map(|word| ((word >> 32).cast_signed(), (word & LOW).cast_signed()))
        .collect();
    for block in padded(data).as_chunks::<128>().0 {
        let before = state;
        compress512(&mut state, &[*block]);
        for (at, (high, low)) in sums.iter_mut().enumerate() {
            let added = state[at].wrapping_sub(before[at]);
            let carry = ((before[at] & LOW) + (added & LOW)) >> 32;
            *high += i64::from(half(added >> 32)) + carry.cast_signed();
            *low += i64::from(half(added));
        }
    }
    sums.iter()
        .flat_map(|(high, low)| [*high as f64, *low as f64])
        .collect()
}

const LOW: u64 = 0xffff_ffff;

/// The last 32 bits, with a sign.
#[expect(clippy::cast_possible_truncation, reason = "only these count")]
fn half(word: u64) -> i32 {
    word as i32
}

/// The message with the padding of SHA-512.
fn padded(data: &[u8]) -> Vec<u8> {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize((data.len() + 17).next_multiple_of(128) - 16, 0);
    padded.extend_from_slice(&(data.len() as u128 * 8).to_be_bytes());
    padded
}

/// The bytes that a text of one character for each stands for.
pub(super) fn from_bytes_text(text: &str) -> Option<Vec<u8>> {
    let bytes = text.chars().map(|byte| u8::try_from(byte).ok());
    bytes.collect()
}

/// Such a text.
pub(super) fn to_bytes_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// What `CryptoJS.PBKDF2` is to derive.
pub(super) struct Derivation(Pbkdf2);

impl<'js> FromJs<'js> for Derivation {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = Object::from_js(ctx, value)?;
        Ok(Self(Pbkdf2 {
            hash: object.get("hash")?,
            password: object.get::<_, Message>("password")?.0,
            salt: object.get::<_, Message>("salt")?.0,
            iterations: object.get("iterations")?,
            length: object.get("length")?,
        }))
    }
}

impl Derivation {
    pub(super) fn derive(&self, must_stop: &dyn Fn() -> bool) -> Option<Words> {
        self.0.derive(must_stop).map(Words)
    }
}

/// AES over whole blocks, chained where there is an initialisation vector, else each block alone.
pub(super) fn blocks(
    direction: Direction,
    key: &Message,
    iv: &Message,
    data: &Message,
) -> Option<Words> {
    let iv = Some(iv.0.as_slice()).filter(|iv| !iv.is_empty());
    aes::blocks(direction, &key.0, iv, &data.0).map(Words)
}

pub(super) fn from_base64(text: &str) -> Option<Words> {
    STANDARD.decode(text).ok().map(Words)
}

pub(super) fn to_base64(message: &Message) -> String {
    STANDARD.encode(&message.0)
}

/// Text as words.
pub(super) fn from_text(message: Message) -> Words {
    Words(message.0)
}

/// The text that is written in UTF-8; `None` for what is no UTF-8.
pub(super) fn to_text(message: Message) -> Option<String> {
    String::from_utf8(message.0).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::hex;
    use super::*;

    const HASHES: [Hash; 6] = [
        Hash::Md5,
        Hash::Sha1,
        Hash::Sha224,
        Hash::Sha256,
        Hash::Sha384,
        Hash::Sha512,
    ];

    /// The last 32 bits of each word.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what the library makes of its words"
    )]
    fn bytes(words: &[f64]) -> Vec<u8> {
        words
            .iter()
            .flat_map(|word| (*word as i64 as i32).to_be_bytes())
            .collect()
    }

    #[test]
    fn hashes_and_hmacs_begin_with_what_they_should() {
        for hash in HASHES {
            for length in [0, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000] {
                let data = vec![7; length];
                let (words, right) = (words(hash, &data), hash.digest(&data));
                assert!(bytes(&words).starts_with(&right), "{hash:?} {length}");
                let (words, right) = (
                    hmac(hash, &Message(data.clone()), &Message(b"message".into())),
                    hash.hmac(&data, &[b"message"]),
                );
                assert!(bytes(&words).starts_with(&right), "HMAC {hash:?} {length}");
            }
        }
    }

    #[test]
    fn halves_of_long_words_are_summed_up_without_end() {
        assert!(
            long(SHA_512, &[0; 10_000])
                .iter()
                .any(|word| word.abs() > 2f64.powi(33))
        );
    }

    #[test]
    fn words_have_their_highest_byte_first() {
        let mut bytes = vec![1, 2, 3, 4, 5];
        swap(&mut bytes);
        assert_eq!(
            bytes,
            [0x0102_0304_u32.to_ne_bytes().as_slice(), &[5]].concat()
        );
        assert_eq!(hex(&from_base64("AQI=").unwrap().0), "0102");
        assert!(from_base64("AQI").is_none() && to_text(Message(vec![0xff])).is_none());
    }
}
