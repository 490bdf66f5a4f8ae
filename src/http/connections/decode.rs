//! Undoes a response's `Content-Encoding` as Node does: what is damaged is an error, what is cut
//! short gives what there is.

use std::io::{self, Cursor, ErrorKind, Read};

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use crate::http::connections::store::{Bounds, Store};

/// How much is decoded at a time.
const BUFFER: usize = 64 * 1024;

/// After how many bytes others have their turn.
const TURN: u64 = 1024 * 1024;

/// How many codings a body may have: curl's limit.
pub(crate) const CODINGS: usize = 5;

/// What became of a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The body without its codings.
    pub(crate) body: Bytes,
    /// What is to be said of it.
    pub(crate) warning: Option<String>,
}

/// Why a body can't be had.
#[derive(Debug)]
pub(crate) enum Undecodable {
    /// It is not what its coding says, for this reason.
    Damaged { coding: String, damage: Damage },
    /// It has more codings than anybody needs.
    Codings(usize),
    /// It can't be kept, or is larger than may be.
    Unkept(io::Error),
}

/// What is wrong with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// It does not begin as it should, or something else follows it.
    Beginning,
    /// It does not add up.
    Content,
}

/// How a stream ended.
enum End {
    Complete,
    /// It was cut short.
    Short,
    /// It is none at all, and nothing that Node would undo.
    Foreign,
}

/// Why a stream gives nothing more.
enum Trouble {
    /// It can't be read.
    Broken(Damage),
    /// What it gives can't be kept.
    Unkept(io::Error),
}

