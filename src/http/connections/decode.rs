//! Undoes a response's `Content-Encoding`, as leniently as browsers do.

use std::io::{self, Cursor, ErrorKind, Read};

use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use crate::http::connections::store::Store;

/// How much is decoded at a time.
const BUFFER: usize = 64 * 1024;

/// Why a stream gives nothing more.
enum Trouble {
    /// It can't be read.
    Broken,
    /// What it gives can't be kept.
    Unkept(io::Error),
}

/// The body without its codings. What was cut short gives what there is of it; what can't be read
/// at all, or is of an unknown coding, stays as it came. It never lies in memory twice, and on disk
/// where it is large: a small body may become a very large one, of `limit` bytes at most.
///
/// # Errors
/// There is no room for it, or it becomes larger.
pub(crate) fn decode<'a>(
    body: Bytes,
    codings: impl Iterator<Item = &'a str>,
    limit: Option<u64>,
) -> io::Result<Bytes> {
    let codings: Vec<_> = codings
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let mut decoded = body.clone();
    for coding in codings.iter().rev() {
        let mut store = Store::of(limit);
        decoded = match undo(coding, &decoded, &mut store) {
            None => decoded,
            Some(Ok(())) => store.finish()?,
            Some(Err(Trouble::Broken)) => return Ok(body),
            Some(Err(Trouble::Unkept(error))) => return Err(error),
        };
    }
    Ok(decoded)
}

/// Undoes one coding; nothing where there is nothing to be done.
fn undo(coding: &str, body: &[u8], store: &mut Store) -> Option<Result<(), Trouble>> {
    if body.is_empty() {
        return None;
    }
    match coding.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => Some(gunzip(body, store)),
        "deflate" if has_zlib_header(body) => Some(read(ZlibDecoder::new(body), store)),
        "deflate" => Some(read(DeflateDecoder::new(body), store)),
        "br" => Some(unbrotli(body, store)),
        // Differs from Postman: there the body stays packed (`zstd_is_undone_frame_by_frame`).
        "zstd" => Some(unzstd(body, store)),
        _ => None,
    }
}

/// Reads a brotli stream. Its decoder has one error for what was cut short and for what is broken:
/// what came before the error is taken as it is.
fn unbrotli(body: &[u8], store: &mut Store) -> Result<(), Trouble> {
    match read(brotli::Decompressor::new(body, BUFFER), store) {
        Err(Trouble::Broken) if !store.is_empty() => Ok(()),
        read => read,
    }
}

/// Reads every frame of a Zstandard stream, and passes over what is to be skipped (RFC 8878, section
/// 3.1). What comes before an error is taken as it is: the decoder has one error for what was cut
/// short and for what is broken.
fn unzstd(body: &[u8], store: &mut Store) -> Result<(), Trouble> {
    let mut rest = body;
    while !rest.is_empty() {
        let broken = match StreamingDecoder::new(&mut rest) {
            Ok(frame) => match read(frame, store) {
                Err(Trouble::Broken) => true,
                read => {
                    read?;
                    false
                }
            },
            Err(error) => match skipped(&error) {
                Some(length) => {
                    rest = rest.get(length..).unwrap_or_default();
                    false
                }
                None => true,
            },
        };
        if broken {
            return if store.is_empty() {
                Err(Trouble::Broken)
            } else {
                Ok(())
            };
        }
    }
    Ok(())
}

/// How long the frame is that is to be skipped, if this is what the decoder stumbled over.
fn skipped(error: &FrameDecoderError) -> Option<usize> {
    match error {
        FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
            length, ..
        }) => usize::try_from(*length).ok(),
        _ => None,
    }
}

/// Reads every member of a gzip file; what follows the last one is ignored.
fn gunzip(body: &[u8], store: &mut Store) -> Result<(), Trouble> {
    const MAGIC: [u8; 2] = [0x1f, 0x8b];
    let mut rest = Cursor::new(body);
    loop {
        let is_first = store.is_empty();
        match read(GzDecoder::new(&mut rest), store) {
            Err(Trouble::Broken) if !is_first => return Ok(()),
            read => read?,
        }
        let position = usize::try_from(rest.position()).unwrap_or(usize::MAX);
        if !body
            .get(position..)
            .is_some_and(|rest| rest.starts_with(&MAGIC))
        {
            return Ok(());
        }
    }
}

