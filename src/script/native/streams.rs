//! The native functions behind `TextDecoder`, `CompressionStream` and `DecompressionStream`: what
//! takes bytes piece by piece.
//!
//! Bytes cross over as text of one character a byte. What is made here lives in the function that a
//! script holds, and goes with it. The invariant: what comes out is handed to the engine while it
//! is being made, so that its limit of memory holds for a few bytes that inflate to gigabytes too.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use encoding_rs::{Decoder, DecoderResult, Encoding};
use flate2::Compression;
use flate2::write::{
    DeflateDecoder, DeflateEncoder, GzEncoder, MultiGzDecoder, ZlibDecoder, ZlibEncoder,
};
use rquickjs::function::Func;
use rquickjs::{Array, ArrayBuffer, Ctx, Exception, Function, Object};

use crate::script::state::State;
use crate::script::value::Text;

/// How many bytes are inflated at once: none grows to more than about a thousand.
const SLICE: usize = 4096;

pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    functions.set("decoder", Func::from(|ctx, options| decoder(ctx, &options)))?;
    let shared = state.clone();
    functions.set(
        "codec",
        Func::from(move |ctx, name: Text| codec(ctx, &name.0, shared.clone())),
    )
}

/// The bytes of a text that has one character for each.
pub(super) fn bytes_of(text: &str) -> Vec<u8> {
    text.chars()
        .filter_map(|character| u8::try_from(character).ok())
        .collect()
}

/// Makes a function of bytes and of whether they are the last, which returns text. `options`: the
/// character set, `fatal` to throw at what is malformed, `ignoreBOM` to keep a byte order mark.
fn decoder<'js>(ctx: Ctx<'js>, options: &Object<'js>) -> rquickjs::Result<Function<'js>> {
    let label: Text = options.get("encoding")?;
    let encoding = Encoding::for_label(label.0.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let (is_fatal, keeps_mark): (bool, bool) = (options.get("fatal")?, options.get("ignoreBOM")?);
    let start = move || {
        if keeps_mark {
            encoding.new_decoder_without_bom_handling()
        } else {
            encoding.new_decoder_with_bom_removal()
        }
    };
    let current = RefCell::new(start());
    Function::new(ctx, move |ctx: Ctx<'js>, bytes: Text, is_last: bool| {
        let text = decode(
            &mut current.borrow_mut(),
            &Piece {
                bytes: &bytes_of(&bytes.0),
                is_last,
            },
            is_fatal,
        );
        if is_last || text.is_none() {
            current.replace(start());
        }
        text.ok_or_else(|| {
            let words = format!("The encoded data was not valid for encoding {}", label.0);
            Exception::throw_type(&ctx, &words)
        })
    })
}

/// Some of the bytes that make a text.
struct Piece<'a> {
    bytes: &'a [u8],
    /// Whether nothing comes after it.
    is_last: bool,
}

/// Decodes what can be decoded of a piece; `None` where something is
/// malformed and must not be.
fn decode(decoder: &mut Decoder, piece: &Piece<'_>, is_fatal: bool) -> Option<String> {
    let &Piece { bytes, is_last } = piece;
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len())?);
    if !is_fatal {
        let _all_fits = decoder.decode_to_string(bytes, &mut text, is_last);
        return Some(text);
    }
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, is_last);
    (result == DecoderResult::InputEmpty).then_some(text)
}

/// Compresses or decompresses into a list of bytes.
enum Codec {
    Deflate(DeflateEncoder<Vec<u8>>),
    Zlib(ZlibEncoder<Vec<u8>>),
    Gzip(GzEncoder<Vec<u8>>),
    Inflate(DeflateDecoder<Vec<u8>>),
    Unzlib(ZlibDecoder<Vec<u8>>),
    Gunzip(MultiGzDecoder<Vec<u8>>),
}

