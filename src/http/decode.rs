//! Undoes a response's `Content-Encoding`, as leniently as browsers do.

use std::io::{Cursor, ErrorKind, Read};

use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// How much brotli reads at a time.
const BUFFER: usize = 4096;

/// A stream that can't be read.
struct Broken;

/// The body without its codings. What was cut short gives what there is of it; what can't be read at all, or is of an
/// unknown coding, stays as it came.
pub(crate) fn decode<'a>(body: Bytes, codings: impl Iterator<Item = &'a str>) -> Bytes {
    let codings: Vec<_> = codings.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut decoded = body.clone();
    for coding in codings.iter().rev() {
        decoded = match undo(coding, &decoded) {
            None => decoded,
            Some(Ok(bytes)) => bytes.into(),
            Some(Err(Broken)) => return body,
        };
    }
    decoded
}

/// The body without one coding; nothing where there is nothing to be done.
fn undo(coding: &str, body: &[u8]) -> Option<Result<Vec<u8>, Broken>> {
    if body.is_empty() {
        return None;
    }
    match coding.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => Some(gunzip(body)),
        "deflate" if has_zlib_header(body) => Some(read(ZlibDecoder::new(body))),
        "deflate" => Some(read(DeflateDecoder::new(body))),
        "br" => Some(unbrotli(body)),
        _ => None,
    }
}

/// Reads a brotli stream. Its decoder has one error for what was cut short and for what is broken: what came before
/// the error is taken as it is.
fn unbrotli(body: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    match brotli::Decompressor::new(body, BUFFER).read_to_end(&mut bytes) {
        Err(_) if bytes.is_empty() => Err(Broken),
        _ => Ok(bytes),
    }
}

/// Reads every member of a gzip file; what follows the last one is ignored.
fn gunzip(body: &[u8]) -> Result<Vec<u8>, Broken> {
    const MAGIC: [u8; 2] = [0x1f, 0x8b];
    let mut whole = Vec::new();
    let mut rest = Cursor::new(body);
    loop {
        let mut member = GzDecoder::new(&mut rest);
        match read(&mut member) {
            Ok(bytes) if whole.is_empty() => whole = bytes,
            Ok(bytes) => whole.extend(bytes),
            Err(broken) => return if whole.is_empty() { Err(broken) } else { Ok(whole) },
        }
        let position = usize::try_from(rest.position()).unwrap_or(usize::MAX);
        if !body.get(position..).is_some_and(|rest| rest.starts_with(&MAGIC)) {
            return Ok(whole);
        }
    }
}

/// Reads to the end, or as far as there is something to be read.
fn read(mut decoder: impl Read) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    match decoder.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof && !bytes.is_empty() => Ok(bytes),
        Err(_) => Err(Broken),
    }
}

/// Whether "deflate" means zlib, as it should; some servers send the bare stream (RFC 1950, section 2.2).
fn has_zlib_header(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31),
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
        decode(body.into(), codings.iter().copied())
    }

    #[test]
    fn every_coding_is_undone_whatever_its_case() {
        assert_eq!(decoded(gzip(TEXT), &["gzip"]), TEXT);
        assert_eq!(decoded(gzip(TEXT), &[" GZip "]), TEXT);
        assert_eq!(decoded(gzip(TEXT), &["x-gzip"]), TEXT);
        assert_eq!(decoded(zlib(TEXT), &["deflate"]), TEXT);
        assert_eq!(decoded(raw(TEXT), &["deflate"]), TEXT);
        assert_eq!(decoded(br(TEXT), &["br"]), TEXT);
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
    fn a_stream_that_was_cut_short_gives_what_there_is() {
        let noise: Vec<u8> = (0u32..5000).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for (coding, body) in
            [("gzip", gzip(&noise)), ("deflate", zlib(&noise)), ("deflate", raw(&noise)), ("br", br(&noise))]
        {
            let half = body[..body.len() / 2].to_vec();
            let some = decoded(half, &[coding]);
            assert!(some.len() > 1000 && noise.starts_with(&some), "{coding}: {}", some.len());
        }
    }

    #[test]
    fn what_is_not_what_it_says_stays_as_it_came() {
        for coding in ["gzip", "deflate", "br"] {
            assert_eq!(
                decoded(b"\xffnot encoded at all".to_vec(), &[coding]),
                b"\xffnot encoded at all".as_slice(),
                "{coding}"
            );
            assert_eq!(decoded(Vec::new(), &[coding]), b"".as_slice());
        }
    }
}