/// Reads to the end, or as far as there is something to be read.
fn read(mut decoder: impl Read, store: &mut Store) -> Result<(), Trouble> {
    let mut piece = vec![0; BUFFER];
    let mut is_empty = true;
    loop {
        match decoder.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => store.push(&piece[..count]).map_err(Trouble::Unkept)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && !is_empty => return Ok(()),
            Err(_) => return Err(Trouble::Broken),
        }
        is_empty = false;
    }
}

/// Whether "deflate" means zlib, as it should; some servers send the bare stream (RFC 1950, section
/// 2.2).
fn has_zlib_header(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = b"a text that is long enough to be worth it, worth it, worth it";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn raw(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn br(text: &[u8]) -> Vec<u8> {
        let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
        encoder.write_all(text).unwrap();
        encoder.into_inner()
    }

    fn decoded(body: Vec<u8>, codings: &[&str]) -> Bytes {
        decode(body.into(), codings.iter().copied(), None).unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn every_coding_is_undone_whatever_its_case() {
        assert_eq!(decoded(gzip(TEXT), &["gzip"]), TEXT);
        assert_eq!(decoded(gzip(TEXT), &[" GZip "]), TEXT);
        assert_eq!(decoded(gzip(TEXT), &["x-gzip"]), TEXT);
        assert_eq!(decoded(zlib(TEXT), &["deflate"]), TEXT);
        assert_eq!(decoded(raw(TEXT), &["deflate"]), TEXT);
        assert_eq!(decoded(br(TEXT), &["br"]), TEXT);
        assert_eq!(decoded(zstd(TEXT), &["ZSTD"]), TEXT);
        assert_eq!(decoded(TEXT.to_vec(), &["identity"]), TEXT);
        assert_eq!(decoded(TEXT.to_vec(), &["unheard-of"]), TEXT);
    }

    #[test]
    fn several_codings_are_undone_from_the_last() {
        assert_eq!(decoded(gzip(&zlib(TEXT)), &["deflate, gzip"]), TEXT);
        assert_eq!(decoded(br(&gzip(TEXT)), &["gzip", "br"]), TEXT);
    }

    #[test]
    fn members_of_a_gzip_file_are_joined_and_what_follows_is_ignored() {
        let mut body = gzip(b"one ");
        body.extend(gzip(b"two"));
        body.extend(b"trailing");
        assert_eq!(decoded(body, &["gzip"]), b"one two".as_slice());
    }

    #[test]
    fn zstd_is_undone_frame_by_frame() {
        let mut body = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
        body.extend(zstd(b"one "));
        body.extend(b"\x5f\x2a\x4d\x18\0\0\0\0");
        body.extend(zstd(b"two"));
        body.extend(b"trailing");
        assert_eq!(decoded(body, &["zstd"]), b"one two".as_slice());
        assert_eq!(decoded(zstd(&gzip(TEXT)), &["gzip, zstd"]), TEXT);
        assert_eq!(decoded(zstd(b""), &["zstd"]), b"".as_slice());
    }

    #[test]
    fn what_becomes_larger_than_may_be_is_an_error() {
        let zeros = vec![0; 100_000];
        for (coding, body) in [
            ("gzip", gzip(&zeros)),
            ("deflate", zlib(&zeros)),
            ("br", br(&zeros)),
            ("zstd", zstd(&zeros)),
            ("gzip, gzip", gzip(&gzip(&zeros))),
        ] {
            let decode = |limit| decode(body.clone().into(), [coding].into_iter(), Some(limit));
            let error = decode(99_999).unwrap_err().to_string();
            assert_eq!(error, "it is larger than 100kB", "{coding}");
            assert_eq!(decode(100_000).unwrap(), zeros, "{coding}");
        }
    }

    #[test]
    fn a_stream_that_was_cut_short_gives_what_there_is() {
        let noise: Vec<u8> = (0u32..5000)
            .flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        for (coding, body) in [
            ("gzip", gzip(&noise)),
            ("deflate", zlib(&noise)),
            ("deflate", raw(&noise)),
            ("br", br(&noise)),
        ] {
            let half = body[..body.len() / 2].to_vec();
            let some = decoded(half, &[coding]);
            assert!(
                some.len() > 1000 && noise.starts_with(&some),
                "{coding}: {}",
                some.len()
            );
        }
    }

    #[test]
    fn what_is_not_what_it_says_stays_as_it_came() {
        for coding in ["gzip", "deflate", "br", "zstd"] {
            assert_eq!(
                decoded(b"\xffnot encoded at all".to_vec(), &[coding]),
                b"\xffnot encoded at all".as_slice(),
                "{coding}"
            );
            assert_eq!(decoded(Vec::new(), &[coding]), b"".as_slice());
        }
    }
}