impl Codec {
    /// The codec of a name: a format of the Compression Standard, with `un` before it to
    /// decompress.
    fn new(name: &str) -> Option<Self> {
        let (out, level) = (Vec::new(), Compression::default());
        Some(match name {
            "deflate-raw" => Self::Deflate(DeflateEncoder::new(out, level)),
            "deflate" => Self::Zlib(ZlibEncoder::new(out, level)),
            "gzip" => Self::Gzip(GzEncoder::new(out, level)),
            "undeflate-raw" => Self::Inflate(DeflateDecoder::new(out)),
            "undeflate" => Self::Unzlib(ZlibDecoder::new(out)),
            "ungzip" => Self::Gunzip(MultiGzDecoder::new(out)),
            _ => return None,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Deflate(it) => it.write(bytes),
            Self::Zlib(it) => it.write(bytes),
            Self::Gzip(it) => it.write(bytes),
            Self::Inflate(it) => it.write(bytes),
            Self::Unzlib(it) => it.write(bytes),
            Self::Gunzip(it) => it.write(bytes),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::Deflate(it) => it.try_finish(),
            Self::Zlib(it) => it.try_finish(),
            Self::Gzip(it) => it.try_finish(),
            Self::Inflate(it) => it.try_finish(),
            Self::Unzlib(it) => it.try_finish(),
            Self::Gunzip(it) => it.try_finish(),
        }
    }

    /// Takes what has come out so far.
    fn take(&mut self) -> Vec<u8> {
        std::mem::take(match self {
            Self::Deflate(it) => it.get_mut(),
            Self::Zlib(it) => it.get_mut(),
            Self::Gzip(it) => it.get_mut(),
            Self::Inflate(it) => it.get_mut(),
            Self::Unzlib(it) => it.get_mut(),
            Self::Gunzip(it) => it.get_mut(),
        })
    }
}

/// Makes a function of bytes and of whether they are the last, which returns a list of buffers.
fn codec<'js>(ctx: Ctx<'js>, name: &str, state: Rc<State>) -> rquickjs::Result<Function<'js>> {
    let Some(codec) = Codec::new(name) else {
        return Err(Exception::throw_type(
            &ctx,
            &format!("unknown format `{name}`"),
        ));
    };
    let codec = RefCell::new(codec);
    Function::new(ctx, move |ctx: Ctx<'js>, bytes: Text, is_last: bool| {
        let output = Output {
            ctx: ctx.clone(),
            buffers: Array::new(ctx.clone())?,
            state: state.clone(),
        };
        run(
            &mut codec.borrow_mut(),
            &bytes_of(&bytes.0),
            is_last,
            &output,
        )?;
        Ok::<_, rquickjs::Error>(output.buffers)
    })
}

/// Where the bytes go.
struct Output<'js> {
    ctx: Ctx<'js>,
    buffers: Array<'js>,
    state: Rc<State>,
}

impl Output<'_> {
    fn push(&self, bytes: &[u8]) -> rquickjs::Result<()> {
        if self.state.must_stop() {
            return Err(Exception::throw_message(&self.ctx, "the script must end"));
        }
        if bytes.is_empty() {
            return Ok(());
        }
        self.buffers.set(
            self.buffers.len(),
            ArrayBuffer::new_copy(self.ctx.clone(), bytes)?,
        )
    }
}

fn run(
    codec: &mut Codec,
    bytes: &[u8],
    is_last: bool,
    output: &Output<'_>,
) -> rquickjs::Result<()> {
    // In zlib's words.
    let fail = |words: &str| Exception::throw_message(&output.ctx, words);
    for slice in bytes.chunks(SLICE) {
        let mut rest = slice;
        while !rest.is_empty() {
            let taken = codec
                .write(rest)
                .map_err(|_| fail("incorrect header check"))?;
            output.push(&codec.take())?;
            // What follows the end is not ours.
            if taken == 0 {
                break;
            }
            rest = &rest[taken..];
        }
    }
    if is_last {
        codec.finish().map_err(|_| fail("unexpected end of file"))?;
        output.push(&codec.take())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(name: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut codec = Codec::new(name).expect("a known format");
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = codec.write(rest)?;
            if taken == 0 {
                break;
            }
            rest = &rest[taken..];
        }
        codec.finish()?;
        Ok(codec.take())
    }

    #[test]
    fn what_was_compressed_comes_back() {
        for format in ["deflate-raw", "deflate", "gzip"] {
            let small = through(format, &[b'x'; 5000]).expect("compressed bytes");
            assert!(small.len() < 100, "{format}");
            let back = through(&format!("un{format}"), &small).expect("the same bytes");
            assert_eq!(back, [b'x'; 5000], "{format}");
        }
    }

    #[test]
    fn broken_bytes_are_an_error() {
        assert!(through("ungzip", b"not gzip at all").is_err());
        let small = through("gzip", b"hello").expect("compressed bytes");
        assert!(through("ungzip", &small[..10]).is_err());
    }

    #[test]
    fn characters_may_be_cut_in_two() {
        let mut decoder = encoding_rs::UTF_8.new_decoder_with_bom_removal();
        let mut text = |bytes, is_last| decode(&mut decoder, &Piece { bytes, is_last }, true);
        assert_eq!(text(&[0xef, 0xbb, 0xbf, 0xc3], false).as_deref(), Some(""));
        assert_eq!(text(&[0xa9, 0xe2], false).as_deref(), Some("é"));
        assert_eq!(text(&[], true), None);
    }
}
