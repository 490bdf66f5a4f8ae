//! The inner function of the SHA hashes, for copies of `CryptoJS` that scripts bring along.
//!
//! State and message are lists of 32-bit words with a sign. The long hashes keep a word in two
//! halves, `high` and `low`, to which they add without ever bringing the sums back to 32 bits.

use rquickjs::{Array, Ctx, FromJs, Object, Value};
use sha2::block_api::{compress256, compress512};

use crate::script::value::text;

/// A hash function whose blocks are dealt with one by one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Blocks {
    Sha1,
    Sha256,
    Sha512,
}

impl<'js> FromJs<'js> for Blocks {
    fn from_js(_: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        match text(&value).as_str() {
            "SHA-1" => Ok(Self::Sha1),
            "SHA-256" => Ok(Self::Sha256),
            "SHA-512" => Ok(Self::Sha512),
            _ => Err(rquickjs::Error::new_from_js("string", "hash")),
        }
    }
}

impl Blocks {
    /// Takes the block of a message that begins with the word at `from` into a state; false where
    /// one of them is no such list.
    pub(super) fn take(
        self,
        state: &Value<'_>,
        message: &Value<'_>,
        from: usize,
    ) -> rquickjs::Result<bool> {
        let (Some(state), Some(message)) = (state.as_array(), message.as_array()) else {
            return Ok(false);
        };
        match self {
            Self::Sha1 => short(state, message, from, |state: &mut [u32; 5], block| {
                sha1::block_api::compress(state, &[block]);
            }),
            Self::Sha256 => short(state, message, from, |state: &mut [u32; 8], block| {
                compress256(state, &[block]);
            }),
            Self::Sha512 => long(state, message, from),
        }
    }
}

fn short<const WORDS: usize>(
    list: &Array<'_>,
    message: &Array<'_>,
    from: usize,
    compress: impl FnOnce(&mut [u32; WORDS], [u8; 64]),
) -> rquickjs::Result<bool> {
    let mut state = [0; WORDS];
    let mut block = [0; 64];
    if list.len() != WORDS || !read_block(message, from, &mut block)? {
        return Ok(false);
    }
    for (place, word) in state.iter_mut().enumerate() {
        match word_at(list, place)? {
            Some(found) => *word = found.cast_unsigned(),
            None => return Ok(false),
        }
    }
    compress(&mut state, block);
    for (place, word) in state.into_iter().enumerate() {
        list.set(place, word.cast_signed())?;
    }
    Ok(true)
}

fn long(list: &Array<'_>, message: &Array<'_>, from: usize) -> rquickjs::Result<bool> {
    let mut block = [0; 128];
    if list.len() != 8 || !read_block(message, from, &mut block)? {
        return Ok(false);
    }
    let mut halves = Vec::with_capacity(8);
    for place in 0..8 {
        let word: Value<'_> = list.get(place)?;
        let Some(word) = word.into_object() else {
            return Ok(false);
        };
        let (high, low): (Value<'_>, Value<'_>) = (word.get("high")?, word.get("low")?);
        match (high.as_number(), low.as_number()) {
            (Some(high), Some(low)) => halves.push((word, high, low)),
            _ => return Ok(false),
        }
    }
    let mut before = [0; 8];
    for (word, (_, high, low)) in before.iter_mut().zip(&halves) {
        *word = (u64::from(last(*high)) << 32) | u64::from(last(*low));
    }
    let mut state = before;
    compress512(&mut state, &[block]);
    for (place, (word, high, low)) in halves.into_iter().enumerate() {
        write_sums(&word, [high, low], [before[place], state[place]])?;
    }
    Ok(true)
}

/// Adds what a word has grown by, half by half.
fn write_sums(word: &Object<'_>, sums: [f64; 2], states: [u64; 2]) -> rquickjs::Result<()> {
    let ([high, low], [before, after]) = (sums, states);
    let added = after.wrapping_sub(before);
    let carry = ((before & LOW) + (added & LOW)) >> 32;
    word.set("low", low + f64::from(signed(added)))?;
    word.set(
        "high",
        high + f64::from(signed(added >> 32)) + f64::from(signed(carry)),
    )
}

const LOW: u64 = 0xffff_ffff;

/// The last 32 bits, with a sign.
#[expect(clippy::cast_possible_truncation, reason = "only these count")]
fn signed(word: u64) -> i32 {
    word as i32
}

/// The last 32 bits of a whole number, as JavaScript's operators on bits take them.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only these count, and sums stay within 53 bits"
)]
fn last(number: f64) -> u32 {
    number as i64 as u32
}

fn word_at(list: &Array<'_>, place: usize) -> rquickjs::Result<Option<i32>> {
    let word: Value<'_> = list.get(place)?;
    Ok(word.as_int())
}

/// Reads a block; false where it is not all words.
fn read_block(message: &Array<'_>, from: usize, block: &mut [u8]) -> rquickjs::Result<bool> {
    for (place, bytes) in block.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        match word_at(message, from + place)? {
            Some(word) => *bytes = word.to_be_bytes(),
            None => return Ok(false),
        }
    }
    Ok(true)
}