/// The body without its codings, from the last to the first or to one that nobody knows. It never
/// lies in memory twice, and on disk where it is large: a small body may become a very large one,
/// as large as `bounds` say.
///
/// # Errors
/// It is damaged, there is no room for it, or it becomes larger.
pub(crate) async fn decode<'a>(
    body: Bytes,
    codings: impl Iterator<Item = &'a str>,
    bounds: Bounds,
) -> Result<Decoded, Undecodable> {
    let codings: Vec<_> = codings
        .flat_map(|line| line.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
        .collect();
    if codings.len() > CODINGS && !body.is_empty() {
        return Err(Undecodable::Codings(codings.len()));
    }
    let received = body.len() as u64;
    let mut decoded = Decoded {
        body,
        warning: None,
    };
    for coding in codings.iter().rev() {
        let mut store = Store::of(bounds.unpacked(received));
        match undo(coding, &decoded.body, &mut store).await {
            None => break,
            Some(Ok(End::Foreign)) => {
                decoded.warning = Some(format!(
                    "the body is no `{coding}`, as its `Content-Encoding` says: it is shown as it came"
                ));
                break;
            }
            Some(Ok(end)) => {
                decoded.body = store.finish().map_err(Undecodable::Unkept)?;
                // Differs from Postman: there nobody is told
                // (`a_body_that_was_cut_short_is_the_response_with_a_warning`).
                if matches!(end, End::Short) {
                    decoded.warning = Some(format!(
                        "the body ends before its `{coding}` does: what there is of it is the response"
                    ));
                }
            }
            Some(Err(Trouble::Broken(damage))) => {
                let coding = coding.clone();
                return Err(Undecodable::Damaged { coding, damage });
            }
            Some(Err(Trouble::Unkept(error))) => return Err(Undecodable::Unkept(error)),
        }
    }
    Ok(decoded)
}

/// Undoes one coding; nothing where there is nothing to be done, or nobody knows it.
async fn undo(coding: &str, body: &[u8], store: &mut Store) -> Option<Result<End, Trouble>> {
    if body.is_empty() {
        return None;
    }
    match coding {
        "gzip" | "x-gzip" => Some(gunzip(body, store).await),
        "deflate" => Some(inflate(body, store).await),
        "br" => Some(unbrotli(body, store).await),
        // Differs from Postman: there the body stays packed (`zstd_is_undone_frame_by_frame`).
        "zstd" => Some(unzstd(body, store).await),
        _ => None,
    }
}

/// Reads a stream of zlib's, or the bare one that some servers send (RFC 1950, section 2.2), as
/// Node does: the first byte decides, and what follows the end is nothing.
async fn inflate(body: &[u8], store: &mut Store) -> Result<End, Trouble> {
    let has_header = body[0] & 0x0f == 8;
    let mut decoder = Decompress::new(has_header);
    let mut piece = vec![0; BUFFER];
    loop {
        let (read, written) = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(read).map_or(&[][..], |read| &body[read..]);
        let status = decoder
            .decompress(rest, &mut piece, FlushDecompress::None)
            .map_err(|_| match decoder.total_out() {
                0 => Trouble::Broken(Damage::Beginning),
                _ => Trouble::Broken(Damage::Content),
            })?;
        let count = usize::try_from(decoder.total_out() - written).unwrap_or(BUFFER);
        keep(&piece[..count], store).await?;
        if status == Status::StreamEnd {
            return Ok(End::Complete);
        }
        if count == 0 && decoder.total_in() == read {
            return Ok(End::Short);
        }
    }
}

/// Reads a brotli stream. Its decoder has one error for what was cut short and for what is broken,
/// and Node gives nothing of either; what follows the end is nothing.
async fn unbrotli(body: &[u8], store: &mut Store) -> Result<End, Trouble> {
    read(brotli_decompressor::Decompressor::new(body, BUFFER), store)
        .await
        .map(|_| End::Complete)
}

/// Reads every frame of a Zstandard stream, and passes over what is to be skipped (RFC 8878, section
/// 3.1). Its decoder has one error for what was cut short and for what is broken.
async fn unzstd(body: &[u8], store: &mut Store) -> Result<End, Trouble> {
    const MAGIC: [u8; 4] = 0xfd2f_b528_u32.to_le_bytes();
    let mut rest = body;
    while !rest.is_empty() {
        let is_first = rest.len() == body.len();
        let mut frame = match StreamingDecoder::new(&mut rest) {
            Ok(frame) => frame,
            Err(error) => match skipped(&error) {
                Some(length) if length <= rest.len() => {
                    rest = &rest[length..];
                    continue;
                }
                None if is_first && !body.starts_with(&MAGIC) => return Ok(End::Foreign),
                _ => return Err(Trouble::Broken(Damage::Content)),
            },
        };
        read(&mut frame, store).await?;
        let told = frame.decoder.get_checksum_from_data();
        let counted = frame.decoder.get_calculated_checksum();
        if told.is_some() && told != counted {
            return Err(Trouble::Broken(Damage::Content));
        }
    }
    Ok(End::Complete)
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

/// Reads every member of a gzip file. Zeros may follow the last one; anything else must be another.
async fn gunzip(body: &[u8], store: &mut Store) -> Result<End, Trouble> {
    const MAGIC: [u8; 2] = [0x1f, 0x8b];
    let mut rest = Cursor::new(body);
    loop {
        let position = usize::try_from(rest.position()).unwrap_or(usize::MAX);
        let left = body.get(position..).unwrap_or_default();
        if left.is_empty() || position > 0 && left[0] == 0 {
            return Ok(End::Complete);
        }
        let known = MAGIC.len().min(left.len());
        if left[..known] != MAGIC[..known] {
            return Err(Trouble::Broken(Damage::Beginning));
        }
        let end = read(GzDecoder::new(&mut rest), store).await?;
        if matches!(end, End::Short) {
            return Ok(End::Short);
        }
    }
}

/// Keeps a piece. A body that becomes large lets others go on meanwhile: clocks, and Ctrl-C.
async fn keep(piece: &[u8], store: &mut Store) -> Result<(), Trouble> {
    let before = store.length() / TURN;
    store.push(piece).map_err(Trouble::Unkept)?;
    if store.length() / TURN > before {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Reads to the end, or as far as there is something to be read.
async fn read(mut decoder: impl Read, store: &mut Store) -> Result<End, Trouble> {
    let mut piece = vec![0; BUFFER];
    loop {
        match decoder.read(&mut piece) {
            Ok(0) => return Ok(End::Complete),
            Ok(count) => keep(&piece[..count], store).await?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(End::Short),
            Err(_) => return Err(Trouble::Broken(Damage::Content)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;
    use crate::http::Unpacking;

    /// Decodes without waiting: whoever has a turn meanwhile has none here.
    fn decode<'a>(
        body: Bytes,
        codings: impl Iterator<Item = &'a str>,
        bounds: Bounds,
    ) -> Result<Decoded, Undecodable> {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.build().unwrap();
        runtime.block_on(super::decode(body, codings, bounds))
    }

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
        let whole = decode(body.into(), codings.iter().copied(), Bounds::default()).unwrap();
        assert_eq!(whole.warning, None, "{codings:?}");
        whole.body
    }

    /// What is wrong with a body, or what there is of it.
    fn told(body: Vec<u8>, coding: &str) -> Result<(Bytes, bool), Damage> {
        match decode(body.into(), [coding].into_iter(), Bounds::default()) {
            Ok(Decoded { body, warning }) => Ok((body, warning.is_some())),
            Err(Undecodable::Damaged { damage, .. }) => Err(damage),
            Err(other) => panic!("{coding}: {other:?}"),
        }
    }

    fn noise() -> Vec<u8> {
        (0u32..5000)
            .flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect()
    }

    /// Every coding with its name.
    fn packed(text: &[u8]) -> [(&'static str, Vec<u8>); 5] {
        [
            ("gzip", gzip(text)),
            ("deflate", zlib(text)),
            ("deflate", raw(text)),
            ("br", br(text)),
            ("zstd", zstd(text)),
        ]
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
    fn a_coding_that_nobody_knows_is_the_last_that_is_undone() {
        assert_eq!(decoded(gzip(TEXT), &["foo, gzip"]), TEXT);
        assert_eq!(decoded(gzip(TEXT), &["gzip, foo"]), gzip(TEXT));
        assert_eq!(decoded(gzip(TEXT), &["gzip, identity,"]), TEXT);
    }

    #[test]
    fn more_than_five_codings_are_refused() {
        let codings = |count| ["gzip"].into_iter().cycle().take(count);
        let mut body = TEXT.to_vec();
        for _ in 0..5 {
            body = gzip(&body);
        }
        let five = decode(body.clone().into(), codings(5), Bounds::default());
        assert_eq!(five.unwrap().body, TEXT);
        let six = decode(gzip(&body).into(), codings(6), Bounds::default());
        assert!(matches!(six, Err(Undecodable::Codings(6))));
    }

    #[test]
    fn members_of_a_gzip_file_are_joined_and_only_zeros_may_follow() {
        let members = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(decoded(members.clone(), &["gzip"]), b"one two".as_slice());
        let padded = [&members[..], &[0; 20]].concat();
        assert_eq!(decoded(padded, &["gzip"]), b"one two".as_slice());
        let followed = [&members[..], b"garbage"].concat();
        assert_eq!(told(followed, "gzip"), Err(Damage::Beginning));
        let half = members[..members.len() - 4].to_vec();
        assert_eq!(told(half, "gzip"), Ok((b"one two"[..].into(), true)));
    }

    #[test]
    fn what_follows_other_streams_is_nothing_as_in_node() {
        for body in [zlib(TEXT), raw(TEXT)] {
            let followed = [&body[..], b"garbage garbage"].concat();
            assert_eq!(decoded(followed, &["deflate"]), TEXT);
        }
        let followed = [&br(TEXT)[..], b"garbage garbage"].concat();
        assert_eq!(decoded(followed, &["br"]), TEXT);
    }

    #[test]
    fn zstd_is_undone_frame_by_frame() {
        let mut body = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
        body.extend(zstd(b"one "));
        body.extend(b"\x5f\x2a\x4d\x18\0\0\0\0");
        body.extend(zstd(b"two"));
        assert_eq!(decoded(body.clone(), &["zstd"]), b"one two".as_slice());
        assert_eq!(decoded(zstd(&gzip(TEXT)), &["gzip, zstd"]), TEXT);
        assert_eq!(decoded(zstd(b""), &["zstd"]), b"".as_slice());
        body.extend(b"trailing");
        assert_eq!(told(body, "zstd"), Err(Damage::Content));
    }

    #[test]
    fn what_becomes_larger_than_may_be_is_an_error() {
        let zeros = vec![0; 100_000];
        let nested = ("gzip, gzip", gzip(&gzip(&zeros)));
        for (coding, body) in packed(&zeros).into_iter().chain([nested]) {
            let decode = |limit| {
                let bounds = Bounds {
                    size: Some(limit),
                    ..Bounds::default()
                };
                decode(body.clone().into(), [coding].into_iter(), bounds)
            };
            match decode(99_999) {
                Err(Undecodable::Unkept(error)) => {
                    assert_eq!(error.to_string(), "it is larger than 100kB", "{coding}");
                }
                other => panic!("{coding}: {other:?}"),
            }
            assert_eq!(decode(100_000).unwrap().body, zeros, "{coding}");
        }
    }

    #[test]
    fn a_small_body_does_not_become_a_giant_unless_it_may() {
        let zeros = vec![0; 65 * 1024 * 1024];
        let body = Bytes::from(gzip(&zeros));
        let decode = |unpacking| {
            let bounds = Bounds {
                unpacking,
                ..Bounds::default()
            };
            decode(body.clone(), ["gzip"].into_iter(), bounds)
        };
        assert!(matches!(
            decode(Unpacking::Modest),
            Err(Undecodable::Unkept(_))
        ));
        assert_eq!(decode(Unpacking::Any).unwrap().body.len(), zeros.len());
    }

    #[test]
    fn a_stream_that_was_cut_short_gives_what_there_is_where_it_does_in_node() {
        let noise = noise();
        for (coding, body) in packed(&noise) {
            for length in [body.len() / 2, body.len() - 1] {
                let cut = told(body[..length].to_vec(), coding);
                if matches!(coding, "br" | "zstd") {
                    assert_eq!(cut, Err(Damage::Content), "{coding}");
                    continue;
                }
                let (some, is_cut) = cut.unwrap();
                assert!(is_cut, "{coding} {length}");
                assert!(some.len() > 1000 && noise.starts_with(&some), "{coding}");
            }
        }
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        let noise = noise();
        for (coding, body) in packed(&noise) {
            let mut damaged = body.clone();
            // The checksum, or near the end where there is none.
            let at = body.len() - 2;
            damaged[at] ^= 0xff;
            let is_sound = told(damaged, coding).is_ok_and(|(body, cut)| body == noise && !cut);
            assert!(!is_sound, "{coding}");
        }
        let mut checked = gzip(TEXT);
        let at = checked.len() - 6;
        checked[at] ^= 0xff;
        assert_eq!(told(checked, "gzip"), Err(Damage::Content));
        let mut checked = zlib(TEXT);
        let at = checked.len() - 2;
        checked[at] ^= 0xff;
        assert_eq!(told(checked, "deflate"), Err(Damage::Content));
    }

    #[test]
    fn what_is_not_what_it_says_is_an_error_and_nothing_is_nothing() {
        let text = b"\xffnot encoded at all".to_vec();
        for coding in ["gzip", "deflate", "br"] {
            assert!(told(text.clone(), coding).is_err(), "{coding}");
            assert_eq!(decoded(Vec::new(), &[coding]), b"".as_slice());
        }
        // Node does not know it, so nothing is undone.
        assert_eq!(told(text.clone(), "zstd"), Ok((text.into(), true)));
    }
}
